import Allocation
import AllocationContract
import Audit
import Units

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
            try checkParts(of: index, statement)
        }
        return statements.count
    }

    /// What the statement says of the parts that nobody stated at the time is what was booked because of it.
    private func checkParts(of index: Int, _ statement: MemberStatement) throws(DomainFinding) {
        let meter = members[index].meter
        let (estimated, breach) = (Int128(statement.estimated.millijoules), Int128(statement.breach.millijoules))
        guard estimated == meter.estimated, breach == meter.breach else {
            throw DomainFinding(
                "bill of \(statement.building)",
                key: RecordedWrite.key(ofBuilding: index),
                expected: "\(meter.estimated) mJ of it estimated, \(meter.breach) mJ of it a breach",
                found: "\(estimated) mJ of it estimated, \(breach) mJ of it a breach",
                because: "that is what silences and meters came to"
            )
        }
    }
}
