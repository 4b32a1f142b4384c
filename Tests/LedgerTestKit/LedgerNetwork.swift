public import Cryptography
public import Ledger
public import Membership
public import Units

/// An operator and a utility with their people and machines, for ledgers in tests.
public struct LedgerNetwork: Sendable {
    /// Somebody with a key.
    public struct Member: Sendable {
        /// Who it is.
        public let identity: Identity

        /// Their key.
        public let key: SigningKey

        /// SHA-256 of their certificate.
        public var fingerprint: Digest { identity.certificate.fingerprint }
    }

    /// The operator's authority.
    public let operatorAuthority: CertificateAuthority

    /// The utility's authority.
    public let utilityAuthority: CertificateAuthority

    /// The operator's administrator, who founds channels.
    public let admin: Member

    /// The operator's orderer, who signs blocks.
    public let orderer: Member

    /// The operator's peer, who endorses.
    public let peer: Member

    /// A client of the operator's, who proposes.
    public let client: Member

    /// The utility's peer.
    public let utilityPeer: Member

    /// The utility's administrator.
    public let utilityAdmin: Member

    /// The day on which everything in the tests happens; certificates hold for a hundred days around it.
    public static let now = day(10)

    /// Days after 2026-01-01T00:00:00Z.
    public static func day(_ day: Int64) -> Instant {
        Instant(milliseconds: 1_767_225_600_000 + day * 86_400_000)
    }

    /// Creates keys and certificates.
    public init() throws {
        operatorAuthority = try Self.authority("Operator")
        utilityAuthority = try Self.authority("Utility")
        admin = try Self.member("admin", .admin, operatorAuthority)
        orderer = try Self.member("orderer", .orderer, operatorAuthority)
        peer = try Self.member("peer", .peer, operatorAuthority)
        client = try Self.member("b01", .client, operatorAuthority)
        utilityPeer = try Self.member("peer", .peer, utilityAuthority)
        utilityAdmin = try Self.member("admin", .admin, utilityAuthority)
    }

    /// A configuration with the test chaincode.
    public func configuration(
        channel: String = "test",
        policy: String = "OR('Operator.peer')",
        cutting: CuttingLimits = .standard,
        revocationLists: [[UInt8]] = [],
        hasPrivateValues: Bool = false
    ) throws -> ChannelConfiguration {
        try ChannelConfiguration(
            channel: channel,
            organisations: [
                OrganisationDefinition(
                    id: "Operator",
                    roots: [operatorAuthority.certificate.der],
                    revocationLists: revocationLists
                ),
                OrganisationDefinition(id: "Utility", roots: [utilityAuthority.certificate.der]),
            ],
            modificationPolicy: "MAJORITY admin",
            cutting: cutting,
            orderers: [orderer.fingerprint],
            chaincodes: [
                ChaincodeDefinition(
                    name: KeyValueChaincode.name,
                    identity: .sha256(Array(KeyValueChaincode.name.utf8)),
                    endorsementPolicy: policy,
                    terms: [],
                    hasPrivateValues: hasPrivateValues
                )
            ]
        )
    }

    /// The sealed genesis block of a configuration.
    public func genesis(_ configuration: ChannelConfiguration) throws -> SealedBlock {
        let transaction = try Genesis.transaction(
            configuration,
            founder: admin.fingerprint,
            key: admin.key,
            at: Self.now,
            nonce: Array(repeating: 0, count: 32)
        )
        return try seal(Genesis.block(transaction), with: [admin, orderer])
    }

    /// Signs a block as the orderer; it brings the certificates of these members.
    public func seal(_ draft: BlockDraft, with members: [Member] = []) throws -> SealedBlock {
        let seal = BlockSeal(orderer: orderer.fingerprint, signature: try orderer.key.sign(draft.headerBytes))
        let certificates = members.map { NewCertificate(der: $0.identity.certificate.der) }
        return SealedBlock(draft, seal: seal, certificates: certificates)
    }

    /// Somebody of the operator's, in a role.
    public func makeMember(_ name: String, _ role: Role, from first: Int64 = 0, to end: Int64 = 100) throws -> Member {
        try Self.member(name, role, operatorAuthority, from: first, to: end)
    }

    /// Somebody of another organisation's, in a role.
    public static func member(_ name: String, _ role: Role, of authority: CertificateAuthority) throws -> Member {
        try member(name, role, authority)
    }

    /// The authority of another organisation.
    public static func makeAuthority(_ organisation: String) throws -> CertificateAuthority {
        try authority(organisation)
    }

    private static func authority(_ organisation: String) throws -> CertificateAuthority {
        try CertificateAuthority.makeRoot(
            subject: DistinguishedName(commonName: "\(organisation) root", organisation: organisation),
            validity: Validity(notBefore: day(0), notAfter: day(1_000))
        )
    }

    private static func member(
        _ name: String,
        _ role: Role,
        _ authority: CertificateAuthority,
        from first: Int64 = 0,
        to end: Int64 = 100
    ) throws -> Member {
        let key = try SigningKey.generateP256()
        let organisation = authority.certificate.organisation
        let terms = CertificateTerms(
            subject: DistinguishedName(
                commonName: name,
                organisation: organisation,
                organisationalUnits: [role.rawValue]
            ),
            validity: Validity(notBefore: day(first), notAfter: day(end))
        )
        let certificate = try authority.issue(terms, for: key.publicKey)
        return Member(identity: try Identity(certificate: certificate), key: key)
    }
}
