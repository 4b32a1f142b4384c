import AllocationContract
import ControllerService
import Cryptography
import Ledger
import Units

/// A change in words: what changes, who has signed, who is missing.
struct ChangeText {
    let draft: ConfigurationDraft

    /// Why the change would not take effect at present; `nil` if it would.
    let problem: ConfigurationProblem?

    /// Judges a draft by the configuration that it says it follows, or by the one in force, as of now.
    init(_ draft: ConfigurationDraft, inForce: Channel? = nil) throws(CommandFailure) {
        self.draft = draft
        let channel: Channel
        do {
            channel = try inForce ?? Channel(draft.base)
        } catch {
            throw .badInput("the configuration that the change follows cannot be used: \(error)")
        }
        problem = channel.problem(with: draft.transaction, signers: draft.signers, at: SystemClock().now())
    }

    /// What changes, a line each.
    var differences: [String] {
        let differences = draft.next.differences(from: draft.base).map { "\($0.subject): \($0.text)" }
        return differences + terms.map { "  \($0)" }
    }

    /// What changes in the allocation contract's terms, by the keys of a cluster file.
    private var terms: [String] {
        let name = AllocationContract.name
        guard let before = draft.base.chaincode(named: name), let after = draft.next.chaincode(named: name),
            let old = try? PeriodTerms(encoded: before.terms), let new = try? PeriodTerms(encoded: after.terms)
        else { return [] }
        return new.differences(from: old).map(\.description)
    }

    /// Who has signed.
    var signers: [String] {
        draft.transaction.endorsements.map { endorsement in
            draft.signers[endorsement.endorser].map { "\($0)" } ?? endorsement.endorser.hex
        }
    }

    /// What is missing, a line each; none if the change can be submitted.
    var missing: [String] {
        switch problem {
        case nil: []
        case .unapproved(let change): change.unmetDemands.map(\.description)
        case .some(let problem): ["it cannot take effect: \(problem)"]
        }
    }

    /// The whole text.
    var text: String {
        var lines = ["channel \(draft.next.channel), configuration \(draft.next.sequence):"]
        lines += differences.map { "  \($0)" }
        lines.append("signed by: \(signers.joined(separator: ", "))")
        lines += missing.isEmpty ? ["nothing is missing; it can be submitted"] : missing.map { "missing: \($0)" }
        return lines.joined(separator: "\n")
    }
}
