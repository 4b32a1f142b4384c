import Gateway
import Peer
import Synchronization
import Transparency

/// Brings the ledger's checkpoints to the broker: the newest one is said, and said again after every connection.
final class LedgerHeads: CheckpointPublisher {
    /// The heads to say; one that nobody has said yet gives way to a newer one.
    let stream: AsyncStream<LedgerHeadPayload>

    private let continuation: AsyncStream<LedgerHeadPayload>.Continuation
    private let last = Mutex<LedgerHeadPayload?>(nil)

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The newest head of this start, if there is one yet.
    var newest: LedgerHeadPayload? { last.withLock { $0 } }

    func publish(_ checkpoint: SignedCheckpoint, height: Int) {
        let text = String(decoding: checkpoint.encoded, as: UTF8.self)
        let head = LedgerHeadPayload(height: Int64(height), checkpoint: text)
        last.withLock { $0 = head }
        continuation.yield(head)
    }
}
