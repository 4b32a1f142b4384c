import Synchronization

/// How far the chain is durable, for every thread to see.
final class WriterProgress: Sendable {
    private let blocks = Atomic<Int>(0)

    /// The number of durable blocks.
    var height: Int { blocks.load(ordering: .acquiring) }

    func set(_ height: Int) { blocks.store(height, ordering: .releasing) }
}
