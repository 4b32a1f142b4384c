import Allocation
import AllocationContract
import Audit
import Units

/// The time that a transaction covers: from the last one to its own instant, cut where something happened of itself.
///
/// Between two cuts no split changes.
struct Timeline {
    let start: Int64
    let end: Int64
    let notices: [ClusterNotice]
    /// The instants of the notices, each once, ascending.
    let cuts: [Int64]

    init(_ notices: [ClusterNotice], from start: Int64, to end: Int64) throws(DomainFinding) {
        guard start <= end else {
            throw DomainFinding(
                "time of the call",
                expected: "\(start) ms or later",
                found: "\(end) ms",
                because: "time does not run backwards"
            )
        }
        var cuts: [Int64] = []
        for notice in notices {
            let instant = notice.instant.milliseconds
            guard instant >= cuts.last ?? start, instant <= end else {
                throw DomainFinding(
                    "notice",
                    expected: "instants in order between \(start) and \(end) ms",
                    found: "\(instant) ms",
                    because: "what happens of itself happens between two transactions"
                )
            }
            if cuts.last != instant { cuts.append(instant) }
        }
        self.start = start
        self.end = end
        self.notices = notices
        self.cuts = cuts
    }

    /// The cuts from an instant up to and without another, at which a split may have changed.
    func cuts(from first: Int64, before last: Int64) -> [Int64] {
        cuts.filter { $0 >= first && $0 < last }
    }

    /// Until when a building drew what it drew before the event, where nothing but its own silence ended that first.
    func drawnUntil(_ instant: Int64, by building: Int) -> Int64 {
        guard let silence = silence(of: building), silence == cuts.first else { return instant }
        return min(silence, instant)
    }

    /// Until when a building drew anything.
    func loadedUntil(_ instant: Int64, by building: Int) -> Int64 { min(silence(of: building) ?? instant, instant) }

    /// When the battery was told to be empty.
    var batteryEmptyAt: Int64? {
        for case .batteryEmpty(let at) in notices { return at.milliseconds }
        return nil
    }

    /// When a building was told to have fallen silent first.
    func silence(of building: Int) -> Int64? {
        for case .becameStale(building, let at) in notices { return at.milliseconds }
        return nil
    }

    /// Whether, and when, a building was told to have drawn its battery energy.
    func quotaExhausted(of building: Int) -> Int64? {
        for case .quotaExhausted(building, let at) in notices { return at.milliseconds }
        return nil
    }
}
