import Allocation
import AllocationContract
public import Audit
public import Ledger
public import Membership
import SignedDemands
public import Units

/// Level 2 on demands: where a transaction keeps a demand that its building signed, the building did sign it, and it is
/// the demand that was called.
///
/// Building, load, power, lease and the message's place in the building's order are compared. The site's name in the
/// statement is the operator's own name for the channel.
public struct DemandEvidence: CallEvidence {
    /// Creates the check.
    public init() {}

    public func judge(
        _ transaction: Envelope,
        by membership: Membership,
        at instant: Instant
    ) throws(DomainFinding) -> EvidenceKind {
        let proposal = transaction.proposal
        // A call that cannot be read has no evidence; level 4 executes it again, and level 5 reads it.
        guard let call = try? AllocationCall(function: proposal.function, arguments: proposal.arguments) else {
            return .none
        }
        switch call {
        case .request(let change), .release(let change): return try judge(change, by: membership, at: instant)
        case .openPeriod, .expire, .failSafe, .meter, .battery, .deplete, .switchMode, .closePeriod, .current,
            .overview, .terms:
            return .none
        }
    }

    private func judge(
        _ change: LevelChange,
        by membership: Membership,
        at instant: Instant
    ) throws(DomainFinding) -> EvidenceKind {
        guard SignedDemand.isKept(in: change.message) else { return .unsigned }
        let subject = "signed demand of \(change.building)"
        let statement: DemandStatement
        do {
            statement = try SignedDemand(encoded: change.message).verify(by: membership, at: instant)
        } catch {
            throw DomainFinding(
                subject,
                expected: "the building's signature of the demand that was called",
                found: "\(error)",
                because: "a demand that is kept as signed is evidence, and this is none"
            )
        }
        for (name, called, signed) in Self.values(of: change, statement) where called != signed {
            throw DomainFinding(
                subject,
                expected: "\(name) \(signed), as the building signed",
                found: "\(name) \(called), as was called",
                because: "the building signed another demand than the one that was executed"
            )
        }
        return .signed
    }

    private static func values(
        of change: LevelChange,
        _ statement: DemandStatement
    ) -> [(name: String, called: String, signed: String)] {
        [
            ("building", "\(change.building)", "\(statement.building)"),
            ("load", "\(change.load)", statement.load),
            ("power", "\(change.power.watts) W", "\(statement.watts) W"),
            ("lease", "\(change.lease)", statement.lease.map { "\($0)" } ?? "\(statement.leaseSeconds) s"),
            ("epoch", "\(change.order.epoch)", "\(statement.epoch)"),
            ("number", "\(change.order.sequence)", "\(statement.sequence)"),
        ]
    }
}

extension DemandStatement {
    /// The lease; `nil` where no interval is that long.
    fileprivate var lease: Interval? {
        let (milliseconds, overflow) = leaseSeconds.multipliedReportingOverflow(by: 1_000)
        return overflow ? nil : .milliseconds(milliseconds)
    }
}
