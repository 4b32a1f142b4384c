import AllocationContract
import Controller
import Units

/// The ledger, with a recorder that sees what becomes of every call.
struct RecordedLedger: AllocationLedger {
    let ledger: any AllocationLedger
    let recorder: SiteRecorder
    let clock: any WallClock

    func enqueue(_ call: AllocationCall, key: CallKey, at instant: Instant) -> any PendingCall {
        let pending = ledger.enqueue(call, key: key, at: instant)
        return RecordedCall(call: pending, recorder: recorder, clock: clock, start: .now)
    }

    func recall(_ key: CallKey) -> any PendingCall { ledger.recall(key) }

    func current() async throws(CallFailure) -> AllocationResponse? { try await ledger.current() }
}

/// A call whose outcome is noted.
private struct RecordedCall: PendingCall {
    let call: any PendingCall
    let recorder: SiteRecorder
    let clock: any WallClock
    let start: ContinuousClock.Instant

    func outcome() async throws(CallFailure) -> CommittedCall {
        do {
            let committed = try await call.outcome()
            recorder.note(committed, after: .now - start, at: clock.now())
            return committed
        } catch {
            recorder.noteFailure()
            throw error
        }
    }
}

/// The way to the buildings, with a recorder that sees every message.
struct RecordedAnnouncer: AllocationAnnouncer {
    let announcer: any AllocationAnnouncer
    let recorder: SiteRecorder

    func announce(_ announcement: Announcement) async {
        recorder.note(announcement)
        await announcer.announce(announcement)
    }
}
