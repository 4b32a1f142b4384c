import CBOR
public import Units

/// How a channel's ledger commits to itself in public: the log's name and key, its witnesses, and how often.
///
/// Keys are kept as the texts that verifiers are given (`name+hash+base64`); what reads them is for whoever verifies.
public struct CheckpointTerms: Hashable, Sendable {
    /// The name of the log, in the first line of every checkpoint.
    public let origin: String

    /// The verifier key of the log.
    public let logKey: String

    /// The verifier keys of the witnesses.
    public let witnesses: [String]

    /// How many witnesses must have cosigned a checkpoint for the channel's members to rely on it.
    public let quorum: Int

    /// After how many blocks a checkpoint is made.
    public let blocks: Int

    /// How long after the last one a checkpoint is made if there are new transactions.
    public let interval: Interval

    /// Creates terms; 256 blocks and 5 seconds are the usual rhythm.
    public init(
        origin: String,
        logKey: String,
        witnesses: [String] = [],
        quorum: Int = 0,
        blocks: Int = 256,
        interval: Interval = .seconds(5)
    ) {
        self.origin = origin
        self.logKey = logKey
        self.witnesses = witnesses
        self.quorum = quorum
        self.blocks = blocks
        self.interval = interval
    }

    /// Whether the numbers make sense and nothing that must be there is empty.
    var isSound: Bool {
        !origin.isEmpty && !logKey.isEmpty && !witnesses.contains("") && Set(witnesses).count == witnesses.count
            && (0...witnesses.count).contains(quorum) && blocks > 0 && interval > .zero
    }
}

extension CheckpointTerms {
    /// Writes `{1: origin, 2: log's key, 3: witnesses' keys, 4: quorum, 5: blocks, 6: interval in ms}`.
    func write(to writer: inout CBORWriter) {
        writer.map(6)
        writer.key(1)
        writer.text(origin)
        writer.key(2)
        writer.text(logKey)
        writer.key(3)
        writer.array(witnesses.count)
        for witness in witnesses { writer.text(witness) }
        writer.key(4)
        writer.unsigned(UInt64(quorum))
        writer.key(5)
        writer.unsigned(UInt64(blocks))
        writer.key(6)
        writer.int(interval.milliseconds)
    }

    init(from reader: inout CBORReader) throws(CBORError) {
        try reader.map(of: 6)
        try reader.key(1)
        origin = try reader.text()
        try reader.key(2)
        logKey = try reader.text()
        try reader.key(3)
        witnesses = try reader.list { reader throws(CBORError) in try reader.text() }
        try reader.key(4)
        quorum = try reader.count()
        try reader.key(5)
        blocks = try reader.count()
        try reader.key(6)
        interval = Interval(milliseconds: try reader.int())
    }
}
