public import Cryptography

/// What a peer keeps its ledger in: a chain that is only ever added to, and the state that follows from it.
///
/// Calls that write come from one writer, one after the other; calls that read may come meanwhile, and so may the
/// housekeeping (``maintain()``), from another thread. Calls may wait for the device.
public protocol LedgerStorage: ChainReader, StateView, PrivateValues {
    /// Where the chain ends.
    func tip() throws(ChainError) -> ChainTip

    /// Appends a block. When this returns the block is durable, whatever happens next.
    ///
    /// - Throws: ``ChainError``; then the block is not in the chain, unless the device failed while it was being asked.
    func append(_ block: SealedBlock) throws(ChainError)

    /// Applies an appended block's updates to the state. What a crash takes away of it is applied again at the next
    /// start.
    func apply(_ draft: BlockDraft) throws(ChainError)

    /// Does the housekeeping that has become due since the last call, for example moving logs. Blocks may be appended
    /// and applied meanwhile.
    func maintain() throws(ChainError)

    /// The transaction that claims an identifier, or `nil`.
    func transaction(_ txid: Digest) throws(ChainError) -> CommittedTransaction?

    /// Whether an identifier is taken, also by a transaction that lies before the snapshot from which the ledger began
    /// and is not here.
    func isClaimed(_ txid: Digest) throws(ChainError) -> Bool

    /// Calls `body` with every claimed identifier, in any order.
    func forEachIdentifier(_ body: (Digest) -> Void) throws(ChainError)
}

extension LedgerStorage {
    /// A storage that keeps no values aside has none.
    public func privateValue(of hash: Digest) throws(StateError) -> PrivateValue? { nil }
}

/// A block that its orderer has signed, with the certificates that the chain does not have yet.
public struct SealedBlock: Sendable {
    /// The block.
    public let draft: BlockDraft

    /// The orderer's signature.
    public let seal: BlockSeal

    /// The certificates of creators, endorsers and orderers that occur for the first time.
    public let certificates: [NewCertificate]

    /// The values whose hashes its transactions have, which are kept aside and are durable before the block is.
    public let privateValues: [KeptPrivateValue]

    /// Creates a sealed block.
    public init(
        _ draft: BlockDraft,
        seal: BlockSeal,
        certificates: [NewCertificate],
        privateValues: [KeptPrivateValue] = []
    ) {
        self.draft = draft
        self.seal = seal
        self.certificates = certificates
        self.privateValues = privateValues
    }
}

/// A certificate that a block brings.
public struct NewCertificate: Hashable, Sendable {
    /// SHA-256 of the certificate.
    public let fingerprint: Digest

    /// The certificate (DER).
    public let der: [UInt8]

    /// Creates a new certificate.
    public init(der: [UInt8]) {
        fingerprint = .sha256(der)
        self.der = der
    }
}

/// A transaction of the chain and its place.
public struct CommittedTransaction: Hashable, Sendable {
    /// The block, and the place there.
    public let place: Version

    /// What is stored.
    public let stored: StoredTransaction

    /// Creates a committed transaction.
    public init(place: Version, stored: StoredTransaction) {
        self.place = place
        self.stored = stored
    }
}
