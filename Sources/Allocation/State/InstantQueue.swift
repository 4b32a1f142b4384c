import Units

/// The earliest instant of each building that has one: a binary heap with a place for every building, so that an
/// instant can be changed or taken back in logarithmic time.
///
/// At the same instant the lower building comes first.
struct InstantQueue: Sendable {
    private var heap: [Entry] = []
    /// Where a building stands in the heap, or -1.
    private var places: [Int32] = []

    struct Entry: Sendable {
        var instant: Instant
        var building: Int32

        static func precedes(_ left: Entry, _ right: Entry) -> Bool {
            left.instant == right.instant ? left.building < right.building : left.instant < right.instant
        }
    }

    init(buildingCount: Int) {
        places = Array(repeating: -1, count: buildingCount)
    }

    /// The earliest entry.
    var first: Entry? { heap.first }

    /// Sets, changes or (with `nil`) takes back the building's instant.
    mutating func set(_ instant: Instant?, for building: Int) {
        let place = Int(places[building])
        switch (instant, place) {
        case (nil, -1):
            return
        case (nil, _):
            remove(at: place)
        case (let instant?, -1):
            heap.append(Entry(instant: instant, building: Int32(building)))
            places[building] = Int32(heap.count - 1)
            rise(from: heap.count - 1)
        case (let instant?, _):
            heap[place].instant = instant
            rise(from: place)
            sink(from: Int(places[building]))
        }
    }

    private mutating func remove(at place: Int) {
        places[Int(heap[place].building)] = -1
        let last = heap.removeLast()
        guard place < heap.count else { return }
        heap[place] = last
        places[Int(last.building)] = Int32(place)
        rise(from: place)
        sink(from: Int(places[Int(last.building)]))
    }

    private mutating func rise(from start: Int) {
        var place = start
        while place > 0, Entry.precedes(heap[place], heap[(place - 1) / 2]) {
            exchange(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var place = start
        while true {
            var least = place
            for child in (2 * place + 1)...(2 * place + 2)
            where child < heap.count && Entry.precedes(heap[child], heap[least]) {
                least = child
            }
            if least == place { return }
            exchange(place, least)
            place = least
        }
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        heap.swapAt(left, right)
        places[Int(heap[left].building)] = Int32(left)
        places[Int(heap[right].building)] = Int32(right)
    }
}
