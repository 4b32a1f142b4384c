import Audit
import AuditTestKit
import Cryptography
import Foundation
import Ledger
import LedgerStore
import LedgerTestKit

@testable import commonwatt

/// A ledger on disk with the roots that its members gave an auditor, in a directory of its own.
final class LedgerSite {
    let example: ExampleChain
    private let directory: TemporaryDirectory

    /// The ledger's directory.
    var ledger: String { directory.path + "/ledger" }

    /// The auditor's directory of roots.
    var roots: String { directory.path + "/roots" }

    /// Writes a chain, the example's if no other is given, and closes the ledger or leaves it as a killed process does.
    init(_ example: ExampleChain, script: ChainScript? = nil, isClosed: Bool = true) throws {
        self.example = example
        directory = try TemporaryDirectory()
        let blocks = try (script ?? example.script).sealed()
        let written = isClosed ? ledger : directory.path + "/open"
        let store = try LedgerStore.create(at: written, genesis: blocks[0])
        for block in blocks.dropFirst() {
            try store.append(block)
            try store.apply(block.draft)
        }
        if isClosed {
            try store.close()
        } else {
            try FileManager.default.copyItem(atPath: written, toPath: ledger)
            try store.close()
        }
        try writeRoots()
    }

    private func writeRoots() throws {
        try FileManager.default.createDirectory(atPath: roots, withIntermediateDirectories: true)
        for root in example.roots.roots {
            let url = URL(filePath: "\(roots)/\(root.organisation).pem")
            try Data(root.certificate.pem.utf8).write(to: url)
        }
    }

    /// The content of a file of the ledger.
    func read(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: "\(ledger)/\(name)")))
    }

    /// Overwrites a file of the ledger.
    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(ledger)/\(name)"))
    }

    /// The ledger's files with their sizes.
    func files() throws -> [(name: String, size: Int)] {
        try FileManager.default.contentsOfDirectory(atPath: ledger).sorted().map { ($0, try read($0).count) }
    }
}
