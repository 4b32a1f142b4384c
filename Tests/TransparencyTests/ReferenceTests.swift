import ChildProcesses
import Foundation
import Ledger
import TestKit
import Testing

@testable import Transparency

@Suite("The reference verifiers of Go's checksum database")
struct ReferenceTests {
    @Test("accept our checkpoints and proofs, and refuse them with one byte changed")
    func verdicts() async throws {
        let ledger = try SmallLedger()
        let log = try Log(size: 300)
        let key = log.signer.verifierKey.text
        try await withTemporaryDirectory { directory in
            func file(_ name: String, _ bytes: [UInt8]) throws -> String {
                try Data(bytes).write(to: URL(filePath: "\(directory)/\(name)"))
                return "\(directory)/\(name)"
            }
            var note = try ledger.checkpoint
            let witness = try Log.signer("witness.example", .witness, seed: 9)
            note.add(try witness.sign(note.note.text, time: 1_700_000_000))
            #expect(try await ReferenceVerifier.run("note", key, file("note", note.encoded)).isSuccess)
            for index in [0, 1, 17, ledger.leaves.count - 1] {
                let proof = try ledger.proof(of: index).encoded
                #expect(try await ReferenceVerifier.run("inclusion", key, file("proof", proof)).isSuccess, "\(index)")
            }
            for (from, to) in [(1, 300), (128, 200), (200, 256), (257, 300)] {
                let old = try file("old", log.checkpoint(from).encoded)
                let request = try log.request(from: from, to: to).encoded
                let run = try await ReferenceVerifier.run("consistency", key, old, file("request", request))
                #expect(run.isSuccess, "\(from) to \(to): \(run.errorOutput)")
            }
            try await refusals(ledger, log, key, file)
        }
    }

    private func refusals(
        _ ledger: SmallLedger,
        _ log: Log,
        _ key: String,
        _ file: (String, [UInt8]) throws -> String
    ) async throws {
        let stranger = try Log(size: 0, seed: 2).signer.verifierKey.text
        let note = try ledger.checkpoint
        #expect(try await !ReferenceVerifier.run("note", stranger, file("note", note.encoded)).isSuccess)
        let proof = try ledger.proof(of: 17)
        var leaf = proof.leaf
        leaf[30] ^= 1
        let path = InclusionProof(index: 17, size: ledger.leaves.count, path: proof.path)
        let forged = TransactionProof(leaf: leaf, envelope: nil, inclusion: path, checkpoint: note)
        #expect(try await !ReferenceVerifier.run("inclusion", key, file("proof", forged.encoded)).isSuccess)
        var bytes = note.encoded
        bytes[bytes.count / 2] ^= 1
        #expect(try await !ReferenceVerifier.run("note", key, file("note", bytes)).isSuccess)
        let other = try Log(size: 300, name: "other")
        let old = try file("old", other.checkpoint(128).encoded)
        let request = try file("request", log.request(from: 128, to: 200).encoded)
        #expect(try await !ReferenceVerifier.run("consistency", key, old, request).isSuccess)
    }
}
