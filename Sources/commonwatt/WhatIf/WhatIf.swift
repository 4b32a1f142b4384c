import Allocation
import AllocationContract
import ArgumentParser
import ConfigurationFiles
import Ledger
import LedgerStore

/// `commonwatt whatif`: recorded demand under other policies.
struct WhatIf: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whatif",
        abstract: "What would each member have paid under other policies?",
        discussion: """
            Plays the demand that a ledger has recorded, period by period, under each policy, and sets what every \
            member would have paid beside its bill. Levels, leases and silences are taken as they were, terms and \
            prices as they stood; nobody is assumed to have asked for less because it would have been dearer. The \
            ledger is only read, and its signatures are not looked at (see "ledger audit"). Played under the policy \
            that was in force, the demand has to give the ledger's own bills exactly, or the command fails with \
            status 1.

            With --trace and --cluster, the demand is a recorded trace, as for "simulate". Without --policy, the five \
            rules are compared with splits made again at every event.

            EXAMPLE:
              commonwatt whatif --ledger site/ledger --policy Policies/strict.yaml Policies/max-min.yaml
            """
    )

    @Option(
        help: ArgumentHelp("The ledger's directory, or the chain.db in it.", valueName: "dir"),
        completion: .directory
    )
    var ledger: String?

    @Option(help: ArgumentHelp("The recorded demand.", valueName: "csv"), completion: .file(extensions: ["csv"]))
    var trace: String?

    @Option(help: ArgumentHelp("The cluster file of the trace.", valueName: "file"), completion: .file())
    var cluster: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The policy files to compare with.", valueName: "file"),
        completion: .file(extensions: ["yaml"])
    )
    var policy: [String] = []

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (ledger == nil) != (trace == nil) else {
            throw ValidationError("expected either --ledger DIR or --trace CSV with --cluster FILE")
        }
        guard (trace == nil) == (cluster == nil) else { throw ValidationError("--trace and --cluster go together") }
    }

    func run() throws {
        let policies = try NamedPolicy.list(policy)
        if let trace, let cluster {
            let file = try ClusterFile.read(cluster)
            return try WhatIfReport(file, trace: trace, under: policies).write(as: output.format)
        }
        guard let ledger else { return }
        let place = try LedgerPlace(ledger)
        let periods = try Self.compare(place, under: policies.map(\.policy))
        guard !periods.isEmpty else {
            throw CommandFailure.badInput("the ledger in \(place.directory) has no period to play again")
        }
        try WhatIfReport(periods, under: policies).write(as: output.format)
        for period in periods where !period.isExplained { throw Self.unexplained(period) }
    }

    private static func compare(
        _ place: LedgerPlace,
        under policies: [AllocationPolicy]
    ) throws -> [PeriodComparison] {
        let bar = ProgressBar("Replaying")
        defer { bar.finish() }
        do {
            let chain = try LedgerArchive(at: place.directory)
            let height = try chain.height()
            let values = try PrivateArchive(at: place.directory)
            let reader = PrivateReader(of: chain, values: values)
            guard values != nil || !reader.hasPrivateValues else {
                throw CommandFailure.badInput(
                    "the values of the ledger in \(place.directory) are private, and no private.db is beside it: "
                        + "whoever has it can play the periods again"
                )
            }
            var comparison = LedgerComparison(policies: policies, opening: reader)
            for number in 0..<height {
                guard let block = try chain.block(number) else { continue }
                try comparison.take(block)
                if number.isMultiple(of: 64) { bar.update(Double(number) / Double(height)) }
            }
            return try comparison.periods()
        } catch let error as ChainError {
            throw CommandFailure(error)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.negativeFinding("the ledger in \(place.directory): \(error)")
        }
    }

    /// The first bill that is not what the recorded demand comes to.
    private static func unexplained(_ period: PeriodComparison) -> CommandFailure {
        let currency = period.terms.currency
        let pair = zip(period.bills ?? [], period.replayed).first { $0 != $1 }
        let detail = pair.map { bill, replayed in
            ": \(bill.building) was billed \(Money.text(Int128(bill.costMicros))) \(currency), and the recorded demand "
                + "comes to \(Money.text(Int128(replayed.costMicros))); audit the ledger"
        }
        return .negativeFinding(
            "the bills of period \(period.number) do not follow from its recorded demand\(detail ?? "")"
        )
    }
}

/// A policy with the name that it has in a comparison.
struct NamedPolicy {
    let name: String
    let policy: AllocationPolicy

    /// The policies of files, or the five rules with splits made again at every event.
    static func list(_ paths: [String]) throws -> [NamedPolicy] {
        guard !paths.isEmpty else {
            return try PolicyKind.allCases.map {
                NamedPolicy(name: $0.rawValue, policy: try AllocationPolicy(kind: $0, discipline: .redispatch))
            }
        }
        var policies: [NamedPolicy] = []
        for path in paths {
            let file = path.split(separator: "/").last ?? ""
            let name = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : String(file)
            guard !policies.contains(where: { $0.name == name }) else {
                throw CommandFailure.badInput("--policy: two files are called \(name); their columns would be too")
            }
            policies.append(NamedPolicy(name: name, policy: try PolicyFile.read(path).policy))
        }
        return policies
    }
}
