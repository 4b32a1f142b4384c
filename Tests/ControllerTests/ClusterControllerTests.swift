import Allocation
import AllocationContract
import Controller
import Synchronization
import Testing
import Units

@Suite("The controller at work", .timeLimit(.minutes(5)))
struct ClusterControllerTests {
    /// A controller of two buildings that both have their allocations.
    private func makeController(
        _ ledger: any AllocationLedger,
        _ announcer: CollectingAnnouncer = CollectingAnnouncer(),
        clock: SteppedClock = SteppedClock(start),
        due: DueEvent? = nil
    ) throws -> ClusterController {
        ClusterController(
            terms: try makeTerms(),
            schedule: .following(.hours(6)),
            state: try makeResponse(["b01", "b02"], due: due),
            limits: ControllerLimits(),
            ledger: ledger,
            announcer: announcer,
            clock: clock
        )
    }

    @Test("What falls due is called for when the clock says so, and nothing is announced before it is durable")
    func due() async throws {
        let ledger = ScriptedLedger(response: try makeResponse(["b01"]))
        let clock = SteppedClock(start)
        let announcer = CollectingAnnouncer()
        let due = DueEvent(instant: start + .seconds(5), kind: .depletion)
        let controller = try makeController(ledger, announcer, clock: clock, due: due)
        let (works, continuation) = AsyncStream.makeStream(of: ClusterController.Work.self)
        let run = Task { await controller.run(continuation) }
        let finishing = Task { await controller.finish(works) }
        var announcements = announcer.announcements.makeAsyncIterator()
        guard case .policy? = await announcements.next() else {
            Issue.record("the rule in force was not announced first")
            return
        }
        guard case .event(let event)? = await announcements.next(), event.kind == .failSafeEntered else {
            Issue.record("nobody is told that the site is in fail-safe")
            return
        }
        clock.step(to: start + .seconds(5))
        guard case .reply(let reply)? = await announcements.next() else {
            Issue.record("no push")
            return
        }
        #expect(ledger.calls == [.deplete])
        #expect(reply.requestID == nil)
        run.cancel()
        await run.value
        continuation.finish()
        await finishing.value
    }

    @Test("A building is told everything in the order of the ledger, though each message takes its time")
    func order() async throws {
        let announcer = CollectingAnnouncer(slowness: 200)
        let controller = try makeController(ScriptedLedger(response: try makeResponse(["b01"])), announcer)
        let (works, continuation) = AsyncStream.makeStream(of: ClusterController.Work.self)
        for sequence in 1...3 as ClosedRange<Int64> {
            continuation.yield(await controller.take(try makeDemand("b01", sequence: sequence)))
        }
        continuation.finish()
        await controller.finish(works)
        await controller.sent()
        var told: [String] = []
        for await announcement in announcer.finished() {
            switch announcement {
            case .reply(let reply): told.append("reply \(reply.allocation?.transaction?.height ?? 0)")
            case .current(let reply): told.append("current \(reply.allocation?.transaction?.height ?? 0)")
            case .policy, .period, .event: break
            }
        }
        #expect(told.filter { $0.hasPrefix("reply") } == ["reply 1", "reply 2", "reply 3"])
        // What the broker is to keep is told after the reply, and not at all where a later one waits already.
        #expect(told.last == "current 3")
        let current = told.filter { $0.hasPrefix("current") }
        #expect(current == current.sorted())
    }
}

extension ClusterControllerTests {
    @Test("The broker is given an allocation once a second at most, the newest, though every demand is answered")
    func pace() async throws {
        let (clock, announcer) = (SteppedClock(start), CollectingAnnouncer())
        let ledger = ScriptedLedger(response: try makeResponse(["b01"]))
        let controller = try makeController(ledger, announcer, clock: clock)
        let (works, continuation) = AsyncStream.makeStream(of: ClusterController.Work.self)
        let run = Task { await controller.run(continuation) }
        for sequence in 1...3 as ClosedRange<Int64> {
            await controller.finish(await controller.take(try makeDemand("b01", sequence: sequence)))
        }
        // Whoever sleeps until then wakes; who has not slept yet looks at the clock first.
        clock.step(to: start + .seconds(1))
        var told: [String] = []
        for await announcement in announcer.announcements {
            switch announcement {
            case .reply(let reply): told.append("reply \(reply.allocation?.transaction?.height ?? 0)")
            case .current(let reply): told.append("current \(reply.allocation?.transaction?.height ?? 0)")
            case .policy, .period, .event: break
            }
            if told.last == "current 3" { break }
        }
        #expect(told.filter { $0.hasPrefix("reply") } == ["reply 1", "reply 2", "reply 3"])
        #expect(told.filter { $0.hasPrefix("current") } == ["current 1", "current 3"])
        run.cancel()
        await run.value
        continuation.finish()
        await controller.finish(works)
    }

    @Test("Whoever is no member any more is told its own state, not that of the next such")
    func strangers() async throws {
        let announcer = CollectingAnnouncer(slowness: 200)
        let names = ["b07", "b08", "b09"]
        let controller = try makeController(ScriptedLedger(response: try makeResponse(names)), announcer)
        await controller.finish(await controller.take(try makeDemand("b01", sequence: 1)))
        await controller.sent()
        var told: [String] = []
        for await announcement in announcer.finished() {
            if case .current(let state) = announcement { told.append(state.building.text) }
        }
        #expect(told == names)
    }

    @Test("While the ledger hangs no beat is heard, and when it goes on the beat is")
    func beat() async throws {
        let ledger = HangingLedger(response: try makeResponse(["b01"]))
        let controller = try makeController(ledger)
        let (works, continuation) = AsyncStream.makeStream(of: ClusterController.Work.self)
        let beats = Mutex(0)
        continuation.yield(await controller.beat { beats.withLock { $0 += 1 } })
        continuation.yield(await controller.take(try makeDemand("b01", sequence: 1)))
        continuation.yield(await controller.beat { beats.withLock { $0 += 1 } })
        continuation.finish()
        let finishing = Task { await controller.finish(works) }
        await ledger.isWaitedFor()
        #expect(beats.withLock { $0 } == 1)
        ledger.goOn()
        await finishing.value
        #expect(beats.withLock { $0 } == 2)
    }
}

/// Commits a call when it is told to go on, and not before.
final class HangingLedger: AllocationLedger {
    private let response: AllocationResponse
    private let (waiting, waits) = AsyncStream.makeStream(of: Void.self)
    private let (going, goes) = AsyncStream.makeStream(of: Void.self)

    init(response: AllocationResponse) { self.response = response }

    /// Returns when somebody waits for a call.
    func isWaitedFor() async {
        for await _ in waiting { return }
    }

    func goOn() { goes.finish() }

    func enqueue(_ call: AllocationCall, key: CallKey, at instant: Instant) -> any PendingCall {
        Hanging(ledger: self)
    }

    func recall(_ key: CallKey) -> any PendingCall { ScriptedLedger.Forgotten() }

    func current() async throws(CallFailure) -> AllocationResponse? { response }

    private struct Hanging: PendingCall {
        let ledger: HangingLedger

        func outcome() async throws(CallFailure) -> CommittedCall {
            ledger.waits.yield()
            for await _ in ledger.going {}
            return CommittedCall(
                response: ledger.response,
                transaction: TransactionReference(id: "00", height: 1, index: 0),
                isReplay: false
            )
        }
    }
}

/// Commits every call at once, with one response.
final class ScriptedLedger: AllocationLedger {
    private let response: AllocationResponse
    private let handedIn = Mutex<[AllocationCall]>([])

    init(response: AllocationResponse) { self.response = response }

    var calls: [AllocationCall] { handedIn.withLock { $0 } }

    func enqueue(_ call: AllocationCall, key: CallKey, at instant: Instant) -> any PendingCall {
        let height = handedIn.withLock { calls in
            calls.append(call)
            return calls.count
        }
        return Committed(response: response, height: height)
    }

    func recall(_ key: CallKey) -> any PendingCall { Forgotten() }

    func current() async throws(CallFailure) -> AllocationResponse? { response }

    struct Forgotten: PendingCall {
        func outcome() async throws(CallFailure) -> CommittedCall { throw .unknown }
    }

    struct Committed: PendingCall {
        let response: AllocationResponse
        let height: Int

        func outcome() async throws(CallFailure) -> CommittedCall {
            CommittedCall(
                response: response,
                transaction: TransactionReference(id: "00", height: height, index: 0),
                isReplay: false
            )
        }
    }
}

/// A clock that stands still until it is told otherwise.
final class SteppedClock: WallClock {
    private struct State {
        var now: Instant
        var sleepers: [Int: (until: Instant, continuation: CheckedContinuation<Void, Never>)] = [:]
        var nextSleeper = 0
    }
    private let state: Mutex<State>

    init(_ now: Instant) { state = Mutex(State(now: now)) }

    func now() -> Instant { state.withLock { $0.now } }

    func step(to instant: Instant) {
        let due = state.withLock { state in
            state.now = instant
            let due = state.sleepers.filter { $0.value.until <= instant }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    func sleep(until instant: Instant) async {
        let number = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.now >= instant || Task.isCancelled { return true }
                    state.sleepers[number] = (instant, continuation)
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: number) }
            sleeper?.continuation.resume()
        }
    }
}

/// Collects what is announced.
final class CollectingAnnouncer: AllocationAnnouncer {
    let announcements: AsyncStream<Announcement>
    private let continuation: AsyncStream<Announcement>.Continuation
    private let slowness: Mutex<Int>

    /// - Parameter slowness: How often other tasks are let go first; less with each message.
    init(slowness: Int = 0) {
        (announcements, continuation) = AsyncStream.makeStream()
        self.slowness = Mutex(slowness)
    }

    func announce(_ announcement: Announcement) async {
        let turns = slowness.withLock { turns in
            defer { turns /= 2 }
            return turns
        }
        continuation.yield(announcement)
        for _ in 0..<turns { await Task.yield() }
    }

    /// What was announced, all of it.
    func finished() -> AsyncStream<Announcement> {
        continuation.finish()
        return announcements
    }
}
