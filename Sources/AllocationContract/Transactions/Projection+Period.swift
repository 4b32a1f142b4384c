import Allocation
import Ledger

extension Projection {
    /// Removes a closed period's buildings and requests from the state.
    func remove(from stub: ChaincodeStub) {
        for building in orders.indices { stub.delState(ContractKeys.building(building)) }
        for request in cluster.image.requests { stub.delState(ContractKeys.request(request.sequence)) }
    }

    /// The last messages of the buildings that the new terms name: a replay stays a replay in the next period.
    func orders(under next: PeriodTerms) -> [MessageOrder] {
        next.cluster.buildings.map { building in
            guard let index = try? index(of: building.id) else { return .beforeAll }
            return orders[index]
        }
    }
}
