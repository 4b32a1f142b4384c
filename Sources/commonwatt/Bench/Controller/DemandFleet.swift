import Allocation
import Foundation
import Gateway
import Logging
import MQTTClient
import Synchronization
import Units

/// The buildings of a benchmark: each a client with a certificate of its own, which asks and takes the time until it is
/// answered.
final class DemandFleet: Sendable {
    private struct Guarded {
        var waiting: [Int: (member: Int, since: ContinuousClock.Instant)] = [:]
        var sequences: [Int64]
        var next = 0
        var answers = DemandAnswers()
        /// Whether whoever is answered asks for the next level at once.
        var isPipelined = false
    }

    private let site: ControllerBenchSite
    private let clients: [MQTTClient]
    private let epoch = Int64(Date().timeIntervalSince1970 * 1_000)
    private let guarded: Mutex<Guarded>

    private init(_ site: ControllerBenchSite) throws {
        self.site = site
        clients = try site.buildings.map { id in
            try MQTTClient(configuration: site.connection(id.text), logger: BenchLog.none)
        }
        guarded = Mutex(Guarded(sequences: Array(repeating: 0, count: site.buildings.count)))
    }

    /// Connects all buildings of a site for the length of a closure.
    static func run<Value: Sendable>(
        of site: ControllerBenchSite,
        _ body: @escaping @Sendable (DemandFleet) async throws -> Value
    ) async throws -> Value {
        let fleet = try DemandFleet(site)
        let (listening, listens) = AsyncStream.makeStream(of: Void.self)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            for member in fleet.clients.indices {
                group.addTask {
                    try await fleet.clients[member].run()
                    return nil
                }
                group.addTask {
                    try await fleet.listen(member) { listens.yield() }
                    return nil
                }
            }
            group.addTask {
                var count = 0
                for await _ in listening {
                    count += 1
                    if count == fleet.clients.count { break }
                }
                return try await body(fleet)
            }
            while let ended = try await group.next() {
                guard let value = ended else { continue }
                group.cancelAll()
                while await group.nextResult() != nil {}
                return value
            }
            throw CommandFailure.environment("the buildings lost their connections")
        }
    }

    private func listen(_ member: Int, _ isListening: @Sendable () -> Void) async throws {
        let filter = TopicFilter(site.topics.allocation(site.buildings[member]))
        try await clients[member].withSubscription(to: filter, buffering: .bounded(100_000)) { messages in
            isListening()
            for try await message in messages { hear(message) }
        }
    }

    private func hear(_ message: MQTTMessage) {
        guard let correlation = message.properties.correlationData, let number = Self.number(in: correlation) else {
            return guarded.withLock { $0.answers.pushes += 1 }
        }
        let now = ContinuousClock.now
        let status = (try? AllocationPayload(message.payload))?.status
        let next: Int? = guarded.withLock { guarded in
            guard let (member, since) = guarded.waiting.removeValue(forKey: number) else {
                guarded.answers.doubles += 1
                return nil
            }
            if status == .ok {
                guarded.answers.latencies.append((now - since) / .milliseconds(1))
            } else {
                guarded.answers.refusals += 1
            }
            return guarded.isPipelined ? member : nil
        }
        if let next { ask(next, since: now) }
    }

    /// Sends a building's next demand, and does not wait.
    ///
    /// - Parameter since: From when its latency counts.
    private func ask(_ member: Int, since: ContinuousClock.Instant) {
        let (number, sequence) = guarded.withLock { guarded in
            defer { guarded.next += 1 }
            guarded.waiting[guarded.next] = (member, since)
            guarded.sequences[member] += 1
            return (guarded.next, guarded.sequences[member])
        }
        let demand = DemandPayload(
            requestID: Self.identifier(number),
            epoch: epoch,
            sequence: sequence,
            sentAt: Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)),
            loadID: "total",
            power: .watts(50_000 + Int64(number) * 7_919 % 200_000),
            lease: .seconds(600)
        )
        let message = GatewayMessage.demand(demand, from: site.buildings[member], topics: site.topics)
        // Begins at once: a building's demands are queued in the order in which they are made.
        Task.immediate { _ = try? await clients[member].publish(message) }
    }

    private static func identifier(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "3f0c2d1e-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    private static func number(in correlation: [UInt8]) -> Int? {
        Int(String(decoding: correlation.suffix(12), as: UTF8.self), radix: 16)
    }
}

extension DemandFleet {
    /// Asks at a steady rate, the buildings in turn, whatever the answers do, so that a slow answer holds back none of
    /// the demands that would have waited behind it; a latency counts from when its demand was due.
    func ask(perSecond rate: Double, for time: Duration) async throws {
        let begin = ContinuousClock.now
        let count = Int(rate * (time / .seconds(1)))
        for number in 0..<count {
            let due = begin + .seconds(Double(number) / rate)
            if due > .now { try await Task.sleep(until: due, tolerance: .zero) }
            ask(number % clients.count, since: due)
        }
    }

    /// Keeps so many demands under way, for a time.
    func saturate(_ underWay: Int, for time: Duration) async throws {
        guarded.withLock { $0.isPipelined = true }
        let now = ContinuousClock.now
        for number in 0..<underWay { ask(number % clients.count, since: now) }
        try await Task.sleep(for: time)
    }

    /// Lets everything that is under way be answered; what has no answer after so long is lost.
    func settle(patience: Duration = .seconds(30)) async throws {
        guarded.withLock { $0.isPipelined = false }
        let deadline = ContinuousClock.now + patience
        while guarded.withLock({ !$0.waiting.isEmpty }), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        guarded.withLock { guarded in
            guarded.answers.lost += guarded.waiting.count
            guarded.waiting = [:]
        }
    }

    /// The answers since the last look.
    func harvest() -> DemandAnswers {
        guarded.withLock { guarded in
            defer { guarded.answers = DemandAnswers() }
            return guarded.answers
        }
    }
}

/// What became of demands.
struct DemandAnswers: Sendable {
    /// Milliseconds until each allocation, in the order of the answers.
    var latencies: [Double] = []
    /// Answers other than allocations.
    var refusals = 0
    /// Answers to what was answered before.
    var doubles = 0
    /// Allocations that nobody had asked for.
    var pushes = 0
    /// Demands that were not answered.
    var lost = 0

    /// The latency that a part of all is at or below.
    static func percentile(_ part: Double, of sorted: [Double]) -> Double {
        sorted.isEmpty ? .infinity : sorted[min(sorted.count - 1, Int((Double(sorted.count) * part).rounded(.up)) - 1)]
    }

    static func + (first: DemandAnswers, second: DemandAnswers) -> DemandAnswers {
        DemandAnswers(
            latencies: first.latencies + second.latencies,
            refusals: first.refusals + second.refusals,
            doubles: first.doubles + second.doubles,
            pushes: first.pushes + second.pushes,
            lost: first.lost + second.lost
        )
    }
}

/// A benchmark's clients log nothing.
enum BenchLog {
    static var none: Logger { Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() } }
}
