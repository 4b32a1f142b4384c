public import Cryptography
public import Ledger
public import LedgerStore
public import LedgerTestKit
import Membership
public import Peer
public import Units

/// A peer on a real ledger in a directory, with a client who signs proposals.
public struct PeerFixture {
    /// The members.
    public let network: LedgerNetwork

    /// The ledger.
    public let store: LedgerStore

    /// The peer.
    public let peer: PeerNode<LedgerStore>

    /// Creates the ledger, or opens the one that is there.
    public init(
        _ directory: String,
        network: LedgerNetwork,
        configuration: ChannelConfiguration? = nil,
        cutting: CuttingLimits = .standard,
        policy: String = "OR('Operator.peer')",
        timeout: Interval = .seconds(20),
        jobs: Int = 2,
        logLimit: Int = 4 << 20,
        endorsers: (LedgerStore) throws -> [any EndorsingPeer] = { _ in [] },
        clock: @escaping @Sendable () -> Instant = { LedgerNetwork.now },
        reached: @escaping FaultHook = { _ in }
    ) throws {
        self.network = network
        var options = LedgerStore.Options()
        options.reached = reached
        options.logLimit = logLimit
        let usual = try network.configuration(policy: policy, cutting: cutting)
        let genesis = try network.genesis(configuration ?? usual)
        store =
            LedgerStore.exists(at: directory)
            ? try LedgerStore(at: directory, options: options)
            : try LedgerStore.create(at: directory, genesis: genesis, options: options)
        var settings = PeerSettings(
            endorser: PeerCredential(certificate: network.peer.identity.certificate, key: network.peer.key),
            orderer: PeerCredential(certificate: network.orderer.identity.certificate, key: network.orderer.key),
            clock: clock
        )
        settings.endorsementTimeout = timeout
        settings.jobs = jobs
        peer = try PeerNode(
            storage: store,
            chaincodes: [KeyValueChaincode()],
            settings: settings,
            endorsers: try endorsers(store)
        )
        for member in [network.client, network.admin, network.utilityAdmin] { peer.introduce(member.identity) }
    }

    /// Stops the peer and gives the ledger up.
    public func close() async throws {
        await peer.stop()
        try store.close()
    }

    /// A proposal of the client's; the number makes its identifier.
    public func proposal(
        _ number: Int,
        _ function: String,
        _ arguments: [UInt8]...,
        channel: String = "test",
        at instant: Instant = LedgerNetwork.now,
        by member: LedgerNetwork.Member? = nil
    ) throws -> SignedProposal {
        let member = member ?? network.client
        let proposal = Proposal(
            channel: channel,
            timestamp: instant,
            creator: member.fingerprint,
            nonce: Digest.sha256(Array("proposal \(number)".utf8)).bytes,
            chaincode: KeyValueChaincode.name,
            function: function,
            arguments: arguments
        )
        return try SignedProposal(proposal, signedBy: member.key)
    }

    /// The same call where the channel's values are private: the hashes signed, the values beside them.
    public func privateProposal(_ number: Int, _ function: String, _ arguments: [UInt8]...) throws -> SignedProposal {
        try PeerFixture.hiding(
            try proposal(number, function),
            arguments,
            seed: Digest.sha256(Array("seed \(number)".utf8)).bytes,
            key: network.client.key
        )
    }

    /// A proposal with hashes in the place of arguments, and the arguments beside it.
    public static func hiding(
        _ bare: SignedProposal,
        _ arguments: [[UInt8]],
        seed: [UInt8],
        key: SigningKey
    ) throws -> SignedProposal {
        guard let seed = PrivateSeed(seed) else { throw NobodyJoined() }
        let (call, transient) = (bare.proposal, TransientData(arguments, seed: seed))
        let proposal = Proposal(
            channel: call.channel,
            timestamp: call.timestamp,
            creator: call.creator,
            nonce: call.nonce,
            chaincode: call.chaincode,
            function: call.function,
            arguments: transient.hashes
        )
        var signed = try SignedProposal(proposal, signedBy: key)
        signed.transient = transient
        return signed
    }
}

extension PeerFixture {
    /// Waits until the endorsers have joined: proposals are endorsed.
    public func untilEndorsed() async throws {
        for attempt in 0..<10_000 {
            let proposal = try self.proposal(1_000_000 + attempt, "get", bytes("nothing"))
            do throws(PeerFailure) {
                _ = try await peer.submit(proposal).outcome()
                return
            } catch {
                guard error.isTemporary else { throw error }
                await Task.yield()
            }
        }
        throw NobodyJoined()
    }

    /// No endorser has joined.
    public struct NobodyJoined: Error {
        /// Creates the error.
        public init() {}
    }

    /// Judges every transaction of the chain again, one after the other and with every signature verified.
    ///
    /// - Returns: The codes that are stored, and those that follow from the chain.
    public func judgeAgain() throws -> (stored: [ValidationCode], expected: [ValidationCode]) {
        var (stored, expected): ([ValidationCode], [ValidationCode]) = ([], [])
        var replay = LedgerReplay()
        var signers = IdentityDirectory()
        var known: Set<Digest> = []
        for number in 0..<(try store.height()) {
            guard let block = try store.block(number) else { continue }
            let replayed = try replay.tip.replay(block)
            let earlier = known
            var validator = StateValidator(on: replay.state) { earlier.contains($0) }
            for index in replayed.transactions.indices where number > 0 {
                let transaction = try block.validatedTransaction(index)
                try signers.insertSigners(of: transaction.envelope, from: store)
                let time = replayed.header.time
                let endorsed = peer.channel.check(transaction.envelope, signers: signers, at: time)
                let place = Version(block: number, transaction: index)
                stored.append(transaction.code)
                expected.append(try validator.validate(transaction.envelope, endorsed: endorsed, place: place))
                if transaction.code.claimsIdentifier { known.insert(transaction.envelope.txid) }
            }
            replay.apply(replayed)
        }
        return (stored, expected)
    }

    /// The envelopes of all transactions behind the genesis block.
    public func envelopes() throws -> [Envelope] {
        try (1..<(try store.height())).flatMap { number in
            try (store.block(number)?.transactions ?? []).map { try Envelope(encoded: $0.envelope) }
        }
    }
}

/// The bytes of a text.
public func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
