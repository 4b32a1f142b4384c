import Allocation
import AllocationContract
import Audit
import Cryptography
import Ledger
import LedgerStore
import Units

/// A ledger of many allocations on one another's state, every one proposed, endorsed and sealed with real keys.
struct AuditLedger {
    /// Transactions in a block.
    private static let blockSize = 100

    /// The first instant: 2026-01-01T00:00:00Z.
    private static let start = Instant(milliseconds: 1_767_225_600_000)

    /// The operator's root.
    let root: Certificate

    private let admin: Signer
    private let orderer: Signer
    private let peer: Signer
    private let client: Signer
    private let terms: [UInt8]

    /// A certificate with its key.
    private struct Signer {
        let certificate: Certificate
        let key: SigningKey
        var fingerprint: Digest { certificate.fingerprint }
    }

    init() throws {
        let validity = Validity(notBefore: Self.start, notAfter: Self.start + .hours(24 * 3_650))
        let authority = try CertificateAuthority.makeRoot(
            subject: DistinguishedName(commonName: "Operator root", organisation: "Operator"),
            validity: validity
        )
        func signer(_ role: String) throws -> Signer {
            let key = try SigningKey.generateP256()
            let subject = DistinguishedName(commonName: role, organisation: "Operator", organisationalUnits: [role])
            let terms = CertificateTerms(subject: subject, validity: validity)
            return Signer(certificate: try authority.issue(terms, for: key.publicKey), key: key)
        }
        root = authority.certificate
        admin = try signer("admin")
        orderer = try signer("orderer")
        peer = try signer("peer")
        client = try signer("client")
        terms = try Self.terms().encoded
    }

    /// Writes the ledger.
    func write(to directory: String, transactions: Int, progress: (Double) -> Void) throws {
        let founded = try Genesis.transaction(
            configuration(),
            founder: admin.fingerprint,
            key: admin.key,
            at: Self.start,
            nonce: Array(repeating: 0, count: 32)
        )
        let genesis = Genesis.block(founded)
        let store = try LedgerStore.create(at: directory, genesis: try seal(genesis, with: [admin, orderer]))
        var (tip, state) = (genesis.tip, WorldState())
        state.apply(genesis.updates)
        var executor = AllocationContract().makeExecutor()
        var written = 0
        while written < transactions {
            var overlay = StateOverlay(state)
            var block: [ValidatedTransaction] = []
            while block.count < Self.blockSize, written < transactions {
                let envelope = try allocation(written, last: transactions - 1, &executor, on: overlay)
                block.append(ValidatedTransaction(envelope, code: .valid))
                let place = Version(block: tip.height, transaction: block.count - 1)
                overlay.updates.record(envelope.result.writes, of: AllocationContract.name, version: place)
                written += 1
            }
            let draft = tip.next(block, time: Self.start + .milliseconds(Int64(written)))
            try store.append(try seal(draft, with: tip.height == 1 ? [peer, client] : []))
            try store.apply(draft)
            try store.maintain()
            state.apply(draft.updates)
            tip = draft.tip
            progress(Double(written) / Double(transactions))
        }
        try store.close()
    }

    private func configuration() throws -> ChannelConfiguration {
        try ChannelConfiguration(
            channel: "bench",
            organisations: [OrganisationDefinition(id: "Operator", roots: [root.der])],
            modificationPolicy: "MAJORITY admin",
            orderers: [orderer.fingerprint],
            chaincodes: [
                ChaincodeDefinition(
                    name: AllocationContract.name,
                    identity: AllocationContract.identity,
                    endorsementPolicy: "OR('Operator.peer')",
                    terms: terms
                )
            ]
        )
    }

    private func seal(_ draft: BlockDraft, with signers: [Signer]) throws -> SealedBlock {
        let seal = BlockSeal(orderer: orderer.fingerprint, signature: try orderer.key.sign(draft.headerBytes))
        return SealedBlock(draft, seal: seal, certificates: signers.map { NewCertificate(der: $0.certificate.der) })
    }

    /// One transaction: the period is opened, ten buildings change their levels in turn, the period is closed.
    private func allocation(
        _ number: Int,
        last: Int,
        _ executor: inout any ChaincodeExecutor,
        on state: some StateView
    ) throws -> Envelope {
        let call = try call(number, last: last)
        let proposal = Proposal(
            channel: "bench",
            timestamp: Self.start + .milliseconds(Int64(number)),
            creator: client.fingerprint,
            nonce: Digest.sha256(StateKey("bench").appending(UInt64(number)).bytes).bytes,
            chaincode: AllocationContract.name,
            function: call.function,
            arguments: call.arguments
        )
        let signed = try SignedProposal(proposal, signedBy: client.key)
        let stub = ChaincodeStub(chaincode: AllocationContract.name, state: state)
        let creator = Creator(
            fingerprint: client.fingerprint,
            organisation: "Operator",
            commonName: "client",
            organisationalUnits: ["client"]
        )
        let request = ChaincodeCall(proposal, creator: creator, terms: terms)
        let result = stub.result(response: try executor.invoke(request, on: stub))
        let bare = Envelope(signed, result: result, endorsements: [])
        let endorsement = try Endorsement(of: bare.content, endorser: peer.fingerprint, key: peer.key)
        return Envelope(signed, result: result, endorsements: [endorsement])
    }

    private func call(_ number: Int, last: Int) throws -> AllocationCall {
        if number == 0 { return .openPeriod(try Self.terms()) }
        if number == last { return .closePeriod }
        guard let building = BuildingID("b\(number % 10)"), let load = LoadID("total") else {
            throw CommandFailure.environment("the benchmark's names are none")
        }
        let change = LevelChange(
            building: building,
            load: load,
            power: .watts(50_000 + Int64(number &* 7_919 % 200_000)),
            lease: .hours(24),
            order: MessageOrder(epoch: 1, sequence: Int64(number)),
            message: Array("{\"v\":1,\"request_id\":\"00000000-0000-4000-8000-000000000000\",\"demand_w\":123456}".utf8)
        )
        return .request(change)
    }

    private static func terms() throws -> PeriodTerms {
        let cluster = try ClusterTerms.bench(
            contractCap: .kilowatts(1_000),
            gridContract: 200_000,
            roundTripEfficiency: .whole,
            buildings: try (0..<10).map { index in
                guard let id = BuildingID("b\(index)") else {
                    throw CommandFailure.environment("the benchmark's names are none")
                }
                return BuildingTerms(id: id, allocationFactor: Share(partsPerBillion: 100_000_000))
            }
        )
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        return PeriodTerms(cluster: cluster, policy: policy, currency: "EUR")
    }
}
