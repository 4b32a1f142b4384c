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

    /// Whether the channel knows whoever drafted the change as a member.
    private let isMembers: Bool

    /// Judges a draft by the configuration that it says it follows, or by the one in force, as of now.
    init(_ draft: ConfigurationDraft, inForce: Channel? = nil) throws(CommandFailure) {
        self.draft = draft
        let channel: Channel
        do {
            channel = try inForce ?? Channel(draft.base)
        } catch {
            throw .badInput("the configuration that the change follows cannot be used: \(error)")
        }
        let (signers, now) = (draft.signers, SystemClock().now())
        problem = channel.problem(with: draft.transaction, signers: signers, at: now)
        isMembers = channel.check(draft.transaction, signers: signers, at: now) != .badCreatorSignature
    }

    /// Why more signatures would not help; `nil` if they would, or none is needed.
    var defect: String? {
        guard isMembers else { return "whoever drafted it is no member, or its signature is not theirs" }
        if case .unapproved = problem { return nil }
        return problem?.description
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
        if let defect { return ["it cannot take effect: \(defect)"] }
        guard case .unapproved(let change) = problem else { return [] }
        return change.unmetDemands.map(\.description)
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
