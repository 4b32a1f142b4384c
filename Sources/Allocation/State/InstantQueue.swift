import Units

/// The earliest instant of each building that has one: a tournament tree, in which an instant can be set, changed or
/// taken back in logarithmic time.
///
/// At the same instant the lower building comes first.
struct InstantQueue: Sendable {
    /// The winners: the root at 1, the two that a node is the earlier of at twice its index and the next. The buildings
    /// are the last, in their order; those without an instant have the end of time.
    private var nodes: Slots<Instant>
    private let firstLeaf: Int

    private static var never: Instant { Instant(milliseconds: .max) }

    struct Entry: Sendable {
        var instant: Instant
        var building: Int32
    }

    init(buildingCount: Int) {
        var leaves = 1
        while leaves < buildingCount { leaves *= 2 }
        firstLeaf = leaves
        nodes = Slots(repeatElement(Self.never, count: 2 * leaves))
    }

    /// Takes memory of its own, which no copy shares.
    mutating func separate() { nodes.separate() }

    /// The earliest instant; the end of time if there is none.
    var earliest: Instant {
        @inline(__always)
        get { nodes[1] }
    }

    /// The earliest entry.
    var first: Entry? {
        guard earliest < Self.never else { return nil }
        var node = 1
        while node < firstLeaf { node = nodes[2 * node] == earliest ? 2 * node : 2 * node + 1 }
        return Entry(instant: earliest, building: Int32(node - firstLeaf))
    }

    /// Sets, changes or (with `nil`) takes back the building's instant.
    @inline(__always)
    mutating func set(_ instant: Instant?, for building: Int) {
        var node = firstLeaf + building
        nodes[node] = instant ?? Self.never
        while node > 1 {
            node &>>= 1
            let winner = min(nodes[2 * node], nodes[2 * node + 1])
            // Whoever is not beaten here changes nothing above.
            if winner == nodes[node] { return }
            nodes[node] = winner
        }
    }
}
