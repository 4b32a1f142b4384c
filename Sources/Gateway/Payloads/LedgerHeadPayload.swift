/// How far the ledger has come, as its log has signed it (`ctl/ledger/head`, retained).
///
/// Whoever keeps it can hold the operator to it later.
public struct LedgerHeadPayload: Hashable, Sendable {
    /// `height`: the number of blocks under the checkpoint.
    public var height: Int64

    /// `checkpoint`: the signed checkpoint, a C2SP note.
    public var checkpoint: String

    /// Creates a head.
    public init(height: Int64, checkpoint: String) {
        self.height = height
        self.checkpoint = checkpoint
    }

    /// Reads a head; keys that a later version may add are passed over.
    ///
    /// - Throws: ``PayloadError`` with the first fault.
    public init(_ payload: [UInt8]) throws(PayloadError) {
        let fields = try Fields(payload: payload)
        height = try fields.integer("height")
        checkpoint = try fields.string("checkpoint")
    }

    /// The payload's bytes.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("height", height)
            writer.member("checkpoint", checkpoint)
        }
    }
}
