import Cryptography
public import Gateway
import Ledger
public import Transparency

/// Checks that what the controller says it has recorded is on its ledger: that the log whose key the building was given
/// has signed a tree with that transaction in it.
public struct ProofVerifier: Sendable {
    /// Whom the building believes about the log.
    private let trust: LogTrust

    /// Fetches the proof of a transaction; `nil` if no checkpoint covers it yet.
    private let fetch: @Sendable (_ txid: String) async throws -> [UInt8]?

    /// The newest checkpoint that the broker has passed on.
    private var head: Checkpoint?

    /// Creates a verifier.
    ///
    /// - Parameters:
    ///   - trust: Whom to believe, from the building's own configuration, never from the controller.
    ///   - fetch: Fetches a transaction's proof from wherever; it is believed only as far as it proves something. `nil`
    ///     if there is none yet.
    public init(trust: LogTrust, fetch: @escaping @Sendable (_ txid: String) async throws -> [UInt8]?) {
        self.trust = trust
        self.fetch = fetch
    }

    /// Keeps a checkpoint that the broker has passed on: what is proven later must agree with it.
    ///
    /// - Throws: ``ProofFinding`` if it is not signed, or is another ledger than the one that was kept.
    public mutating func keep(_ payload: LedgerHeadPayload) throws(ProofFinding) {
        let signed: SignedCheckpoint
        do {
            signed = try SignedCheckpoint(parsing: Array(payload.checkpoint.utf8))
        } catch {
            throw ProofFinding("the ledger's head cannot be read: \(error)")
        }
        try agree(signed)
        if signed.checkpoint.size >= head?.size ?? 0 { head = signed.checkpoint }
    }

    /// Proves that a reply's transaction is on the ledger and valid.
    ///
    /// - Returns: The transaction's number and the ledger that it is in; `nil` if there is no proof yet.
    /// - Throws: ``ProofFinding`` if the proof does not hold; what fetching it throws.
    public func prove(_ place: TransactionPlace) async throws -> (number: Int, checkpoint: Checkpoint)? {
        guard let bytes = try await fetch(place.id) else { return nil }
        guard let txid = Digest(hex: place.id) else { throw ProofFinding("'\(place.id)' is no transaction's id") }
        let proof: TransactionProof
        let proven: ProvenTransaction
        do {
            proof = try TransactionProof(parsing: bytes)
            proven = try proof.verify(reply: txid, height: Int(place.height), place: Int(place.index), trust: trust)
        } catch let error as TextFormatError {
            throw ProofFinding("the proof cannot be read: \(error)")
        } catch let error as ProofRefusal {
            throw ProofFinding("\(error)")
        }
        try agree(proof.checkpoint)
        return (proven.leaf.number, proven.checkpoint)
    }

    /// Confirms that a checkpoint is the log's, and of the same ledger as the one that was kept, as far as the two can
    /// tell: at the same size they have the same root.
    private func agree(_ signed: SignedCheckpoint) throws(ProofFinding) {
        do {
            try trust.verify(signed)
        } catch {
            throw ProofFinding("\(error)")
        }
        guard let head, head.size == signed.checkpoint.size, head.root != signed.checkpoint.root else { return }
        throw ProofFinding("the log has signed two ledgers: \(head), and \(signed.checkpoint)")
    }
}

/// What is wrong with what the ledger's operator has said.
public struct ProofFinding: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
