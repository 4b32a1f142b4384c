public import Cryptography
public import Ledger
public import LedgerTestKit
public import Units

/// A chain as a list of what its blocks hold: everything above the transactions (leaves, roots, hashes, seals) is made
/// again from it, with the operator's own keys, as an operator who rewrites history would.
public struct ChainScript: Sendable {
    /// What a block holds.
    public struct Block: Sendable {
        /// The transactions with their codes.
        public var transactions: [ValidatedTransaction]
        /// When it is cut.
        public var time: Instant
        /// Who signs it; the network's orderer, if nobody else does.
        public var orderer: LedgerNetwork.Member?

        /// Creates a block.
        public init(
            transactions: [ValidatedTransaction],
            time: Instant,
            orderer: LedgerNetwork.Member? = nil
        ) {
            self.transactions = transactions
            self.time = time
            self.orderer = orderer
        }
    }

    /// Whose chain it is.
    public let network: LedgerNetwork

    /// The blocks.
    public var blocks: [Block]

    /// The certificates that the chain keeps, by their fingerprints.
    public var certificates: [Digest: [UInt8]]

    /// Takes down what a chain holds.
    public init(network: LedgerNetwork, blocks: [Block], certificates: [Digest: [UInt8]]) {
        self.network = network
        self.blocks = blocks
        self.certificates = certificates
    }

    /// The chain, with every hash and every seal made new; all certificates come with the genesis block.
    public func sealed() throws -> [SealedBlock] {
        var tip = ChainTip.origin
        var sealed: [SealedBlock] = []
        for block in blocks {
            let draft = tip.next(block.transactions, time: block.time)
            let orderer = block.orderer ?? network.orderer
            let signature = try orderer.key.sign(draft.headerBytes)
            let seal = BlockSeal(orderer: orderer.fingerprint, signature: signature)
            let certificates = sealed.isEmpty ? certificates.values.sorted { $0.count < $1.count } : []
            sealed.append(SealedBlock(draft, seal: seal, certificates: certificates.map { NewCertificate(der: $0) }))
            tip = draft.tip
        }
        return sealed
    }

    /// The chain in memory.
    public func chain() throws -> MemoryChain {
        MemoryChain(try sealed())
    }

    /// Puts another envelope in a transaction's place.
    public mutating func replace(
        _ place: Version,
        code: ValidationCode? = nil,
        by change: (Envelope) throws -> Envelope
    ) rethrows {
        let old = self[place]
        self[place] = ValidatedTransaction(try change(old.envelope), code: code ?? old.code)
    }

    /// A transaction by its place.
    public subscript(place: Version) -> ValidatedTransaction {
        get { blocks[place.block].transactions[place.transaction] }
        set { blocks[place.block].transactions[place.transaction] = newValue }
    }
}

extension Envelope {
    /// The same proposal with another result, endorsed again by these members.
    public func with(result: TransactionResult, endorsedBy members: [LedgerNetwork.Member]) throws -> Envelope {
        let bare = Envelope(signedProposal, result: result, endorsements: [])
        let endorsements = try members.map {
            try Endorsement(of: bare.content, endorser: $0.fingerprint, key: $0.key)
        }
        return Envelope(signedProposal, result: result, endorsements: endorsements)
    }

    /// The same proposal and result with other endorsements.
    public func with(endorsements: [Endorsement]) -> Envelope {
        Envelope(signedProposal, result: result, endorsements: endorsements)
    }
}
