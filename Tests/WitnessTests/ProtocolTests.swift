import Foundation
import Ledger
import TestKit
import Testing
import Transparency
import Witness

@Suite("A witness over HTTP", .timeLimit(.minutes(8)))
struct ProtocolTests {
    /// A request, the status that it gets, and what the answer says.
    private struct Exchange {
        let name: String
        let body: [UInt8]
        let status: Int
        var says = ""
    }

    @Test("Each request gets the status that tlog-witness has for it, and a refusal changes nothing")
    func statuses() async throws {
        let log = try MemoryLedger(size: 40)
        let forked = try MemoryLedger(size: 40, name: "other")
        let stranger = try MemoryLedger(size: 40, seed: 3)
        let elsewhere = try MemoryLedger(size: 40, origin: "elsewhere.example/log")
        let (at15, at20) = (try log.sign(15), try log.sign(20))
        let backwards = ConsistencyRequest(ConsistencyProof(from: 20, to: 15, path: []), checkpoint: at15)
        let surplus = ConsistencyRequest(
            ConsistencyProof(from: 20, to: 20, path: [at15.checkpoint.root]),
            checkpoint: at20
        )
        let exchanges = [
            Exchange(name: "the first", body: try log.request(from: 0, to: 20), status: 200, says: "utility.example"),
            Exchange(name: "the same again", body: try log.request(from: 20, to: 20), status: 200),
            Exchange(name: "another size", body: try log.request(from: 10, to: 30), status: 409, says: "20\n"),
            Exchange(name: "from nothing", body: try log.request(from: 0, to: 30), status: 409, says: "20\n"),
            Exchange(name: "older", body: try log.request(from: 15, to: 15), status: 409, says: "20\n"),
            Exchange(name: "backwards", body: backwards.encoded, status: 400, says: "begins at 20"),
            Exchange(name: "hashes too many", body: surplus.encoded, status: 422),
            Exchange(name: "no request", body: Array("hello\n".utf8), status: 400, says: "line 1"),
            Exchange(name: "nothing", body: [], status: 400),
            Exchange(name: "another key", body: try stranger.request(from: 20, to: 30), status: 403),
            Exchange(name: "another log", body: try elsewhere.request(from: 0, to: 30), status: 404, says: "elsewhere"),
            Exchange(name: "another root", body: try forked.request(from: 20, to: 20), status: 409, says: "20\n"),
            Exchange(name: "another tree", body: try forked.request(from: 20, to: 30), status: 422, says: "forked"),
            Exchange(name: "too long", body: Array(repeating: 65, count: 100_000), status: 413, says: "at most"),
            Exchange(name: "the next", body: try log.request(from: 20, to: 40), status: 200),
        ]
        try await withTemporaryDirectory { directory in
            try await withWitness(of: [log.signer.verifierKey], in: directory) { witness in
                try await WitnessHTTP.open { http in
                    for exchange in exchanges {
                        let answer = try await http.addCheckpoint(exchange.body, to: witness.address)
                        let text = String(decoding: answer.body, as: UTF8.self)
                        #expect(answer.status == exchange.status, "\(exchange.name): \(text)")
                        #expect(exchange.says.isEmpty || text.contains(exchange.says), "\(exchange.name): \(text)")
                        let isSize = answer.status == 409
                        #expect((answer.contentType == "text/x.tlog.size") == isSize, "\(exchange.name)")
                        #expect((answer.size == 20) == isSize, "\(exchange.name)")
                    }
                }
            }
        }
    }

    @Test("A cosignature verifies, states the time, and follows the memory over a new start")
    func cosigned() async throws {
        let log = try MemoryLedger(size: 40)
        try await withTemporaryDirectory { directory in
            for (from, to) in [(0, 8), (8, 23), (23, 40)] {
                let signed = try log.sign(to)
                try await withWitness(of: [log.signer.verifierKey], in: directory + "/state") { witness in
                    try await WitnessHTTP.open { http in
                        let answer = try await http.addCheckpoint(log.request(from: from, to: to), to: witness.address)
                        let signature = try #require(answer.cosignatures.first)
                        let verdict = witness.key.verdict(on: signature, of: signed.note.text)
                        #expect(verdict == .valid(time: 1_800_000_000))
                    }
                }
            }
        }
    }

    @Test("Two ledgers of one log leave evidence that convinces without the witness", arguments: [20, 30])
    func fork(size: Int) async throws {
        let log = try MemoryLedger(size: 40)
        let forked = try MemoryLedger(size: 40, name: "other")
        try await withTemporaryDirectory { directory in
            try await withWitness(of: [log.signer.verifierKey], in: directory) { witness in
                try await WitnessHTTP.open { http in
                    let first = try await http.addCheckpoint(log.request(from: 0, to: 20), to: witness.address)
                    #expect(first.status == 200)
                    let other = try await http.addCheckpoint(forked.request(from: 20, to: size), to: witness.address)
                    #expect(other.status == (size == 20 ? 409 : 422))
                }
                let file = try #require(try witness.files(".fork").first)
                let evidence = try ForkEvidence(parsing: Array(Data(contentsOf: URL(filePath: file))))
                let key = log.signer.verifierKey
                let verdict = try evidence.verify(LogTrust(origin: key.name, logKeys: [key]))
                #expect(verdict.contains("has signed"), "\(verdict)")
                // What it has cosigned it still stands by.
                let note = try #require(try witness.files(".note").first)
                let newest = try SignedCheckpoint(parsing: Array(Data(contentsOf: URL(filePath: note))))
                #expect(newest.checkpoint.size == 20)
                #expect(try newest.checkpoint.root == log.root(size: 20))
            }
        }
    }

    @Test("One process has the memory, and a memory that is another log's is not believed")
    func memory() async throws {
        let log = try MemoryLedger(size: 40)
        let stranger = try MemoryLedger(size: 40, seed: 3)
        try await withTemporaryDirectory { directory in
            try await withWitness(of: [log.signer.verifierKey], in: directory) { witness in
                #expect { try WitnessState(directory) } throws: { "\($0)".contains("another process is this witness") }
                try await WitnessHTTP.open { http in
                    _ = try await http.addCheckpoint(log.request(from: 0, to: 20), to: witness.address)
                }
            }
            await #expect(throws: WitnessStateError.self) {
                try await withWitness(of: [stranger.signer.verifierKey], in: directory) { _ in }
            }
        }
    }
}
