import Allocation
import AllocationContract
import Audit

extension ClusterModel {
    /// Computes every member's bill from the recorded events and compares it with the statement; returns their number.
    func checkBills(_ statements: [MemberStatement], _ change: EventChange) throws(DomainFinding) -> Int {
        guard statements.map(\.building) == period.terms.cluster.buildings.map(\.id) else {
            throw DomainFinding(
                "bills",
                expected: "one for each of \(period.count) members",
                found: statements.map(\.building.text).joined(separator: ", "),
                because: "closing a period bills every member once"
            )
        }
        for (index, statement) in statements.enumerated() {
            let energy = members[index].account(at: change.timeline.end)
            let (found, cost) = (Servers(statement.account), period.cost(of: energy))
            guard found == energy, Int128(statement.costMicros) == cost else {
                throw DomainFinding(
                    "bill of \(statement.building)",
                    key: RecordedWrite.key(ofBuilding: index),
                    expected: "\(energy.text("mJ")), cost \(cost)·10⁻⁶ \(period.terms.currency)",
                    found: "\(found.text("mJ")), cost \(statement.costMicros)·10⁻⁶ \(period.terms.currency)",
                    because: "that is what the recorded events come to at the prices of the period's terms"
                )
            }
        }
        return statements.count
    }
}
