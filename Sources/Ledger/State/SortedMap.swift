/// A map in the order of its keys: chunks of at most 512 entries each.
///
/// A look-up is two binary searches; an insertion moves one chunk's entries at most. Iteration has one order, on every
/// machine, which a `Dictionary` does not.
public struct SortedMap<Key: Comparable & Sendable, Value: Sendable>: Sendable {
    /// A key and its value.
    public typealias Element = (key: Key, value: Value)

    private static var capacity: Int { 512 }

    private struct Chunk: Sendable {
        var keys: [Key]
        var values: [Value]
    }

    /// Never empty chunks, in ascending order.
    private var chunks: [Chunk] = []

    /// The number of entries.
    public private(set) var count = 0

    /// Creates an empty map.
    public init() {}

    /// Whether the map has no entry.
    public var isEmpty: Bool { count == 0 }

    /// The value of a key; setting `nil` removes the key.
    public subscript(key: Key) -> Value? {
        get {
            guard let place = find(key), place.isPresent else { return nil }
            return chunks[place.chunk].values[place.index]
        }
        set {
            if let newValue { insert(key, newValue) } else { remove(key) }
        }
    }

    /// The entries from `from` up to and without `to`, in ascending order.
    public func entries(from: Key, to: Key) -> [Element] {
        var found: [Element] = []
        guard from < to, let place = find(from) else { return found }
        var index = place.index
        for chunk in chunks[place.chunk...] {
            while index < chunk.keys.count {
                guard chunk.keys[index] < to else { return found }
                found.append((chunk.keys[index], chunk.values[index]))
                index += 1
            }
            index = 0
        }
        return found
    }

    /// Calls `body` with every entry in ascending order.
    public func forEach<Failure: Error>(_ body: (Key, Value) throws(Failure) -> Void) throws(Failure) {
        for chunk in chunks {
            for index in chunk.keys.indices {
                try body(chunk.keys[index], chunk.values[index])
            }
        }
    }
}

extension SortedMap {
    private struct Place {
        var chunk: Int
        var index: Int
        var isPresent: Bool
    }

    /// Where a key stands or would stand; `nil` in an empty map.
    private func find(_ key: Key) -> Place? {
        guard !chunks.isEmpty else { return nil }
        // The last chunk whose first key is not after the key; the first chunk takes what stands before everything.
        var low = 0
        var high = chunks.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if key < chunks[middle].keys[0] { high = middle } else { low = middle }
        }
        let keys = chunks[low].keys
        var first = 0
        var end = keys.count
        while first < end {
            let middle = (first + end) / 2
            if keys[middle] < key { first = middle + 1 } else { end = middle }
        }
        return Place(chunk: low, index: first, isPresent: first < keys.count && keys[first] == key)
    }

    private mutating func insert(_ key: Key, _ value: Value) {
        guard let place = find(key) else {
            chunks.append(Chunk(keys: [key], values: [value]))
            count = 1
            return
        }
        if place.isPresent {
            chunks[place.chunk].values[place.index] = value
            return
        }
        chunks[place.chunk].keys.insert(key, at: place.index)
        chunks[place.chunk].values.insert(value, at: place.index)
        count += 1
        if chunks[place.chunk].keys.count > Self.capacity { split(place.chunk) }
    }

    private mutating func split(_ index: Int) {
        let half = chunks[index].keys.count / 2
        let upper = Chunk(keys: Array(chunks[index].keys[half...]), values: Array(chunks[index].values[half...]))
        chunks[index].keys.removeSubrange(half...)
        chunks[index].values.removeSubrange(half...)
        chunks.insert(upper, at: index + 1)
    }

    private mutating func remove(_ key: Key) {
        guard let place = find(key), place.isPresent else { return }
        chunks[place.chunk].keys.remove(at: place.index)
        chunks[place.chunk].values.remove(at: place.index)
        count -= 1
        if chunks[place.chunk].keys.isEmpty { chunks.remove(at: place.chunk) }
    }
}
