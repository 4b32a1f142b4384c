public import Cryptography

/// What came of a call: the result that is recorded, the answer for the caller, and the values that are kept aside.
public struct ExecutedCall: Sendable {
    /// What is recorded, signed and applied to the state.
    public let result: TransactionResult

    /// The chaincode's answer, whether the result has it or its hash.
    public let response: [UInt8]

    /// What the result and the proposal have hashes of; empty for a chaincode without private values.
    public let kept: [KeptPrivateValue]

    /// A call whose result is recorded as it is.
    public init(_ result: TransactionResult) {
        self.result = result
        response = result.response
        kept = []
    }

    /// A call of which hashes are recorded.
    ///
    /// - Parameters:
    ///   - result: What the chaincode did, in values.
    ///   - transient: The private part of its proposal.
    ///   - transaction: Its identifier.
    ///   - owner: Whose a value is; `nil` for the operator.
    public init(
        _ result: TransactionResult,
        hiding transient: TransientData,
        in transaction: Digest,
        owner: (PrivateSlot, [UInt8]) -> String?
    ) {
        var kept: [KeptPrivateValue] = []
        func hide(_ value: [UInt8], in slot: PrivateSlot) -> [UInt8] {
            let salted = transient.seed.salted(value, in: slot)
            let entry = KeptPrivateValue(salted, of: owner(slot, value), in: transaction)
            kept.append(entry)
            return entry.hash.bytes
        }
        for (index, argument) in transient.arguments.enumerated() { _ = hide(argument, in: .argument(index)) }
        let writes = result.writes.map { write in
            KeyWrite(key: write.key, value: write.value.map { hide($0, in: .write(write.key)) })
        }
        self.result = TransactionResult(
            reads: result.reads,
            ranges: result.ranges,
            writes: writes,
            response: hide(result.response, in: .response)
        )
        response = result.response
        self.kept = kept
    }
}

extension SignedProposal {
    /// The private part that came with the proposal and is what the creator has signed the hashes of.
    ///
    /// - Throws: ``TransientProblem``.
    public func confirmedTransient() throws(TransientProblem) -> TransientData {
        guard let transient else { throw .missing }
        guard transient.hashes == proposal.arguments else { throw .other }
        return transient
    }
}

/// Why a proposal with private values cannot be executed.
public enum TransientProblem: Error, Hashable, Sendable {
    /// It came without its private part.
    case missing

    /// Its private part is not what its creator has signed the hashes of.
    case other
}

extension TransientProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing: "the channel keeps this chaincode's values private, and the proposal came without them"
        case .other: "the private values that came with the proposal are not those whose hashes it has"
        }
    }
}
