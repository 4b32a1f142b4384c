import Allocation
import Foundation

/// Reads `replications.jsonl` a replication at a time, in constant memory.
struct RecordReader {
    private let handle: FileHandle
    private let buildingCounts: [Int]
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// How many bytes the replications that were read whole have taken.
    private(set) var offset: UInt64 = 0

    init(path: String, runs: [Run]) throws(ResultsError) {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw .unreadable(path) }
        self.handle = handle
        buildingCounts = runs.map(\.profiles.count)
    }

    /// The next replication; `nil` at the end, and before one that was not written whole or is not of these runs.
    mutating func next() throws(ResultsError) -> ReplicationResult? {
        var accounts: [[EnergyAccount]] = []
        var index: Int?
        var length = 0
        for (run, count) in buildingCounts.enumerated() {
            guard let line = try line(), let record = ReplicationRecord.parse(line, buildings: count),
                record.run == run, index == nil || index == record.replication
            else { return nil }
            index = record.replication
            length += line.count + 1
            accounts.append(record.2)
        }
        guard let index else { return nil }
        offset += UInt64(length)
        return ReplicationResult(index: index, accounts: accounts)
    }

    /// The next line that ends in a line feed, without it.
    private mutating func line() throws(ResultsError) -> ArraySlice<UInt8>? {
        while true {
            if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return buffer[position..<end]
            }
            guard !isAtEnd else { return nil }
            buffer.removeFirst(position)
            position = 0
            do {
                let data = try handle.read(upToCount: 1 << 20) ?? Data()
                isAtEnd = data.isEmpty
                buffer.append(contentsOf: data)
            } catch {
                throw .unreadable(String(describing: error))
            }
        }
    }
}
