import AllocationContract
import Controller
import Tracing
import Units

/// The ledger, with a span for every call from its intake to its outcome: whoever embeds the service and bootstraps
/// swift-distributed-tracing sees where the time goes; nobody else pays for it.
struct TracedLedger: AllocationLedger {
    let ledger: any AllocationLedger
    let tracer: any Tracer

    /// Traces a ledger's calls with the process's tracer, or another one.
    init(_ ledger: any AllocationLedger, tracer: (any Tracer)? = nil) {
        self.ledger = ledger
        self.tracer = tracer ?? InstrumentationSystem.tracer
    }

    /// A ledger whose calls are traced, or where nobody traces the ledger itself: a span costs something also where it
    /// goes nowhere.
    static func tracing(_ ledger: any AllocationLedger) -> any AllocationLedger {
        let tracer = InstrumentationSystem.tracer
        return tracer is NoOpTracer ? ledger : TracedLedger(ledger, tracer: tracer)
    }

    func enqueue(_ call: AllocationCall, key: CallKey, at instant: Instant) -> any PendingCall {
        let span = tracer.startAnySpan("allocation \(call.function)", ofKind: .internal)
        if case .request(let building, let id) = key {
            span.attributes["commonwatt.building"] = building
            span.attributes["commonwatt.request_id"] = id.text
        }
        return TracedCall(call: ledger.enqueue(call, key: key, at: instant), span: span)
    }

    func recall(_ key: CallKey) -> any PendingCall { ledger.recall(key) }

    func current() async throws(CallFailure) -> AllocationResponse? { try await ledger.current() }
}

/// A call whose span ends with its outcome.
private struct TracedCall: PendingCall {
    let call: any PendingCall
    let span: any Span

    func outcome() async throws(CallFailure) -> CommittedCall {
        defer { span.end() }
        do {
            let committed = try await call.outcome()
            span.attributes["commonwatt.txid"] = committed.transaction.id
            span.attributes["commonwatt.height"] = committed.transaction.height
            span.attributes["commonwatt.replay"] = committed.isReplay
            return committed
        } catch {
            span.recordError(error)
            span.setStatus(SpanStatus(code: .error, message: "\(error)"))
            throw error
        }
    }
}
