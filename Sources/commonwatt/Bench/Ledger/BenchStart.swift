import ArgumentParser
import Cryptography
import Foundation
import Ledger
import LedgerStore
import Peer
import Units

/// `commonwatt bench start`: how long a peer takes to come back on a ledger that was never closed.
struct BenchStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Measure how long a peer takes to come back after a crash, on a ledger of so many transactions.",
        discussion: """
            A peer in this process writes allocations to a real ledger on disk, and its files are then taken \
            as a crash leaves them: write-ahead logs not moved, state behind its chain. What is measured is \
            everything from there until a new transaction is durable.

            EXAMPLE:
              commonwatt bench start --transactions 1000000 --format table
            """
    )

    @Option(help: "Transactions on the ledger.")
    var transactions = 100_000

    @Option(
        help: ArgumentHelp("Where to put the ledger; a temporary directory if absent.", valueName: "dir"),
        completion: .directory
    )
    var directory: String?

    @Flag(help: "Leave the ledger there, with its organisations' root certificates in the directory roots beside it.")
    var keep = false

    @Option(help: "How to print the data: table, json or csv.")
    var format: OutputFormat = .json

    /// The transactions that are made and signed at once.
    private static let part = 20_000

    /// The bound that the product sets itself, in seconds.
    private static let bound = ("5 s", 5.0)

    func validate() throws {
        guard transactions >= 1 else { throw ValidationError("--transactions: expected at least 1") }
        guard !keep || directory != nil else { throw ValidationError("--keep: needs --directory") }
    }

    func run() async throws {
        let parent = directory.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        let place = parent.appending(path: "commonwatt-bench-start-\(UUID().uuidString)")
        let path = place.appending(path: "ledger").path(percentEncoded: false)
        let written = place.appending(path: "written").path(percentEncoded: false)
        defer { if !keep { try? FileManager.default.removeItem(at: place) } }
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        let network = try BenchNetwork(endorsements: 1, now: now)
        let load = BenchLoad(network: network, begin: now, count: transactions)
        try await fill(written, load, network)
        // What a killed process leaves is its files as they are at that moment.
        try FileManager.default.copyItem(atPath: written, toPath: path)
        try FileManager.default.removeItem(atPath: written)
        let report = try await measure(path, load, network)
        if keep { try writeRoots(of: network, to: place.appending(path: "roots")) }
        try report.write(as: format)
    }

    /// Writes the ledger, and does not close it.
    private func fill(_ path: String, _ load: BenchLoad, _ network: BenchNetwork) async throws {
        let store = try network.createLedger(at: path)
        let peer = try network.startPeer(on: store)
        let clients = BenchClients(peer, clients: 256)
        try await handIn(load.preparation(for: .allocation).proposals, clients)
        for start in stride(from: 0, to: transactions, by: Self.part) {
            try await handIn(load.allocations(start..<min(transactions, start + Self.part)), clients)
        }
        await peer.stop()
    }

    private func handIn(_ proposals: [SignedProposal], _ clients: BenchClients) async throws {
        if let failure = await clients.run(proposals).firstFailure {
            throw CommandFailure.environment("the ledger cannot be filled: \(failure)")
        }
    }

    /// Opens the ledger, starts a peer on it, and waits for one more transaction.
    private func measure(_ path: String, _ load: BenchLoad, _ network: BenchNetwork) async throws -> BenchReport {
        let next = try load.allocations(transactions..<(transactions + 1))
        let began = ContinuousClock.now
        let store = try LedgerStore(at: path)
        let opened = ContinuousClock.now
        let peer = try network.startPeer(on: store)
        let started = ContinuousClock.now
        try await handIn(next, BenchClients(peer, clients: 1))
        let served = ContinuousClock.now
        await peer.stop()
        try store.close()
        return BenchReport(figures: [
            figure("files checked, state brought up to the chain", opened - began, nil),
            figure("peer started", started - opened, nil),
            figure("first transaction durable", served - started, nil),
            figure("all of it", served - began, .atMost(1)),
        ])
    }

    private func figure(_ name: String, _ duration: Duration, _ goal: BenchReport.Goal?) -> BenchReport.Figure {
        BenchReport.Figure(
            bench: "start",
            figure: "\(transactions) transactions: \(name)",
            value: duration / .seconds(1),
            unit: "s",
            reference: Self.bound,
            goal: goal
        )
    }

    private func writeRoots(of network: BenchNetwork, to roots: URL) throws {
        try FileManager.default.createDirectory(at: roots, withIntermediateDirectories: true)
        for organisation in network.organisations {
            let pem = try organisation.roots.map { try Certificate(der: $0).pem }.joined()
            try Data(pem.utf8).write(to: roots.appending(path: "\(organisation.id).pem"))
        }
    }
}
