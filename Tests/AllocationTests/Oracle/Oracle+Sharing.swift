import Allocation
import Units

/// How `max-min` and `levelling` divide a server over the buildings' demands.
extension Oracle {
    /// Weighted max-min fairness in whole watts: buildings sorted by demand for each part of weight are satisfied one
    /// after the other as long as the level reaches, and the others share what is left by weight.
    /// Buildings without a factor get what the others leave, evenly.
    func waterFill(_ capacity: Int64, over demands: [Int64]) -> [Int64] {
        let weighing = buildings.filter { factor($0) > 0 }
        var shares = fill(capacity, over: demands, among: weighing) { Int128(factor($0)) }
        let left = capacity - weighing.reduce(0) { $0 + shares[$1] }
        let others = buildings.filter { factor($0) == 0 }
        let even = fill(left, over: demands, among: others) { _ in 1 }
        for building in others { shares[building] = even[building] }
        return shares
    }

    private func fill(
        _ capacity: Int64,
        over demands: [Int64],
        among members: [Int],
        weight: (Int) -> Int128
    ) -> [Int64] {
        var shares = demands
        var throttled = members.sorted {
            Int128(demands[$0]) * weight($1) < Int128(demands[$1]) * weight($0)
        }
        var left = Int128(capacity)
        var weights = throttled.reduce(Int128(0)) { $0 + weight($1) }
        while let first = throttled.first, Int128(demands[first]) * weights <= left * weight(first) {
            left -= Int128(demands[first])
            weights -= weight(first)
            throttled.removeFirst()
        }
        var rest = left
        for building in throttled {
            let share = left * weight(building) / weights
            shares[building] = Int64(share)
            rest -= share
        }
        for building in throttled.sorted() where rest > 0 {
            shares[building] += 1
            rest -= 1
        }
        return shares
    }

    /// The building with the highest average unit cost so far takes what it can, then the next.
    func fillInOrder(_ capacity: Int64, over demands: [Int64]) -> [Int64] {
        var shares = demands
        var left = capacity
        let order = buildings.sorted { first, second in
            let comparison = compareUnitCosts(first, second)
            return comparison == 0 ? first < second : comparison > 0
        }
        for building in order {
            shares[building] = min(demands[building], left)
            left -= shares[building]
        }
        return shares
    }

    /// The sign of `AUC_first − AUC_second`; a building without energy has paid nothing.
    func compareUnitCosts(_ first: Int, _ second: Int) -> Int {
        compareRatios(cost(first), Int128(accounts[first].total), cost(second), Int128(accounts[second].total))
    }

    private func cost(_ building: Int) -> Int128 {
        let account = accounts[building]
        return Int128(terms.prices.gridContract.micros) * Int128(account.gridContract)
            + Int128(terms.prices.battery.micros) * Int128(account.battery)
            + Int128(terms.prices.gridPremium.micros) * Int128(account.gridPremium)
    }

    /// The sign of `a/b − c/d` by whole parts and remainders, so that no product can overflow; `0/0` counts as 0.
    private func compareRatios(_ a: Int128, _ b: Int128, _ c: Int128, _ d: Int128) -> Int {
        if b == 0 { return d == 0 || c == 0 ? 0 : -1 }
        if d == 0 { return a == 0 ? 0 : 1 }
        let (left, right) = (a / b, c / d)
        if left != right { return left < right ? -1 : 1 }
        let (leftRest, rightRest) = (a % b, c % d)
        if leftRest == 0 || rightRest == 0 { return Int(leftRest.signum() - rightRest.signum()) }
        return compareRatios(d, rightRest, b, leftRest)
    }
}
