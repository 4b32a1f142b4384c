public import Ledger

/// The allocation contract: the decision core behind the ledger's state (thesis, Section 4.4: "the function of this
/// network-wide controller can be regulated by a smart contract that is audited by all members").
///
/// Its transactions are those of ``AllocationCall``. The write set of one holds what the event changed and no more: the
/// cluster's record, the buildings and requests whose split or account changed. The cluster's record is the guard of
/// the whole state: every transaction reads it and writes it, so two transactions that began with the same state
/// conflict, and the read set needs no other key.
public struct AllocationContract: Chaincode {
    /// The contract's name in proposals.
    public static let name = "allocation"

    /// Creates the contract.
    public init() {}

    public var name: String { Self.name }

    public func makeExecutor() -> any ChaincodeExecutor { AllocationExecutor() }
}
