import Allocation
import AllocationContract
import Controller
import Synchronization
import Testing
import Units

@Suite("The controller at work", .timeLimit(.minutes(1)))
struct ClusterControllerTests {
    @Test("What falls due is called for when the clock says so, and nothing is announced before it is durable")
    func due() async throws {
        let ledger = ScriptedLedger(response: try makeResponse(["b01"]))
        let clock = SteppedClock(start)
        let announcer = CollectingAnnouncer()
        let controller = ClusterController(
            terms: try makeTerms(),
            periodLength: .hours(6),
            state: try makeResponse(
                ["b01", "b02"],
                due: DueEvent(instant: start + .seconds(5), kind: .depletion)
            ),
            limits: ControllerLimits(),
            ledger: ledger,
            announcer: announcer,
            clock: clock
        )
        let run = Task { await controller.run() }
        var announcements = announcer.announcements.makeAsyncIterator()
        guard case .policy? = await announcements.next() else {
            Issue.record("the rule in force was not announced first")
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

    func current() async throws(CallFailure) -> AllocationResponse? { response }

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

    init() { (announcements, continuation) = AsyncStream.makeStream() }

    func announce(_ announcement: Announcement) async { continuation.yield(announcement) }
}
