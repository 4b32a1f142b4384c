import Allocation
import AllocationContract
public import Audit
public import Ledger
import Units

/// Says in words why a request got what it got.
///
/// It follows the ledger as level 5 does, so that it knows what was free; it explains nothing that level 5 finds wrong.
public struct Explainer: Sendable {
    private var stage = AllocationStage()

    /// Begins before the first transaction.
    public init() {}

    /// Begins anew on a state that is whole, behind transactions of which the content is gone.
    ///
    /// - Throws: `DomainFinding`, if the state is no state of the contract.
    public mutating func begin(on state: some StateView) throws(DomainFinding) {
        stage = AllocationStage()
        try stage.begin(on: state)
    }

    /// Goes over a valid allocation transaction.
    ///
    /// - Throws: `DomainFinding`, if the ledger cannot be explained because it is wrong here.
    public mutating func follow(_ transaction: Envelope) throws(DomainFinding) {
        try stage.follow(transaction)
    }

    /// Goes over a valid allocation transaction and explains it.
    ///
    /// - Returns: Sentences, in order.
    /// - Throws: `DomainFinding`, if the ledger cannot be explained because it is wrong here.
    public mutating func explain(_ transaction: Envelope) throws(DomainFinding) -> [String] {
        let before = stage.model
        try stage.follow(transaction)
        let event = try RecordedEvent(transaction)
        guard let after = stage.model else { return ["It only asked; nothing changed."] }
        return Explanation(event: event, before: before, after: after).sentences
    }

    /// What a call asks for, whatever became of it.
    public static func question(_ transaction: Envelope) -> String {
        guard let event = try? RecordedEvent(transaction) else {
            return "It calls \(transaction.proposal.function) of \(transaction.proposal.chaincode)."
        }
        return Explanation.question(of: event)
    }
}
