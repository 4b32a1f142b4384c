import Allocation
import AllocationAudit
import AllocationContract
import ArgumentParser
import Cryptography
import Ledger
import Units

/// `commonwatt ledger bill`: what each member has to pay for each period, and what it is made of.
struct LedgerBill: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bill",
        abstract: "Show each member's bill for each period, down to the transactions it is made of.",
        discussion: """
            With --member also the lines: what each transaction added, and where it stands in the ledger (number of \
            the leaf, block and place, identifier), so that it can be proven. JSON always has the lines.

            The figures are the recorded ones; "ledger audit --level 5" computes them again. Below each period \
            stands what the grid gives at p1 to charge the battery again, which is on nobody's bill.

            --proofs writes a file with the bill of one member and one period, the transactions that it is made of, \
            and their proofs up to the newest checkpoint. --check makes the bill again from such a file, without any \
            ledger, and believes nothing but the log's key. The file shows the transactions as they are, with what \
            they say of other members; of a ledger with private values it has hashes, and shows what stands behind \
            those that the bill follows from: the member's own records and the period's terms.

            EXAMPLE:
              commonwatt ledger bill ledger --period 1 --member b01
              commonwatt ledger bill ledger --period 1 --member b01 --proofs b01.bill
              commonwatt ledger bill --check b01.bill --key ledger.vkey
            """
    )

    @Argument(
        help: ArgumentHelp("The ledger's directory, or the chain.db in it.", valueName: "ledger"),
        completion: .directory
    )
    var ledger: String?

    @Option(help: ArgumentHelp("Only the period of this number, from 1.", valueName: "n"))
    var period: Int?

    @Option(help: ArgumentHelp("Only this member, with the lines of its bill.", valueName: "id"))
    var member: String?

    @Option(help: ArgumentHelp("Write the bill with its proofs to this file.", valueName: "file"))
    var proofs: String?

    @Option(help: ArgumentHelp("Check a bill with its proofs, without a ledger.", valueName: "file"))
    var check: String?

    @OptionGroup var trust: TrustOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (check == nil) == (ledger != nil) else {
            throw ValidationError("expected a ledger, or --check a file")
        }
        guard check == nil || (period == nil && member == nil && proofs == nil) else {
            throw ValidationError("--check takes a file and whom to believe, and nothing else")
        }
        guard proofs == nil || (period != nil && member != nil) else {
            throw ValidationError("--proofs is for the bill of one --member and one --period")
        }
    }

    func run() throws {
        if let check { return try BillProofs.check(check, trust: trust.trust()) }
        guard let ledger else { return }
        var book = BillBook()
        try ChainScan(ledger).forEach(label: "Reading") { scanned in
            guard scanned.transaction.code == .valid, scanned.envelope.proposal.chaincode == AllocationContract.name
            else { return true }
            do {
                try book.take(scanned.envelope, at: scanned.place, number: scanned.number)
            } catch {
                throw CommandFailure.negativeFinding("block \(scanned.block), transaction \(scanned.index): \(error)")
            }
            return true
        }
        let report = try report(of: book)
        if let proofs, let period = report.periods.first, let member = member.flatMap({ BuildingID($0) }) {
            return try BillProofs(of: member, in: period, from: ledger).write(to: proofs)
        }
        try report.write(as: output.format)
    }

    private func report(of book: BillBook) throws(CommandFailure) -> BillReport {
        var periods = book.periods
        if let period {
            guard periods.indices.contains(period - 1) else {
                throw .badInput("there is no period \(period): the ledger has \(periods.count)")
            }
            periods = [periods[period - 1]]
        }
        if let member, !periods.contains(where: { $0.members.contains { $0.building.text == member } }) {
            throw .badInput("no period's terms name a member '\(member)'")
        }
        return BillReport(periods: periods, member: member)
    }
}

/// What `commonwatt ledger bill` prints.
struct BillReport: Report {
    let periods: [PeriodBills]
    let member: String?

    private func members(of period: PeriodBills) -> [MemberBill] {
        period.members.filter { member == nil || $0.building.text == member }
    }

    var json: JSONText {
        .object([
            (
                "periods",
                .array(
                    periods.map { period in
                        .object([
                            ("period", .number("\(period.number)")),
                            ("opened_at_ms", .number("\(period.openedAt.milliseconds)")),
                            ("closed_at_ms", .number(orNull: period.closedAt.map { "\($0.milliseconds)" })),
                            ("currency", .string(period.terms.currency)),
                            ("policy", .string(period.terms.policy.kind.rawValue)),
                            ("recharge_mj", .number("\(period.recharging.gridContract.millijoules)")),
                            ("recharge_cost_micros", .number("\(period.rechargingCost.micros)")),
                            ("members", .array(members(of: period).map(Self.json))),
                        ])
                    }
                )
            )
        ])
    }

    private static func json(_ bill: MemberBill) -> JSONText {
        .object(
            [("member", .string(bill.building.text))] + energies(bill.account)
                + [
                    ("estimated_mj", .number("\(bill.estimated.millijoules)")),
                    ("breach_mj", .number("\(bill.breach.millijoules)")),
                    ("cost_micros", .number(orNull: bill.costMicros.map { "\($0)" })),
                    (
                        "lines",
                        .array(
                            bill.lines.map { line in
                                .object(
                                    [
                                        ("leaf", .number("\(line.source.number)")),
                                        ("block", .number("\(line.source.place.block)")),
                                        ("transaction", .number("\(line.source.place.transaction)")),
                                        ("txid", .string(line.source.txid.hex)),
                                        ("time_ms", .number("\(line.time.milliseconds)")),
                                        ("function", .string(line.function)),
                                    ] + energies(line.added)
                                )
                            }
                        )
                    ),
                ]
        )
    }

    private static func energies(_ account: EnergyAccount) -> [(key: String, value: JSONText)] {
        [
            ("grid_contract_mj", .number("\(account.gridContract.millijoules)")),
            ("battery_mj", .number("\(account.battery.millijoules)")),
            ("grid_premium_mj", .number("\(account.gridPremium.millijoules)")),
        ]
    }

    func table(on terminal: Terminal) -> String {
        periods.map { period in
            let end = period.closedAt.map { "\($0)" } ?? "still open"
            let title = "period \(period.number), \(period.openedAt) to \(end), \(period.terms.policy.kind.rawValue)"
            let tables =
                [bills(of: period, on: terminal), Self.recharging(of: period)] + lines(of: period, on: terminal)
            return ([title] + tables).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private static let kilowattHours: [(title: String, alignment: TextTable.Alignment)] = [
        ("grid-contract kWh", .right), ("battery kWh", .right), ("grid-premium kWh", .right),
    ]

    private func bills(of period: PeriodBills, on terminal: Terminal) -> String {
        var table = TextTable(
            columns: [("member", .left)] + Self.kilowattHours + [("cost \(period.terms.currency)", .right)]
        )
        table.rows = members(of: period).map { bill in
            let cost = bill.costMicros.map { DecimalText.ratio(Int128($0), 1_000_000, places: 6, isPadded: true) }
            return [bill.building.text] + Self.row(bill.account) + [cost ?? "–"]
        }
        return ([table.text(on: terminal)] + members(of: period).flatMap(Self.parts)).joined(separator: "\n")
    }

    /// What charging the battery again takes, which no member's bill contains.
    private static func recharging(of period: PeriodBills) -> String {
        let energy = period.recharging.gridContract.kilowattHours(places: 9, isPadded: true)
        let cost = period.rechargingCost.amount(places: 6, isPadded: true)
        return "recharging the battery: \(energy) kWh at p1, \(cost) \(period.terms.currency), on nobody's bill"
    }

    /// What of a bill nobody stated at the time, in words.
    private static func parts(of bill: MemberBill) -> [String] {
        [("estimated for silences", bill.estimated), ("a breach, at grid-premium", bill.breach)].compactMap {
            name,
            energy in
            guard energy > .zero else { return nil }
            return "\(bill.building): \(energy.kilowattHours(places: 9, isPadded: true)) kWh of it are \(name)"
        }
    }

    private func lines(of period: PeriodBills, on terminal: Terminal) -> [String] {
        guard member != nil else { return [] }
        var table = TextTable(
            columns: [("leaf", .right), ("block", .right), ("time", .left), ("function", .left)] + Self.kilowattHours
                + [("txid", .left)]
        )
        table.rows = members(of: period).flatMap(\.lines).map { line in
            [
                "\(line.source.number)", "\(line.source.place)", "\(line.time)", line.function,
            ] + Self.row(line.added) + [line.source.txid.hex]
        }
        return ["", table.text(on: terminal)]
    }

    private static func row(_ account: EnergyAccount) -> [String] {
        [account.gridContract, account.battery, account.gridPremium].map {
            $0.kilowattHours(places: 9, isPadded: true)
        }
    }

    var csv: CSVText {
        let header = ["period", "member"]
        let energies = ["grid_contract_mj", "battery_mj", "grid_premium_mj"]
        guard member != nil else {
            return CSVText(
                header: header + energies + ["cost_micros", "currency"],
                rows: periods.flatMap { period in
                    members(of: period).map { bill in
                        ["\(period.number)", bill.building.text] + Self.cells(bill.account)
                            + [bill.costMicros.map { "\($0)" } ?? "", period.terms.currency]
                    }
                }
            )
        }
        return CSVText(
            header: header + ["leaf", "block", "transaction", "txid", "time_ms", "function"] + energies,
            rows: periods.flatMap { period in
                members(of: period).flatMap { bill in
                    bill.lines.map { line in
                        [
                            "\(period.number)", bill.building.text, "\(line.source.number)",
                            "\(line.source.place.block)", "\(line.source.place.transaction)", line.source.txid.hex,
                            "\(line.time.milliseconds)", line.function,
                        ] + Self.cells(line.added)
                    }
                }
            }
        )
    }

    private static func cells(_ account: EnergyAccount) -> [String] {
        [account.gridContract, account.battery, account.gridPremium].map { "\($0.millijoules)" }
    }
}

extension PeriodBills {
    /// What recharging costs at p1.
    fileprivate var rechargingCost: Cost { recharging.cost(at: terms.cluster.prices) }
}
