import ArgumentParser
import Audit
import Cryptography
import Foundation

/// `commonwatt bench audit`: how fast an audit at level 5 is, beside what libcrypto alone would take.
struct BenchAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Time an audit at level 5 beside the signatures alone, and measure its memory.",
        discussion: """
            It writes a ledger of allocations with real signatures (two a transaction, one a block), then audits it. \
            The limit is what the same number of verifications takes with libcrypto and nothing else, on as many \
            tasks, in the same run.

            EXAMPLE:
              commonwatt bench audit --transactions 20000
            """
    )

    @Option(help: "Transactions of the ledger.")
    var transactions = 20_000

    @Option(help: "Tasks; as many as there are processors if absent.")
    var jobs: Int?

    @Option(help: "How to print the data: table, json or csv.")
    var format: OutputFormat = .json

    func validate() throws {
        guard transactions >= 1_000 else { throw ValidationError("--transactions: expected at least 1000") }
        guard (jobs ?? 1) > 0 else { throw ValidationError("--jobs is 1 or more") }
    }

    func run() async throws {
        let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        var report = BenchReport()
        let small = try await measure(transactions / 10, jobs: jobs)
        let large = try await measure(transactions, jobs: jobs)
        let limit = try await Self.verificationsPerSecond(jobs: jobs)
        let signatures = Double(large.signatures) / Double(transactions)
        report.figures = [
            BenchReport.Figure(
                bench: "audit",
                figure: "level 5, \(transactions) transactions, \(jobs) tasks",
                value: Double(transactions) / large.seconds,
                unit: "transactions/s",
                reference: ("libcrypto alone, \(jobs) tasks", limit / signatures),
                target: 0.70,
                isFloor: true
            ),
            BenchReport.Figure(
                bench: "audit",
                figure: "peak memory, \(transactions) transactions",
                value: large.peak,
                unit: "MB",
                reference: ("the same at \(transactions / 10) transactions", small.peak),
                target: 1.25
            ),
        ]
        try report.write(as: format)
    }

    private struct Measurement {
        let seconds: Double
        let signatures: Int
        let peak: Double
    }

    private func measure(_ transactions: Int, jobs: Int) async throws -> Measurement {
        let directory = FileManager.default.temporaryDirectory.appending(path: "commonwatt-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.path(percentEncoded: false)
        let ledger = try AuditLedger()
        let bar = ProgressBar("Writing a ledger")
        try ledger.write(to: path, transactions: transactions) { bar.update($0) }
        bar.finish()
        Self.forgetPeak()
        let start = ContinuousClock.now
        let report = try await LedgerPlace(path).audit(
            level: .physics,
            jobs: jobs,
            roots: AuditorRoots([AuditorRoots.Root(ledger.root)]),
            contracts: AuditedContract.all,
            label: "Auditing"
        )
        let seconds = start.duration(to: .now) / .seconds(1)
        if let divergence = report.firstDivergence { throw CommandFailure.negativeFinding("\(divergence)") }
        return Measurement(seconds: seconds, signatures: report.counts.signatures, peak: Self.peak())
    }

    /// How many signatures libcrypto verifies in a second on that many tasks.
    private static func verificationsPerSecond(jobs: Int) async throws -> Double {
        let key = try SigningKey.generateP256()
        let message = Array("what is verified is a digest, whatever its bytes".utf8)
        let signature = try key.sign(message)
        let each = 10_000
        let start = ContinuousClock.now
        let isValid = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<jobs {
                group.addTask {
                    (0..<each).allSatisfy { _ in key.publicKey.isValid(signature: signature, for: message) }
                }
            }
            return await group.allSatisfy(\.self)
        }
        guard isValid else { throw CommandFailure.environment("libcrypto refuses its own signature") }
        return Double(each * jobs) / (start.duration(to: .now) / .seconds(1))
    }

    /// Lets the kernel measure the peak anew (`proc(5)`); where it cannot, the peak includes the writing.
    private static func forgetPeak() {
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    }

    /// The most memory that the process has had, in MB.
    private static func peak() -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(separator: " ").dropLast().last.flatMap { Double($0) }
        return (kilobytes ?? 0) / 1_000
    }
}
