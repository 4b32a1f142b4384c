import Allocation
import AllocationContract
import Audit
import Units

// The answer: what the members were told is what is recorded and billed.

extension ClusterModel {
    /// Compares an answer with what is recorded.
    func checkAnswer(_ answer: AllocationResponse, _ change: EventChange) throws(DomainFinding) {
        try checkSummary(answer)
        let listed = Set(answer.allocations.map(\.building))
        for allocation in answer.allocations {
            guard let index = period.index(of: allocation.building) else {
                throw told("\(allocation.building)", expected: "a building of the terms", found: "none of them")
            }
            let member = members[index]
            let split = member.isStale ? Servers(period.bands[index], 0, 0) : member.split
            guard Servers(allocation.split) == split, allocation.isStale == member.isStale else {
                throw told(
                    "\(allocation.building)",
                    expected: split.text("W"),
                    found: Servers(allocation.split).text("W")
                )
            }
            guard allocation.validUntil?.milliseconds == member.leaseEnd else {
                let text = { (instant: Int64?) in instant.map { "until \($0) ms" } ?? "without an end" }
                let found = text(allocation.validUntil?.milliseconds)
                throw told("\(allocation.building)", expected: text(member.leaseEnd), found: found)
            }
        }
        for index in change.touched where change.splits[index] != members[index].split {
            guard listed.contains(period.id(index)) else {
                throw told("\(period.id(index))", expected: members[index].split.text("W"), found: "nothing")
            }
        }
    }

    private func checkSummary(_ answer: AllocationResponse) throws(DomainFinding) {
        let summary = answer.cluster
        let figures: [(String, Int128, Int128)] = [
            ("grid-contract power", split.gridContract, Int128(summary.split.gridContract.watts)),
            ("battery power", split.battery, Int128(summary.split.battery.watts)),
            ("grid-premium power", split.gridPremium, Int128(summary.split.gridPremium.watts)),
            ("reserved power", reserved, Int128(summary.reserved.watts)),
            ("charge", charge, Int128(summary.charge.millijoules)),
        ]
        for (name, expected, found) in figures where expected != found {
            throw told("the cluster's \(name)", expected: "\(expected)", found: "\(found)")
        }
        guard summary.isBatteryEmpty == isBatteryEmpty else {
            throw told("the battery", expected: "\(isBatteryEmpty)", found: "\(summary.isBatteryEmpty)")
        }
        let (tariff, terms) = (answer.tariff, period.terms)
        guard tariff.prices == terms.cluster.prices, tariff.currency == terms.currency,
            tariff.policy == terms.policy.kind
        else {
            throw told("the tariff", expected: "the prices and the policy of the terms", found: "others")
        }
    }

    private func told(_ whom: String, expected: String, found: String) -> DomainFinding {
        DomainFinding(
            "answer about \(whom)",
            expected: expected,
            found: found,
            because: "what a member is told is what is recorded and billed"
        )
    }
}
