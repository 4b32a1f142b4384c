import Allocation
import AllocationContract
public import Units

extension ControllerMachine {
    /// Something may have fallen due, or the period may have ended.
    public mutating func timePassed(now: Instant) -> [Action] {
        let left = leaveFailSafe(now: now)
        guard !isAdvancing else { return left }
        return left + letHappen(now: now)
    }

    private mutating func letHappen(now: Instant) -> [Action] {
        if isBetweenPeriods { return openNext(now: now) }
        if mustSilence { return silenceAll(now: now) }
        if let due = nextDue, due.instant <= now, due.instant <= periodEnd {
            return submitOwn(Self.call(for: due), as: .due, now: now)
        }
        if periodEnd <= now { return recordAll(now: now) + submitOwn(.closePeriod, as: .closePeriod, now: now) }
        return [.wake(at: nextWake)]
    }

    /// Closes the period without opening another.
    mutating func closeForGood(now: Instant) -> [Action] {
        recordAll(now: now) + submitOwn(.closePeriod, as: .leave, now: now)
    }

    /// Hands in a call of the machine's own.
    mutating func submitOwn(_ call: AllocationCall, as purpose: Call, now: Instant) -> [Action] {
        isAdvancing = true
        let ticket = ticket(for: purpose)
        return [.submit(ticket, call, .own(ticket.number), at: callTime(now))]
    }

    private static func call(for due: DueEvent) -> AllocationCall {
        switch due.kind {
        case .depletion: .deplete
        case .leaseEnd: .expire(gone: nil)
        case .dwellEnd: .switchMode
        }
    }
}
