/// Plain values in one block of memory, which are changed in place.
///
/// An array asks at every write whether a copy shares its memory. An event writes dozens of times, so here it is asked
/// once, when the event begins (``own()``).
///
/// The invariant on which every `unsafe` below rests: whoever writes has called ``own()`` since the value was last
/// copied, so that a block that is written to has one owner. Indices are checked at every access, as an array's are.
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
            precondition(index >= 0 && index < count)
            return unsafe start[index]
        }
        @inline(__always)
        _modify {
            precondition(index >= 0 && index < count)
            yield unsafe &start[index]
        }
    }

    /// Makes sure that no copy shares the memory: before the first write of an event.
    @inline(__always)
    mutating func own() {
        if !isKnownUniquelyReferenced(&block) { move(to: block.capacity) }
    }

    mutating func removeAll() { count = 0 }

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
