public import Allocation
public import Units

/// What the simulator drives: the decision core of the product, or a variant that exists for research only.
public protocol DecisionCore {
    /// Names an active request.
    associatedtype Request

    /// Starts a request.
    mutating func start(building: Int, power: Power, at instant: Instant) throws(AllocationError) -> Request

    /// Ends a request.
    mutating func end(_ request: Request, at instant: Instant) throws(AllocationError)

    /// Lets time pass.
    mutating func advance(to instant: Instant) throws(AllocationError)

    /// The energies that a building has drawn so far.
    func account(of building: Int) -> EnergyAccount
}

extension Cluster: DecisionCore {}
