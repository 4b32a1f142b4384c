import Allocation
public import Ledger

/// Why the allocation contract refuses a call: the code of `ChaincodeError.refused(code:reason:)`.
public enum Refusal: Int, Hashable, Sendable, CaseIterable {
    /// No period is open.
    case noPeriod = 1
    /// A period is open already.
    case periodOpen
    /// The terms name no such building.
    case unknownBuilding
    /// The message is not later than the last one of the building's that was acted on.
    case staleOrder
    /// The call's time lies before the last event.
    case timeReversed
    /// A power, a lease, a register or a charge is out of its range.
    case outOfRange
    /// The energies of the period would no longer fit.
    case overflow
    /// Nothing of that kind falls due by the call's time.
    case nothingDue
    /// No gap of the building's has ended.
    case noGap
    /// A period is to be opened with other terms than those of the channel's configuration in force.
    case otherTerms

    /// The error to throw, with the reason for people.
    func because(_ reason: String) -> ChaincodeError {
        .refused(code: rawValue, reason: reason)
    }

    /// The refusal that stands for an error of the core.
    static func of(_ error: AllocationError) -> ChaincodeError {
        switch error {
        case .timeReversed(let from, let to):
            Refusal.timeReversed.because("the call's time \(to) lies before the last event's \(from)")
        case .unknownBuilding, .unknownRequest:
            Refusal.unknownBuilding.because("the terms name no such building")
        case .powerOutOfRange(let power):
            Refusal.outOfRange.because("\(power) is not between 0 and \(Cluster.largestRequest)")
        case .outOfRange:
            Refusal.outOfRange.because("a lease, a register or an energy is out of its range")
        case .noGap:
            Refusal.noGap.because("no gap of the building's has ended")
        case .overflow:
            Refusal.overflow.because("the energies of the period would no longer fit")
        }
    }
}

extension ChaincodeError {
    /// The allocation contract's refusal, if the error is one.
    public var refusal: Refusal? {
        if case .refused(let code, _) = self { Refusal(rawValue: code) } else { nil }
    }
}
