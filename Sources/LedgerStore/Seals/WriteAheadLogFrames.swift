/// The frames of a write-ahead log, read one at a time.
struct WriteAheadLogFrames<Failure: Error> {
    let header: WriteAheadLogHeader

    /// The number of bytes of the log.
    let length: Int

    /// Reads a part of the log.
    let read: (Range<Int>) throws(Failure) -> [UInt8]

    private var size: Int { WriteAheadLog.frameHeaderSize + header.pageSize }

    /// The number of whole frames.
    var count: Int { (length - WriteAheadLog.headerSize) / size }

    /// The bytes of a frame, counted from 0; nothing, should the log have become shorter meanwhile.
    func frame(_ index: Int) throws(Failure) -> [UInt8] {
        let start = WriteAheadLog.headerSize + index * size
        return try read(start..<(start + size))
    }

    /// Judges what lies behind the last commit.
    ///
    /// - Parameters:
    ///   - committed: The frames up to the end of the last whole transaction.
    ///   - valid: The frames up to the first one that is not what was written.
    func end(committed: Int, valid: Int) throws(Failure) -> WriteAheadLog.End {
        if WriteAheadLog.headerSize + committed * size == length { return .clean }
        // A frame whose header counts the database's pages ended a transaction.
        var commit = valid
        while commit < count, try word(at: 4, ofFrame: commit) == 0 { commit += 1 }
        guard commit < count else { return .unfinished }
        let page = Int(try word(at: 0, ofFrame: valid))
        return .broken(frame: valid + 1, page: page, hasSuccessor: try hasFrame(behind: commit))
    }

    /// Whether a frame behind one is valid: a frame's checksum continues the one stored in the frame before it, so that
    /// frames behind a broken one still fit one another.
    private func hasFrame(behind index: Int) throws(Failure) -> Bool {
        var before = try frame(index)
        for next in (index + 1)..<max(count, index + 1) {
            let bytes = try frame(next)
            if let checksum = header.storedChecksum(in: before), header.frame(in: bytes, after: checksum) != nil {
                return true
            }
            before = bytes
        }
        return false
    }

    private func word(at offset: Int, ofFrame index: Int) throws(Failure) -> UInt32 {
        let start = WriteAheadLog.headerSize + index * size + offset
        return WriteAheadLogHeader.word(at: 0, in: try read(start..<(start + 4)))
    }
}
