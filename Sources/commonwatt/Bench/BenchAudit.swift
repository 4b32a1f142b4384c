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
        let directory = FileManager.default.temporaryDirectory.appending(path: "commonwatt-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        // Both are written first: what writing leaves in the process's memory is the same for both audits.
        let written = try [transactions, transactions / 10].map { count in
            try write(count, to: directory.path(percentEncoded: false) + "/\(count)")
        }
        let small = try await measure(written[1], jobs: jobs)
        // A shared machine changes its mind: the limit is taken before and after.
        let before = try await Self.limit(jobs: jobs)
        let large = try await measure(written[0], jobs: jobs)
        let after = try await Self.limit(jobs: jobs)
        let signatures = Double(large.signatures) / Double(transactions)
        let rate = 2 / (before.seconds + after.seconds)
        let processor = (before.processor + after.processor) / 2
        report.figures = [
            BenchReport.Figure(
                bench: "audit",
                figure: "level 5, \(transactions) transactions, \(jobs) tasks",
                value: Double(transactions) / large.seconds,
                unit: "transactions/s",
                reference: ("libcrypto alone, \(jobs) tasks", rate / signatures),
                goal: .atLeast(0.70)
            ),
            BenchReport.Figure(
                bench: "audit",
                figure: "level 5, \(transactions) transactions: processor time a transaction",
                value: large.processor / Double(transactions) * 1_000_000,
                unit: "µs",
                reference: ("libcrypto alone", processor * signatures * 1_000_000),
                goal: .atMost(1 / 0.70)
            ),
            BenchReport.Figure(
                bench: "audit",
                figure: "peak memory, \(transactions) transactions",
                value: large.peak,
                unit: "MB",
                reference: ("the same at \(transactions / 10) transactions", small.peak),
                goal: .atMost(1.25)
            ),
        ]
        try report.write(as: format)
    }

    private struct Measurement {
        let seconds: Double
        /// Of all tasks together, in seconds.
        let processor: Double
        let signatures: Int
        let peak: Double
    }

    private struct Written {
        let path: String
        let root: Certificate
    }

    private func write(_ transactions: Int, to path: String) throws -> Written {
        let ledger = try AuditLedger()
        let bar = ProgressBar("Writing a ledger")
        defer { bar.finish() }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try ledger.write(to: path, transactions: transactions) { bar.update($0) }
        return Written(path: path, root: ledger.root)
    }

    private func measure(_ written: Written, jobs: Int) async throws -> Measurement {
        Self.forgetPeak()
        let (start, used) = (ContinuousClock.now, clock())
        let report = try await LedgerPlace(written.path).audit(
            level: .physics,
            jobs: jobs,
            roots: AuditorRoots([AuditorRoots.Root(written.root)]),
            contracts: AuditedContract.all,
            label: "Auditing"
        )
        let seconds = start.duration(to: .now) / .seconds(1)
        let processor = Double(clock() - used) / Double(CLOCKS_PER_SEC)
        if let divergence = report.firstDivergence { throw CommandFailure.negativeFinding("\(divergence)") }
        return Measurement(
            seconds: seconds,
            processor: processor,
            signatures: report.counts.signatures,
            peak: Self.peak()
        )
    }

    /// What a verification takes with libcrypto and nothing else, on that many tasks.
    private static func limit(jobs: Int) async throws -> (seconds: Double, processor: Double) {
        let key = try SigningKey.generateP256()
        let message = Array("what is verified is a digest, whatever its bytes".utf8)
        let signature = try key.sign(message)
        let each = 10_000
        let (start, used) = (ContinuousClock.now, clock())
        let isValid = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<jobs {
                group.addTask {
                    (0..<each).allSatisfy { _ in key.publicKey.isValid(signature: signature, for: message) }
                }
            }
            return await group.allSatisfy(\.self)
        }
        guard isValid else { throw CommandFailure.environment("libcrypto refuses its own signature") }
        let count = Double(each * jobs)
        let processor = Double(clock() - used) / Double(CLOCKS_PER_SEC)
        return (start.duration(to: .now) / .seconds(1) / count, processor / count)
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
