/// The header of a write-ahead log, and the reading of frames that it begins.
struct WriteAheadLogHeader: Hashable {
    /// The two running sums of the log's checksum.
    struct Checksum: Hashable {
        var first: UInt32 = 0
        var second: UInt32 = 0
    }

    /// A frame's header, found valid.
    struct Frame {
        let page: Int
        /// The number of the database's pages, if the frame ends a transaction; else 0.
        let databasePages: Int
        let checksum: Checksum
    }

    /// The number of bytes of a page.
    let pageSize: Int

    /// The checksum of the header, which the first frame's continues.
    let checksum: Checksum

    private let isBigEndian: Bool
    private let salts: Salts

    /// What a log and its frames have in common, and no other log of the database.
    private struct Salts: Hashable {
        let first: UInt32
        let second: UInt32
    }

    /// Reads the header; `nil` if it is none or its checksum is wrong.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= WriteAheadLog.headerSize else { return nil }
        let magic = Self.word(at: 0, in: bytes)
        guard magic & ~1 == 0x377f_0682, Self.word(at: 4, in: bytes) == 3_007_000 else { return nil }
        isBigEndian = magic & 1 == 1
        pageSize = Int(Self.word(at: 8, in: bytes))
        guard (512...65_536).contains(pageSize), pageSize.nonzeroBitCount == 1 else { return nil }
        salts = Salts(first: Self.word(at: 16, in: bytes), second: Self.word(at: 20, in: bytes))
        checksum = Self.sum(bytes, 0..<24, from: Checksum(), isBigEndian: isBigEndian)
        guard checksum == Self.checksum(at: 24, in: bytes) else { return nil }
    }

    /// Reads a frame; `nil` if it is not whole, does not belong to this log or its checksum is wrong.
    func frame(in bytes: [UInt8], after previous: Checksum) -> Frame? {
        let content = WriteAheadLog.frameHeaderSize
        guard bytes.count == content + pageSize else { return nil }
        let page = Self.word(at: 0, in: bytes)
        let salts = Salts(first: Self.word(at: 8, in: bytes), second: Self.word(at: 12, in: bytes))
        guard page > 0, salts == self.salts else { return nil }
        var sum = Self.sum(bytes, 0..<8, from: previous, isBigEndian: isBigEndian)
        sum = Self.sum(bytes, content..<(content + pageSize), from: sum, isBigEndian: isBigEndian)
        guard sum == storedChecksum(in: bytes) else { return nil }
        return Frame(page: Int(page), databasePages: Int(Self.word(at: 4, in: bytes)), checksum: sum)
    }

    /// The checksum that a frame has in its header; `nil` if the frame is not whole.
    func storedChecksum(in frame: [UInt8]) -> Checksum? {
        frame.count < WriteAheadLog.frameHeaderSize ? nil : Self.checksum(at: 16, in: frame)
    }

    private static func checksum(at offset: Int, in bytes: [UInt8]) -> Checksum {
        Checksum(first: word(at: offset, in: bytes), second: word(at: offset + 4, in: bytes))
    }

    /// The big-endian number at an offset; 0 where the bytes end before it.
    static func word(at offset: Int, in bytes: [UInt8]) -> UInt32 {
        guard bytes.count >= offset + 4 else { return 0 }
        return UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
            | UInt32(bytes[offset + 3])
    }

    /// The checksum of a multiple of eight bytes (section 4.2 of the format).
    private static func sum(_ bytes: [UInt8], _ range: Range<Int>, from start: Checksum, isBigEndian: Bool) -> Checksum
    {
        var sum = start
        unsafe bytes.withUnsafeBytes { buffer in
            // Frames are whole numbers of words: the loads stay within the range, which lies within the bytes.
            var offset = range.lowerBound
            while offset + 8 <= range.upperBound {
                let first = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                let second = unsafe buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                sum.first &+= (isBigEndian ? first.bigEndian : first.littleEndian) &+ sum.second
                sum.second &+= (isBigEndian ? second.bigEndian : second.littleEndian) &+ sum.first
                offset += 8
            }
        }
        return sum
    }
}
