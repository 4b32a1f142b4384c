public import Cryptography

/// Opens a ledger's transactions for those who read it: what is private is said in values, as far as they are here.
public struct PrivateReader: Sendable {
    private let chaincodes: Set<String>
    private let values: any PrivateValues

    /// Opens nothing: for a ledger without private values.
    public static let plain = PrivateReader()

    private init() {
        chaincodes = []
        values = NoPrivateValues()
    }

    /// Looks which of a ledger's chaincodes have private values. A configuration that cannot be read names none: that
    /// is for an audit to say.
    public init(of chain: some ChainReader, values: (any PrivateValues)?) {
        let configurations = (try? ConfigurationHistory(of: chain))?.entries.map(\.channel.configuration) ?? []
        chaincodes = Set(configurations.flatMap(\.chaincodes).filter(\.hasPrivateValues).map(\.name))
        self.values = values ?? NoPrivateValues()
    }

    /// Whether a chaincode of the ledger has private values.
    public var hasPrivateValues: Bool { !chaincodes.isEmpty }

    /// The hashes that a chaincode's entries of a state have, by their keys in order: what the next call needs open.
    ///
    /// - Throws: `StateError`, if the state cannot be read.
    public func valuesInForce(in state: some StateView) throws(StateError) -> [(key: QualifiedKey, hash: Digest)] {
        var found: [(QualifiedKey, Digest)] = []
        for chaincode in chaincodes.sorted() {
            let entries = try state.values(
                from: QualifiedKey(StateKey([]), in: chaincode),
                to: QualifiedKey.end(of: chaincode)
            )
            found += entries.compactMap { entry in Digest(entry.value.value).map { (entry.key, $0) } }
        }
        return found
    }

    /// A transaction, saying its values.
    ///
    /// - Throws: ``PrivateValueProblem``, where one is private and not here.
    public func opened(_ envelope: Envelope) throws(PrivateValueProblem) -> Envelope {
        guard chaincodes.contains(envelope.proposal.chaincode) else { return envelope }
        return try envelope.opened(by: values)
    }

    /// A transaction with its code, saying its values; one that changed nothing is left as it is where they are
    /// missing.
    ///
    /// - Throws: ``PrivateValueProblem``.
    public func opened(_ transaction: ValidatedTransaction) throws(PrivateValueProblem) -> ValidatedTransaction {
        do throws(PrivateValueProblem) {
            return ValidatedTransaction(try opened(transaction.envelope), code: transaction.code)
        } catch {
            guard transaction.code == .valid else { return transaction }
            throw error
        }
    }
}
