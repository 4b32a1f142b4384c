import ArgumentParser
import Foundation
import Ledger
import LedgerStore
import Peer
import Units

/// `commonwatt bench ledger`: endorsed, ordered, validated and durable transactions a second, and what they cost.
struct BenchLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Measure a ledger end to end: throughput, latency, bytes and conflicts beside the signatures' limit.",
        discussion: """
            A peer in this process writes a real ledger on disk. Clients hand in proposals that were signed before the \
            clock started; each waits until its transaction is durable before it hands in the next one. Allocations \
            all depend on the one before; Fabcoin (thesis, A.5.1) mints coins and then spends each once.

            The limit is measured before and after the load: what all cores could do if a transaction were nothing \
            but its signatures.

            EXAMPLE:
              commonwatt bench ledger --endorsements 3 --format table
            """
    )

    @Option(help: "Endorsements per transaction, each of another organisation: 1 to 3.")
    var endorsements = 1

    @Option(help: "The contract: allocation or fabcoin.")
    var contract: BenchContract = .allocation

    @Flag(help: "With salted hashes in place of values, which are kept aside; allocations only.")
    var privateValues = false

    @Option(help: "Transactions to measure, of each kind.")
    var transactions = 50_000

    @Option(help: "Parts in which the load is measured, with the limit before and after each.")
    var rounds = 10

    @Option(help: "Clients that hand in proposals at the same time.")
    var clients = 256

    @Option(
        help: ArgumentHelp("Where to put the ledger; a temporary directory if absent.", valueName: "dir"),
        completion: .directory
    )
    var directory: String?

    @Option(help: "How to print the data: table, json or csv.")
    var format: OutputFormat = .json

    func validate() throws {
        guard (1...3).contains(endorsements) else { throw ValidationError("--endorsements: expected 1 to 3") }
        guard !privateValues || contract == .allocation else {
            throw ValidationError("--private-values is for allocations; coins have no values to hide")
        }
        guard transactions >= 1 else { throw ValidationError("--transactions: expected at least 1") }
        guard rounds >= 1 else { throw ValidationError("--rounds: expected at least 1") }
        guard clients >= 1 else { throw ValidationError("--clients: expected at least 1") }
    }

    func run() async throws {
        let parent = directory.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        let path = parent.appending(path: "commonwatt-bench-ledger-\(UUID().uuidString)").path(percentEncoded: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        let network = try BenchNetwork(endorsements: endorsements, now: now)
        let load = BenchLoad(network: network, begin: now, count: transactions, isPrivate: privateValues)
        let limit = try SignatureLimit(endorsements: endorsements)
        let store = try network.createLedger(at: path, isPrivate: privateValues)
        let peer = try network.startPeer(on: store)
        let runner = BenchClients(peer, clients: clients)
        try await prepare(load.preparation(for: contract).proposals, with: runner)
        let phases = try load.phases(for: contract)
        var results: [BenchLedgerResult] = []
        for phase in phases { results.append(await measure(phase, with: runner, beside: limit)) }
        await peer.stop()
        try store.close()
        let count = phases.map(\.proposals.count).reduce(0, +)
        let report = BenchLedgerResult.report(
            results,
            limit: limit.name,
            contract: contract,
            endorsements: endorsements,
            bytesPerTransaction: Double(try Self.size(of: path)) / Double(count)
        )
        try report.write(as: format)
    }

    /// Hands in what the load needs; if it is refused there is nothing to measure.
    private func prepare(_ proposals: [SignedProposal], with runner: BenchClients) async throws {
        if let failure = await runner.run(proposals).firstFailure {
            throw CommandFailure.environment("the load cannot be prepared: \(failure)")
        }
    }

    /// Measures a load in parts, with the limit between them, so that what else the machine does meets both.
    private func measure(
        _ phase: BenchPhase,
        with runner: BenchClients,
        beside limit: SignatureLimit
    ) async -> BenchLedgerResult {
        var result = BenchLedgerResult(name: phase.name)
        let part = (phase.proposals.count + rounds - 1) / rounds
        for start in stride(from: 0, to: phase.proposals.count, by: part) {
            result.take(limit.measure(seconds: 0.25))
            let began = clock()
            result.take(await runner.run(Array(phase.proposals[start..<min(phase.proposals.count, start + part)])))
            result.processorSeconds += Double(clock() - began) / Double(CLOCKS_PER_SEC)
            result.take(limit.measure(seconds: 0.25))
        }
        return result
    }

    /// The bytes of a ledger's files.
    private static func size(of directory: String) throws -> Int {
        let files = FileManager.default
        return try files.contentsOfDirectory(atPath: directory).map { name in
            try files.attributesOfItem(atPath: "\(directory)/\(name)")[.size] as? Int ?? 0
        }.reduce(0, +)
    }
}
