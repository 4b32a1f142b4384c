import Allocation
import AllocationContract
import ConfigurationFiles
import Simulation
import Units

/// What `commonwatt whatif` prints: for every period, what was paid and what would have been.
struct WhatIfReport {
    /// What every member draws and pays under one policy.
    struct Column {
        let name: String
        let policy: AllocationPolicy
        let accounts: [EnergyAccount]
        let prices: ServerPrices

        /// A member's bill in 10⁻⁶ of the currency, rounded down as bills are.
        func cost(_ building: Int) -> Int128 { accounts[building].cost(at: prices).micros }

        /// The sum of the bills.
        var cost: Int128 { accounts.indices.reduce(0) { $0 + cost($1) } }

        var total: EnergyAccount { accounts.reduce(.zero, +) }

        /// The average unit costs of the buildings that drew something.
        var unitCosts: [Double] { accounts.compactMap { $0.unitCost(at: prices) } }
    }

    /// One period.
    struct Period {
        let number: Int
        let openedAt: Instant
        let endedAt: Instant
        let isClosed: Bool
        let currency: String
        let buildings: [BuildingID]

        /// What was paid; `nil` for a trace of a cluster that names no policy.
        let recorded: Column?
        let alternatives: [Column]
    }

    let periods: [Period]

    /// Whether instants count from the Unix epoch, not from the start of a trace.
    let isDated: Bool

    /// A ledger's periods.
    init(_ comparisons: [PeriodComparison], under policies: [NamedPolicy]) {
        isDated = true
        periods = comparisons.map { period in
            let prices = period.terms.cluster.prices
            func column(_ name: String, _ policy: AllocationPolicy, _ statements: [MemberStatement]) -> Column {
                Column(name: name, policy: policy, accounts: statements.map(\.account), prices: prices)
            }
            return Period(
                number: period.number,
                openedAt: period.openedAt,
                endedAt: period.endedAt,
                isClosed: period.bills != nil,
                currency: period.terms.currency,
                buildings: period.terms.cluster.buildings.map(\.id),
                recorded: column("recorded", period.terms.policy, period.bills ?? period.replayed),
                alternatives: zip(policies, period.alternatives).map { column($0.name, $0.policy, $1) }
            )
        }
    }

    /// A trace, played once under each policy.
    init(_ file: ClusterFile, trace path: String, under policies: [NamedPolicy]) throws {
        let demand = try Trace.read(path, for: file)
        let own = try file.policyPath.map { try PolicyFile.read($0).policy }
        func column(_ name: String, _ policy: AllocationPolicy) throws(ConfigurationError) -> Column {
            let outcome: TraceOutcome
            do {
                outcome = try demand.replay(terms: file.terms, policy: policy, horizon: file.period.duration)
            } catch {
                throw ConfigurationError(file: path, line: error.line, problem: error.problem)
            }
            return Column(name: name, policy: policy, accounts: outcome.accounts, prices: file.terms.prices)
        }
        isDated = false
        periods = [
            Period(
                number: 1,
                openedAt: .zero,
                endedAt: .zero + file.period.duration,
                isClosed: true,
                currency: file.currency,
                buildings: file.terms.buildings.map(\.id),
                recorded: try own.map { try column("recorded", $0) },
                alternatives: try policies.map { try column($0.name, $0.policy) }
            )
        ]
    }
}

/// Amounts of money as text.
enum Money {
    /// An amount given in 10⁻⁶ of the currency.
    static func text(_ micros: Int128, places: Int = 6, isPadded: Bool = false) -> String {
        DecimalText.ratio(micros, 1_000_000, places: places, isPadded: isPadded)
    }
}
