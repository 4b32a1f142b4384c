import CMalloc
import Monitor

/// The C library's allocator, under a process that serves for a year.
///
/// The defaults of glibc suit a program that ends. It gives each thread that allocates an arena of its own, up to eight
/// for each core: what one thread freed is of no use to another. And it raises the bound from which a large block is
/// the system's own with the largest block that was ever freed, up to 32 MB: then large blocks leave holes among small
/// ones, which stay when they are freed. Here there are four arenas, and the bound stays where it is.
public enum ProcessHeap {
    /// How many arenas there are: under load about so many threads allocate at once. With two they wait for each other,
    /// for whoever is suspended with an arena's lock keeps it.
    private static let arenas: Int32 = 4

    /// A block of so many bytes is the system's own, and given back when it is freed.
    private static let largeBlock: Int32 = 256 << 10

    /// So many free bytes may stay at the end of an arena.
    private static let slack: Int32 = 2 << 20

    /// Settles how the process allocates; to be called before there are threads.
    public static func settle() {
        // Each of them returns 0 where it cannot, and the process then serves with the allocator's own idea.
        _ = mallopt(M_ARENA_MAX, arenas)
        _ = mallopt(M_MMAP_THRESHOLD, largeBlock)
        _ = mallopt(M_TRIM_THRESHOLD, slack)
    }

    /// How much memory is in use, and how much the allocator holds for it.
    static var use: HeapUse {
        let info = mallinfo2()
        return HeapUse(live: Int(info.uordblks + info.hblkhd), held: Int(info.arena + info.hblkhd))
    }
}
