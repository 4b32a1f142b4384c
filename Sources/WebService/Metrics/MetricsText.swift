import Allocation
import AllocationContract
import Monitor
import Units

/// A site's figures in Prometheus' text format: base units, a `# HELP` and a `# TYPE` for each.
enum MetricsText {
    static func of(_ counters: SiteCounters, state: SiteState?, site: SiteDescription, listeners: Int) -> String {
        var page = MetricsPage()
        count(counters, on: &page)
        page.gauge("commonwatt_page_listeners", "Pages that listen to the stream.", [("", "\(listeners)")])
        let cap = site.terms.cluster.contractCap
        page.gauge("commonwatt_contract_cap_watts", "The cap of the grid contract.", [("", "\(cap.watts)")])
        if let state {
            describe(state, on: &page)
            describeMembers(state, on: &page)
        }
        return page.text
    }

    private static func count(_ counters: SiteCounters, on page: inout MetricsPage) {
        page.counter(
            "commonwatt_replies_total",
            "Replies to demands, by status.",
            counters.replies.sorted { $0.key < $1.key }.map { ("{status=\"\($0.key)\"}", "\($0.value)") }
        )
        page.counter(
            "commonwatt_demands_unanswered_total",
            "Demands not answered one by one because their building sends too fast.",
            counters.unanswered.sorted { $0.key < $1.key }.map { ("{building=\"\($0.key)\"}", "\($0.value)") }
        )
        page.counter(
            "commonwatt_transactions_total",
            "Transactions made durable since the start.",
            [("", "\(counters.transactions)")]
        )
        page.counter("commonwatt_call_failures_total", "Calls that came to nothing.", [("", "\(counters.failures)")])
        page.gauge(
            "commonwatt_broker_connected",
            "Whether the broker is connected.",
            [("", counters.isConnected ? "1" : "0")]
        )
        if let heap = counters.heap {
            page.gauge("commonwatt_heap_live_bytes", "Memory allocated and not freed.", [("", "\(heap.live)")])
            page.gauge("commonwatt_heap_held_bytes", "Memory that the allocator holds.", [("", "\(heap.held)")])
        }
        page.histogram(
            "commonwatt_commit_latency_seconds",
            "From handing a call in to its being durable.",
            counters.commitLatency
        )
    }

    private static func describe(_ state: SiteState, on page: inout MetricsPage) {
        let split = state.cluster.split
        page.gauge("commonwatt_load_watts", "The load, by the server that serves it.", servers(split))
        page.gauge(
            "commonwatt_headroom_watts",
            "What grid-contract can still serve.",
            [("", "\(state.headroom.watts)")]
        )
        let charge = state.cluster.charge.millijoules
        page.gauge(
            "commonwatt_battery_charge_joules",
            "What the battery can still deliver.",
            [("", DecimalText.ratio(Int128(charge), 1_000, places: 3))]
        )
        let isStrict = state.cluster.mode == .strict
        page.gauge(
            "commonwatt_mode",
            "Which rule is in force.",
            [("{mode=\"no-bounds\"}", isStrict ? "0" : "1"), ("{mode=\"strict\"}", isStrict ? "1" : "0")]
        )
        page.gauge("commonwatt_stale_members", "Members that are stale.", [("", "\(state.staleMembers.count)")])
        page.gauge("commonwatt_ledger_height", "Blocks of the ledger.", [("", "\(state.head.height)")])
        page.gauge("commonwatt_ledger_size", "Transactions of the ledger.", [("", "\(state.head.transactions)")])
        page.gauge(
            "commonwatt_ledger_last_block_timestamp_seconds",
            "When the last block was cut.",
            [("", DecimalText.ratio(Int128(state.head.time.milliseconds), 1_000, places: 3))]
        )
    }

    private static func describeMembers(_ state: SiteState, on page: inout MetricsPage) {
        var powers: [(String, String)] = []
        var energies: [(String, String)] = []
        for member in state.members {
            let id = member.member.id.text
            let split = member.allocation.isStale ? Split() : member.allocation.split
            powers += servers(split, labels: "building=\"\(id)\",")
            let account = member.account
            for (server, energy) in [
                ("grid-contract", account.gridContract), ("battery", account.battery),
                ("grid-premium", account.gridPremium),
            ] {
                let joules = DecimalText.ratio(Int128(energy.millijoules), 1_000, places: 3)
                energies.append(("{building=\"\(id)\",server=\"\(server)\"}", joules))
            }
        }
        page.gauge("commonwatt_building_load_watts", "A building's load, by server.", powers)
        page.gauge("commonwatt_building_period_joules", "A building's energy in this period, by server.", energies)
    }

    private static func servers(_ split: Split, labels: String = "") -> [(String, String)] {
        [
            ("{\(labels)server=\"grid-contract\"}", "\(split.gridContract.watts)"),
            ("{\(labels)server=\"battery\"}", "\(split.battery.watts)"),
            ("{\(labels)server=\"grid-premium\"}", "\(split.gridPremium.watts)"),
        ]
    }
}

/// A page of metrics in the making.
struct MetricsPage {
    private(set) var text = ""

    mutating func gauge(_ name: String, _ help: String, _ samples: [(labels: String, value: String)]) {
        add(name, help, "gauge", samples)
    }

    mutating func counter(_ name: String, _ help: String, _ samples: [(labels: String, value: String)]) {
        add(name, help, "counter", samples)
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: LatencyHistogram) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) histogram\n"
        var cumulated = 0
        for (bound, count) in zip(LatencyHistogram.bounds, histogram.counts) {
            cumulated += count
            let seconds = DecimalText.ratio(Int128(bound), 1_000, places: 3)
            text += "\(name)_bucket{le=\"\(seconds)\"} \(cumulated)\n"
        }
        text += "\(name)_bucket{le=\"+Inf\"} \(histogram.total)\n"
        text += "\(name)_sum \(DecimalText.ratio(Int128(histogram.sumMicroseconds), 1_000_000, places: 6))\n"
        text += "\(name)_count \(histogram.total)\n"
    }

    private mutating func add(
        _ name: String,
        _ help: String,
        _ type: String,
        _ samples: [(labels: String, value: String)]
    ) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for sample in samples { text += "\(name)\(sample.labels) \(sample.value)\n" }
    }
}
