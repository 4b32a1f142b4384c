/// Plain values in one block of memory, which are changed in place.
///
/// An array asks at every write whether a copy shares its memory. An event writes dozens of times to several of these,
/// so here it is asked once for all of them, when the event begins (``Cluster/own()``).
///
/// The invariant on which every `unsafe` below rests: slots are copied only as parts of a cluster, and whoever writes
/// to a cluster's has called ``Cluster/own()`` since the cluster was last copied, so that a block that is written to
/// has one owner. Indices are checked at every access, as an array's are.
@safe
struct Slots<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    private var block: Block
    /// Where the block begins: kept here too, to be one step nearer.
    private var start: UnsafeMutablePointer<Element>
    private(set) var count = 0

    init(capacity: Int = 16) {
        block = Block(capacity: capacity)
        unsafe start = block.start
    }

    init(_ elements: some Collection<Element>) {
        self.init(capacity: elements.count)
        for element in elements { append(element) }
    }

    var indices: Range<Int> { 0..<count }

    subscript(index: Int) -> Element {
        @inline(__always)
        get {
            check(index)
            return unsafe start[index]
        }
        @inline(__always)
        _modify {
            check(index)
            yield unsafe &start[index]
        }
    }

    /// One comparison: a negative index is larger than any count.
    @inline(__always)
    private func check(_ index: Int) {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
    }

    /// Calls `body` with the elements; where they and their number begin needs to be looked up but once.
    @inline(__always)
    func withSpan<Result>(_ body: (Span<Element>) -> Result) -> Result {
        unsafe body(Span(_unsafeStart: start, count: count))
    }

    /// Calls `body` with the elements, which it may change.
    @inline(__always)
    mutating func withMutableSpan<Result>(_ body: (inout MutableSpan<Element>) -> Result) -> Result {
        var span = unsafe MutableSpan(_unsafeStart: start, count: count)
        return body(&span)
    }

    /// Takes memory of its own, which no copy shares.
    mutating func separate() { move(to: block.capacity) }

    mutating func removeAll() { count = 0 }

    /// Appends an element, or not: without a branch, for where a processor could not foresee which.
    @inline(__always)
    mutating func append(_ element: Element, if isWanted: Bool) {
        if count == block.capacity { move(to: 2 * max(count, 1)) }
        unsafe (start + count).initialize(to: element)
        count += isWanted ? 1 : 0
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == block.capacity { move(to: 2 * max(count, 1)) }
        unsafe (start + count).initialize(to: element)
        count += 1
    }

    @inline(never)
    private mutating func move(to capacity: Int) {
        let larger = Block(capacity: capacity)
        unsafe larger.start.initialize(from: start, count: count)
        block = larger
        unsafe start = larger.start
    }

    /// The memory; nothing has to be undone to plain values in it before it is freed.
    @safe
    private final class Block {
        let start: UnsafeMutablePointer<Element>
        let capacity: Int

        init(capacity: Int) {
            unsafe start = .allocate(capacity: max(capacity, 1))
            self.capacity = max(capacity, 1)
        }

        deinit { unsafe start.deallocate() }
    }
}
