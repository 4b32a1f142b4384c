import Allocation
import Units

/// Whether the site is in fail-safe.
///
/// The controller starts in it, and every building with it: its strict band is reserved, which it may draw by itself. A
/// *building* leaves it by its own fresh demand, recorded, and by nothing else: a connection, a status or a meter
/// reading says that it is there, not what it wants. The *site* leaves it when every member has, or when two minutes
/// have passed and at least one has; until then `ctl/policy` says `fail-safe`. It enters it again when every member is
/// silent. The EEBus limit of the energy manager evcc works so: a heartbeat alone does not release, and a time bounds
/// the wait.
struct FailSafe: Sendable {
    /// Since when.
    let since: Instant
    /// Who has given fresh input since.
    var heard: Set<BuildingID> = []

    /// After how long one member's input is enough.
    static let patience = Interval.seconds(120)

    /// Whether the site may leave it.
    func isOver(members: Int, now: Instant) -> Bool {
        heard.count >= members || !heard.isEmpty && now - since >= Self.patience
    }
}
