/// Reads the closed profile of deterministic CBOR (RFC 8949, section 4.2) and refuses everything else.
///
/// Refused are: forms that are not the shortest, indefinite lengths, tags, floats, booleans and null, keys that are not
/// unsigned or do not ascend strictly, texts that are not UTF-8, nesting beyond ``maximumDepth``, counts that the bytes
/// cannot hold, and bytes after the end (``finish()``). So there is exactly one encoding of a value.
public struct CBORReader: Sendable {
    /// How deep arrays and maps may be nested.
    public static let maximumDepth = 16

    /// The offset of the next byte.
    public internal(set) var offset = 0

    let source: [UInt8]
    var frames: [Frame] = []
    private var isAfterRoot = false

    /// An array or map that is being read.
    struct Frame: Sendable {
        /// Items still to come; an entry of a map counts twice.
        var remaining: Int
        let isMap: Bool
        var lastKey = -1
    }

    /// Creates a reader at the first of the bytes.
    public init(_ bytes: [UInt8]) {
        source = bytes
    }

    /// The kind of the item that comes next, or `nil` where there is none in the profile.
    public var nextKind: CBORKind? {
        guard offset < source.count else { return nil }
        return Self.kind(of: source[offset])
    }

    /// Enters an array and returns the number of its elements.
    public mutating func array() throws(CBORError) -> Int {
        try open(.array)
    }

    /// Enters a map and returns the number of its entries.
    public mutating func map() throws(CBORError) -> Int {
        try open(.map)
    }

    /// Reads the key of the next entry, which is greater than the one before it.
    public mutating func key() throws(CBORError) -> Int {
        let start = offset
        guard let top = frames.indices.last, frames[top].isMap, frames[top].remaining.isMultiple(of: 2) else {
            throw CBORError(.noItemLeft, at: start)
        }
        guard nextKind == .unsigned else {
            throw CBORError(offset < source.count ? .keyNotUnsigned : .truncated, at: start)
        }
        guard let key = Int(exactly: try argument()) else { throw CBORError(.keyNotUnsigned, at: start) }
        guard key > frames[top].lastKey else { throw CBORError(.keysNotAscending, at: start) }
        frames[top].lastKey = key
        frames[top].remaining -= 1
        return key
    }

    /// Reads an integer.
    public mutating func int() throws(CBORError) -> Int64 {
        let start = offset
        let isNegative = nextKind == .negative
        let argument = try head(isNegative ? .negative : .unsigned)
        guard let magnitude = Int64(exactly: argument) else { throw CBORError(.outOfRange, at: start) }
        return isNegative ? ~magnitude : magnitude
    }

    /// Reads an integer that is not negative.
    public mutating func unsigned() throws(CBORError) -> UInt64 {
        try head(.unsigned)
    }

    /// Reads a byte string.
    public mutating func bytes() throws(CBORError) -> [UInt8] {
        let range = try string(.bytes)
        return Array(source[range])
    }

    /// Reads a text string.
    public mutating func text() throws(CBORError) -> String {
        let start = offset
        let range = try string(.text)
        guard let text = String(validating: source[range], as: UTF8.self) else {
            throw CBORError(.notUTF8, at: start)
        }
        return text
    }

    /// Confirms that one whole item was read and that nothing follows it.
    public func finish() throws(CBORError) {
        guard frames.isEmpty, isAfterRoot else { throw CBORError(.truncated, at: offset) }
        guard offset == source.count else { throw CBORError(.trailingBytes, at: offset) }
    }

    private mutating func open(_ kind: CBORKind) throws(CBORError) -> Int {
        let start = offset
        let argument = try head(kind, opens: true)
        // Every item takes a byte at least: a larger count is a lie, and must not make anybody reserve memory.
        let perElement = kind == .map ? 2 : 1
        guard argument <= UInt64((source.count - offset) / perElement) else { throw CBORError(.truncated, at: start) }
        guard frames.count < Self.maximumDepth else { throw CBORError(.tooDeep, at: start) }
        let count = Int(argument)
        if count == 0 {
            leave()
        } else {
            frames.append(Frame(remaining: count * perElement, isMap: kind == .map))
        }
        return count
    }

    private mutating func string(_ kind: CBORKind) throws(CBORError) -> Range<Int> {
        let start = offset
        let length = try head(kind, opens: true)
        guard length <= UInt64(source.count - offset) else { throw CBORError(.truncated, at: start) }
        let range = offset..<(offset + Int(length))
        offset = range.upperBound
        leave()
        return range
    }

    /// Reads the head of an item of one kind; an item that `opens` is counted by ``leave()`` when it is complete.
    private mutating func head(_ kind: CBORKind, opens: Bool = false) throws(CBORError) -> UInt64 {
        try checkRoom()
        guard offset < source.count else { throw CBORError(.truncated, at: offset) }
        guard let found = Self.kind(of: source[offset]) else { throw CBORError(.outsideProfile, at: offset) }
        guard found == kind else { throw CBORError(.expected(kind, found: found), at: offset) }
        let value = try argument()
        if !opens { leave() }
        return value
    }

    /// There is a place for an item here: the root, the next element, or the value of the key just read.
    private func checkRoom() throws(CBORError) {
        guard let frame = frames.last else {
            if isAfterRoot { throw CBORError(.noItemLeft, at: offset) }
            return
        }
        if frame.isMap, frame.remaining.isMultiple(of: 2) { throw CBORError(.noItemLeft, at: offset) }
    }

    /// Counts a complete item and closes what it completes.
    private mutating func leave() {
        while let top = frames.indices.last {
            frames[top].remaining -= 1
            guard frames[top].remaining == 0 else { return }
            frames.removeLast()
        }
        isAfterRoot = true
    }
}
