import Controller
import Testing
import Units

/// Clocks that are an hour ahead of UTC, two from 29 March 2026 01:00Z to 25 October 2026 01:00Z: Zurich's.
private let zurich = LocalClocks(
    offset: .hours(1),
    changes: [
        LocalClocks.Change(at: .milliseconds(1_774_746_000_000), offset: .hours(2)),
        LocalClocks.Change(at: .milliseconds(1_792_890_000_000), offset: .hours(1)),
    ]
)

/// Midnight UTC of a day of 2026, by its number from 1 January on.
private func midnight(_ day: Int64) -> Instant { .milliseconds((1_767_225_600 + day * 86_400) * 1_000) }

/// 28, 29 and 30 March, 24, 25 and 26 October.
private let (march28, march29, march30) = (midnight(86), midnight(87), midnight(88))
private let (october24, october25, october26) = (midnight(296), midnight(297), midnight(298))

@Suite("The windows of a day")
struct DailyWindowsTests {
    private func windows(_ starts: [Int64], minutes: Int64, clocks: LocalClocks = zurich) -> DailyWindows {
        DailyWindows(starts: starts.map { .seconds($0 * 60) }, length: .seconds(minutes * 60), clocks: clocks)
    }

    private struct Row: Sendable {
        let what: String
        let start: Int64
        let minutes: Int64
        let day: Instant
        let from: Int64
        let to: Int64
    }

    /// Beginnings and lengths in minutes by the clocks; from and to in minutes after the day's midnight UTC.
    private static let rows = [
        Row(what: "an ordinary day", start: 360, minutes: 360, day: march28, from: 300, to: 660),
        Row(
            what: "the evening before the clocks go forward",
            start: 960,
            minutes: 360,
            day: march28,
            from: 900,
            to: 1_260
        ),
        Row(what: "over the hour that is skipped", start: 0, minutes: 360, day: march29, from: -60, to: 240),
        Row(what: "a beginning that is skipped", start: 150, minutes: 60, day: march29, from: 60, to: 90),
        Row(what: "an end that is skipped", start: 60, minutes: 90, day: march29, from: 0, to: 60),
        Row(
            what: "over midnight into the skipped hour",
            start: 1_230,
            minutes: 360,
            day: march28,
            from: 1_170,
            to: 1_500
        ),
        Row(what: "the day after", start: 360, minutes: 360, day: march30, from: 240, to: 600),
        Row(what: "over the hour that comes twice", start: 0, minutes: 360, day: october25, from: -120, to: 300),
        Row(what: "a beginning that comes twice", start: 150, minutes: 60, day: october25, from: 30, to: 150),
        Row(what: "an end that comes twice", start: 60, minutes: 90, day: october25, from: -60, to: 30),
        Row(what: "the day after that", start: 360, minutes: 360, day: october26, from: 300, to: 660),
    ]

    @Test("are by the clocks, the first instant at which they show a time or a later one", arguments: rows)
    private func daylightSaving(row: Row) throws {
        let start = row.day + .seconds(row.from * 60)
        let window = try #require(windows([row.start], minutes: row.minutes).window(from: start))
        #expect(window.start == start, "\(row.what)")
        #expect(window.end == row.day + .seconds(row.to * 60), "\(row.what)")
    }

    @Test("that the clocks skip are left out on that day")
    func skipped() throws {
        let night = windows([120], minutes: 60)
        let before = try #require(night.window(from: march28))
        #expect(before.start == march28 + .hours(1) && before.end == march28 + .hours(2))
        let next = try #require(night.window(from: before.end))
        #expect(next.start == march30 && next.end == march30 + .hours(1))
    }

    @Test("that follow one another without a pause do so on every day", arguments: [march28, october24])
    func seamless(from day: Instant) throws {
        let quarters = windows([0, 360, 720, 1_080], minutes: 360)
        var end = try #require(quarters.window(from: day)).end
        for _ in 0..<12 {
            let window = try #require(quarters.window(from: end))
            #expect(window.start == end)
            end = window.end
        }
    }

    @Test("of a day that a place never had are left out")
    func dateLine() throws {
        // Samoa went from 29 December 2011, ten hours behind UTC, to 31 December, fourteen ahead.
        let change = Instant.milliseconds(1_325_239_200_000)
        let samoa = LocalClocks(offset: .hours(-10), changes: [LocalClocks.Change(at: change, offset: .hours(14))])
        let morning = windows([360], minutes: 360, clocks: samoa)
        let last = try #require(morning.window(from: change + .hours(-24)))
        #expect(last.start == change + .hours(-18))
        #expect(morning.window(from: last.end)?.start == change + .hours(6))
    }

    @Test("are refused where they overlap", arguments: [[0, 359], [360, 0], [0, 1_081], []])
    func overlap(starts: [Int64]) {
        let minutes: Int64 = 360
        #expect(!DailyWindows.areSeparate(starts.map { .seconds($0 * 60) }, length: .seconds(minutes * 60)))
    }
}
