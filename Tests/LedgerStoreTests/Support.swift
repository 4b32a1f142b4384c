import Foundation
import Ledger
import LedgerTestKit
import Testing

@testable import LedgerStore

extension LedgerStore {
    /// Appends a block and applies it, as a peer does.
    func take(_ block: SealedBlock) throws {
        try append(block)
        try apply(block.draft)
        try maintain()
    }

    /// Expects the state on disk to be this one, key by key and as a range.
    func expectState(_ state: WorldState) throws {
        let from = QualifiedKey("", in: KeyValueChaincode.name)
        let to = QualifiedKey.end(of: KeyValueChaincode.name)
        let expected = try state.values(from: from, to: to)
        #expect(try values(from: from, to: to) == expected)
        for entry in expected { #expect(try value(of: entry.key) == entry.value) }
        #expect(try value(of: QualifiedKey("absent", in: KeyValueChaincode.name)) == nil)
    }
}

/// The bytes of all files of a directory.
struct Snapshot: Equatable {
    var files: [String: [UInt8]] = [:]

    init(_ directory: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            files[name] = try File(directory + "/" + name, .reading).readAll()
        }
    }

    /// Writes the files, in place of whatever is there.
    func write(to directory: String) throws {
        try? FileManager.default.removeItem(atPath: directory)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for (name, bytes) in files { try File(directory + "/" + name, .replacing).write(bytes, at: 0) }
    }
}
