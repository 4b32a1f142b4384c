import Foundation

/// Virtual time and what is to happen in it: the earliest first, and what is due at once in the order in which it was
/// scheduled. Nothing else decides what comes next, so a seed always gives the same run.
final class Timeline: @unchecked Sendable {
    private struct Item {
        var time: Int64
        var order: Int
        var action: () -> Void

        func isBefore(_ other: Item) -> Bool {
            time == other.time ? order < other.order : time < other.time
        }
    }

    /// Milliseconds since the episode began.
    private(set) var now: Int64 = 0
    /// Events so far.
    private(set) var count = 0
    private var heap: [Item] = []
    private var order = 0

    /// Lets something happen after a delay.
    func after(_ delay: Int64, _ action: @escaping () -> Void) {
        at(now + max(delay, 0), action)
    }

    /// Lets something happen at a time, which is not past.
    func at(_ time: Int64, _ action: @escaping () -> Void) {
        order += 1
        heap.append(Item(time: max(time, now), order: order, action: action))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Lets the next thing happen; `false` if nothing does before the end.
    func step(until end: Int64) -> Bool {
        guard let first = heap.first, first.time <= end else {
            now = max(now, end)
            return false
        }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sift()
        }
        now = first.time
        count += 1
        first.action()
        return true
    }

    private func sift() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].isBefore(heap[least]) { least = child }
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
