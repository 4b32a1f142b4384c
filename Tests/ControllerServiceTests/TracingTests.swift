import AllocationContract
import Controller
import InMemoryTracing
import Testing
import Tracing
import Units

@testable import ControllerService

/// A ledger that refuses everything for one reason.
private struct RefusingLedger: AllocationLedger {
    struct Refused: PendingCall {
        func outcome() async throws(CallFailure) -> CommittedCall {
            throw .unavailable("no room is left on the device")
        }
    }

    func enqueue(_ call: AllocationCall, key: CallKey, at instant: Instant) -> any PendingCall { Refused() }
    func recall(_ key: CallKey) -> any PendingCall { Refused() }
    func current() async throws(CallFailure) -> AllocationResponse? { nil }
}

@Suite("A traced ledger")
struct TracingTests {
    @Test("ends a call's span with its outcome, and says there why a call is not recorded")
    func refused() async throws {
        let tracer = InMemoryTracer()
        let ledger = TracedLedger(RefusingLedger(), tracer: tracer)
        let pending = ledger.enqueue(.deplete, key: .own(1), at: Instant(milliseconds: 0))
        #expect(tracer.finishedSpans.isEmpty && tracer.activeSpans.count == 1)
        await #expect(throws: CallFailure.unavailable("no room is left on the device")) { try await pending.outcome() }
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.operationName == "allocation deplete")
        #expect(span.status?.code == .error)
        #expect(span.status?.message?.contains("no room") == true)
    }
}
