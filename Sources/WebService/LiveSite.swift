import Logging
import Monitor
import NIOCore
import Units

/// Reads the site once a second and shares what it read with everybody who looks: fifty open pages cost the ledger no
/// more than one.
actor LiveSite {
    /// A second of the stream, encoded once for all who listen.
    struct Frame: Sendable {
        let number: Int
        /// The state with the members that have changed since the frame before.
        let changes: ByteBuffer
        /// The state with all members, for who has missed a frame.
        let everything: ByteBuffer
    }

    private let source: any SiteSource
    private let logger: Logger
    private(set) var state: SiteState?
    private(set) var history = LoadHistory()
    private var frame: Frame?
    private var number = 0
    private var listeners: [Int: AsyncStream<Frame>.Continuation] = [:]
    private var nextListener = 0
    private var isFailing = false
    private var lastRead: ContinuousClock.Instant?

    /// For so many seconds the ledger may be silent before the process counts as stuck.
    static let patience = 15

    /// Whether the ledger has not answered for long, though it once did.
    var isStuck: Bool {
        lastRead.map { ContinuousClock.now - $0 > .seconds(Self.patience) } ?? false
    }

    init(_ source: any SiteSource, logger: Logger) {
        self.source = source
        self.logger = logger
    }

    /// Reads until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await read()
            try? await Task.sleep(for: .seconds(1))
        }
        for listener in listeners.values { listener.finish() }
    }

    /// What to send from now on: the present state first, then a frame a second.
    func frames() -> AsyncStream<Frame> {
        // Whoever reads too slowly misses frames; none waits for them.
        let (stream, continuation) = AsyncStream.makeStream(of: Frame.self, bufferingPolicy: .bufferingNewest(2))
        let listener = nextListener
        nextListener += 1
        listeners[listener] = continuation
        continuation.onTermination = { _ in Task { await self.forget(listener) } }
        if let frame { continuation.yield(frame) }
        return stream
    }

    /// How many listen.
    var listenerCount: Int { listeners.count }

    private func forget(_ listener: Int) { listeners[listener] = nil }

    private func read() async {
        do {
            let next = try await source.state()
            let last = state
            state = next
            history.add(next)
            frame = nil
            number += 1
            if !listeners.isEmpty { try send(next, after: last) }
            isFailing = false
            lastRead = .now
        } catch {
            if !isFailing { logger.warning("the site's state cannot be read", metadata: ["error": "\(error)"]) }
            isFailing = true
        }
    }

    private func send(_ next: SiteState, after last: SiteState?) throws {
        let description = source.description
        let known = last?.members ?? []
        let changed = next.members.enumerated().filter { index, member in
            !known.indices.contains(index) || known[index] != member
        }
        let frame = Frame(
            number: number,
            changes: try JSONAnswer.buffer(StateJSON(next, of: description, listing: changed.map(\.element))),
            everything: try JSONAnswer.buffer(StateJSON(next, of: description, listing: next.members))
        )
        self.frame = frame
        for listener in listeners.values { listener.yield(frame) }
    }
}
