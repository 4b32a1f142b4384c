import CMosquitto
import Glibc
import Synchronization

/// Wakes the network thread out of its wait: a kernel event counter that it watches beside the socket.
final class Wakeup: Sendable {
    /// The descriptor to watch for reading.
    let descriptor: Int32

    /// Whether it is signalled already: under load many messages are handed in before the thread looks once.
    private let isSignalled = Atomic(false)

    init() throws(MQTTError) {
        descriptor = commonwatt_wakeup_new()
        guard descriptor >= 0 else {
            throw MQTTError(
                .invalidArgument,
                "No file descriptor is left for an MQTT client (\(SystemError.text(errno, or: "no reason")))."
            )
        }
    }

    deinit {
        close(descriptor)
    }

    /// Ends the present wait, or the next one.
    func signal() {
        if !isSignalled.exchange(true, ordering: .acquiringAndReleasing) { eventfd_write(descriptor, 1) }
    }

    /// Makes later waits wait again.
    func clear() {
        var count: eventfd_t = 0
        unsafe eventfd_read(descriptor, &count)
        // Only now: a signal before this is seen by whoever looks at the state next, a later one writes anew.
        isSignalled.store(false, ordering: .releasing)
    }

    /// Rests until it is signalled, something can be read from or written to the socket, or the time is over.
    ///
    /// - Parameter heedsSignals: whether a signal ends the wait.
    /// - Returns: what the socket is ready for, as `poll` says it.
    func wait(_ time: Duration, socket: Int32 = -1, forWriting: Bool = false, heedsSignals: Bool = true) -> Int16 {
        let events = Int16(POLLIN) | (forWriting ? Int16(POLLOUT) : 0)
        // A negative descriptor is passed over by poll(2).
        var watched = [
            pollfd(fd: heedsSignals ? descriptor : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: events, revents: 0),
        ]
        let (seconds, attoseconds) = time.components
        let milliseconds = seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        _ = unsafe poll(&watched, 2, Int32(clamping: max(milliseconds, 0)))
        if watched[0].revents != 0 { clear() }
        return watched[1].revents
    }
}
