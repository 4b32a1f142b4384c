/// A queue with constant-time append and removal at the front, whose elements keep their place's number for as long as
/// they wait.
struct FIFO<Element> {
    private var storage: [Element?] = []
    private var head = 0

    /// The number of the place at `storage[0]`.
    private var base = 0

    var count: Int { storage.count - head }

    var isEmpty: Bool { count == 0 }

    /// Appends an element and returns the number of its place.
    @discardableResult
    mutating func append(_ element: Element) -> Int {
        storage.append(element)
        return base + storage.count - 1
    }

    mutating func popFirst() -> Element? {
        guard head < storage.count else { return nil }
        let element = storage[head]
        storage[head] = nil
        head += 1
        // Compacting at half keeps the cost per element constant.
        if head > 32, head * 2 > storage.count {
            storage.removeFirst(head)
            base += head
            head = 0
        }
        return element
    }

    /// Puts elements back before all that wait; numbers of places do not survive it.
    mutating func prepend(_ elements: [Element]) {
        storage.replaceSubrange(0..<head, with: elements.map(Optional.some))
        base = 0
        head = 0
    }

    /// Removes the elements for which the condition holds; numbers of places do not survive it.
    mutating func removeAll(where condition: (Element) -> Bool) -> [Element] {
        let waiting = storage[head...].compactMap { $0 }
        storage = waiting.filter { !condition($0) }
        base = 0
        head = 0
        return waiting.filter(condition)
    }

    /// The element at a place that still waits.
    subscript(place: Int) -> Element {
        get {
            guard let element = storage[place - base] else { preconditionFailure("place \(place) has been taken") }
            return element
        }
        set { storage[place - base] = newValue }
    }
}
