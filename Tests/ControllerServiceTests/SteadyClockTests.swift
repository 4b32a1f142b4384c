import ControllerService
import Synchronization
import Testing
import Units

@Suite("The controller's time")
struct SteadyClockTests {
    /// A time of day that can be set, and a monotonic clock beside it.
    private final class Hands: Sendable {
        let wall = Mutex(Instant.milliseconds(1_780_000_000_000))
        let monotonic = Mutex(Interval.seconds(77))

        func pass(_ interval: Interval) {
            wall.withLock { $0 = $0 + interval }
            monotonic.withLock { $0 += interval }
        }

        func set(by interval: Interval) { wall.withLock { $0 = $0 + interval } }

        func clock() -> SteadyClock {
            SteadyClock(wall: { self.wall.withLock { $0 } }, elapsed: { self.monotonic.withLock { $0 } })
        }
    }

    @Test("It runs as real time does, though the time of day is set forward or back", arguments: [-3_600, 3_600])
    func steps(seconds: Int64) {
        let hands = Hands()
        let clock = hands.clock()
        let start = clock.now()
        #expect(start == .milliseconds(1_780_000_000_000) && clock.deviation() == .zero)
        hands.pass(.seconds(10))
        hands.set(by: .seconds(seconds))
        hands.pass(.seconds(5))
        #expect(clock.now() - start == .seconds(15))
        #expect(clock.deviation() == .seconds(seconds))
    }

    @Test("It is never behind the ledger that an earlier start has written, and goes on from there")
    func ledger() {
        let hands = Hands()
        let clock = hands.clock()
        let tip = clock.now() + .hours(2)
        clock.advance(to: tip)
        #expect(clock.now() == tip && clock.deviation() == .hours(-2))
        clock.advance(to: tip + .seconds(-60))
        hands.pass(.seconds(1))
        #expect(clock.now() == tip + .seconds(1))
    }
}
