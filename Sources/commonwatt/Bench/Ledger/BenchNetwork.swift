import AllocationContract
import Cryptography
import Fabcoin
import Foundation
import Ledger
import LedgerStore
import Membership
import Peer
import Units

/// Organisations with their people and machines, made for one measurement.
struct BenchNetwork {
    /// Somebody with a key.
    struct Member {
        let identity: Identity
        let key: SigningKey

        var fingerprint: Digest { identity.certificate.fingerprint }
        var credential: PeerCredential { PeerCredential(certificate: identity.certificate, key: key) }
    }

    /// A peer of each organisation that endorses, the operator's first.
    let peers: [Member]
    let orderer: Member
    /// Who founds the channel, and mints.
    let admin: Member
    /// Who proposes, and owns the coins.
    let client: Member
    let fabcoin: Fabcoin
    let organisations: [OrganisationDefinition]
    private let now: Instant

    static let channel = "bench"

    /// Creates keys and certificates; each endorsement comes from an organisation of its own.
    init(endorsements: Int, now: Instant) throws {
        self.now = now
        let names = ["Operator", "Utility", "Auditor"].prefix(endorsements)
        // Certificates count whole seconds.
        let second = Instant(milliseconds: now.milliseconds / 1_000 * 1_000)
        let validity = Validity(notBefore: second + .hours(-1), notAfter: second + .hours(24))
        let authorities = try names.map { name in
            try CertificateAuthority.makeRoot(
                subject: DistinguishedName(commonName: "\(name) root", organisation: name),
                validity: validity
            )
        }
        func member(_ name: String, _ role: Role, of authority: CertificateAuthority) throws -> Member {
            let key = try SigningKey.generateP256()
            let subject = DistinguishedName(
                commonName: name,
                organisation: authority.certificate.organisation,
                organisationalUnits: [role.rawValue]
            )
            let certificate = try authority.issue(
                CertificateTerms(subject: subject, validity: validity),
                for: key.publicKey
            )
            return Member(identity: try Identity(certificate: certificate), key: key)
        }
        peers = try authorities.map { try member("peer", .peer, of: $0) }
        orderer = try member("orderer", .orderer, of: authorities[0])
        admin = try member("admin", .admin, of: authorities[0])
        client = try member("controller", .client, of: authorities[0])
        fabcoin = Fabcoin(centralBanks: [admin.fingerprint])
        organisations = zip(names, authorities).map { name, authority in
            OrganisationDefinition(id: name, roots: [authority.certificate.der])
        }
    }

    /// Founds a channel in which every organisation endorses, in a new directory.
    ///
    /// - Parameter isPrivate: Whether it has salted hashes in place of the allocations' values.
    func createLedger(at directory: String, isPrivate: Bool = false) throws -> LedgerStore {
        let principals = organisations.map { "'\($0.id).peer'" }.joined(separator: ", ")
        let policy = "AND(\(principals))"
        let configuration = try ChannelConfiguration(
            channel: Self.channel,
            organisations: organisations,
            modificationPolicy: "MAJORITY admin",
            orderers: [orderer.fingerprint],
            chaincodes: [
                ChaincodeDefinition(
                    name: AllocationContract.name,
                    identity: AllocationContract.identity,
                    endorsementPolicy: policy,
                    terms: try BenchLoad.terms().encoded,
                    hasPrivateValues: isPrivate
                ),
                ChaincodeDefinition(
                    name: Fabcoin.name,
                    identity: fabcoin.identity,
                    endorsementPolicy: policy,
                    terms: []
                ),
            ]
        )
        let transaction = try Genesis.transaction(
            configuration,
            founder: admin.fingerprint,
            key: admin.key,
            at: now,
            nonce: Array(repeating: 0, count: 32)
        )
        let draft = Genesis.block(transaction)
        let seal = BlockSeal(orderer: orderer.fingerprint, signature: try orderer.key.sign(draft.headerBytes))
        let certificates = [admin, orderer].map { NewCertificate(der: $0.identity.certificate.der) }
        return try LedgerStore.create(
            at: directory,
            genesis: SealedBlock(draft, seal: seal, certificates: certificates)
        )
    }

    /// Starts the operator's peer, with the other organisations' endorsers beside it.
    func startPeer(on store: LedgerStore) throws -> PeerNode<LedgerStore> {
        let chaincodes: [any Chaincode] = [AllocationContract(), fabcoin]
        let others = try peers.dropFirst().map {
            try LocalEndorser($0.credential, storage: store, chaincodes: chaincodes)
        }
        let peer = try PeerNode(
            storage: store,
            chaincodes: chaincodes,
            settings: PeerSettings(
                endorser: peers[0].credential,
                orderer: orderer.credential,
                timeTolerance: .hours(1),
                clock: { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
            ),
            endorsers: others
        )
        for member in [admin, client] { peer.introduce(member.identity) }
        return peer
    }
}
