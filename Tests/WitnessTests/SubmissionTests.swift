import Foundation
import Ledger
import Logging
import Synchronization
import TestKit
import Testing
import Transparency
import WebAddresses
import Witness

@Suite("A ledger that asks its witnesses", .timeLimit(.minutes(8)))
struct SubmissionTests {
    private static var key: VerifierKey { get throws { try ServedWitness.signer.get().verifierKey } }

    private static func logger() -> Logger {
        Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    @Test("The size that a witness knows is learned from it, whatever was thought", arguments: [0, 7, 20, 30])
    func learned(guess: Int) async throws {
        let log = try MemoryLedger(size: 40)
        try await withTemporaryDirectory { directory in
            try await withWitness(of: [log.signer.verifierKey], in: directory) { witness in
                try await WitnessHTTP.open { http in
                    _ = try await http.addCheckpoint(log.request(from: 0, to: 20), to: witness.address)
                    let submission = WitnessSubmission(try log.sign(30), oldSize: guess, witnesses: [witness.key])
                    let found = try await http.cosignatures(of: submission, from: log, at: witness.address)
                    #expect(found.map(\.name) == ["utility.example"])
                }
            }
        }
    }

    @Test("What a witness answers is told in words, and nothing of it is believed without its signature")
    func problems() throws {
        let log = try MemoryLedger(size: 40)
        let stranger = try MemoryLedger.signer("stranger.example", .witness, seed: 4)
        let (signed, other) = (try log.sign(20), try log.sign(30))
        func answer(_ signer: NoteSigner, _ text: [UInt8]) throws -> WitnessAnswer {
            WitnessAnswer(cosignatures: [try signer.sign(text, time: 7)])
        }
        func size(_ size: Int) -> WitnessAnswer {
            WitnessAnswer(status: 409, contentType: "text/x.tlog.size", body: Array("\(size)\n".utf8))
        }
        let own = try ServedWitness.signer.get()
        let answers: [(WitnessAnswer, String, accuses: Bool, passes: Bool)] = [
            (try answer(stranger, signed.note.text), "signed by 'stranger.example'", false, false),
            (try answer(own, other.note.text), "the cosignature of 'utility.example' is false", false, false),
            (WitnessAnswer(status: 200, sentence: "thanks"), "signed by nobody", false, false),
            (WitnessAnswer(status: 404, sentence: ""), "does not follow the log", false, false),
            (WitnessAnswer(status: 403, sentence: ""), "by another key", false, false),
            (WitnessAnswer(status: 400, sentence: "no"), "status 400; it says: no", false, false),
            (WitnessAnswer(status: 503, sentence: "later"), "status 503; it says: later", false, true),
            (WitnessAnswer(status: 503, sentence: "\u{9b}2J"), "status 503; it gives no reason", false, true),
            (WitnessAnswer(status: 503, sentence: "später\u{1b}[2J"), "status 503; it says: später", false, true),
            (WitnessAnswer(status: 409, sentence: "no size"), "status 409", false, false),
            (size(21), "an older ledger has been put back", true, false),
            (size(0), "status 409; it knows 0, as asked", false, false),
            (WitnessAnswer(status: 422, sentence: "no"), "does not continue; it says: no", true, false),
        ]
        for (answer, words, accuses, passes) in answers {
            var submission = WitnessSubmission(signed, witnesses: [own.verifierKey])
            #expect {
                _ = try submission.take(answer)
            } throws: { error in
                guard let problem = error as? WitnessProblem else { return false }
                return "\(problem)".contains(words) && problem.accusesLedger == accuses && problem.isPassing == passes
            }
        }
        var forked = WitnessSubmission(signed, oldSize: 20, witnesses: [own.verifierKey])
        #expect(throws: WitnessProblem.forked(signed.checkpoint)) { try forked.take(size(20)) }
        var submission = WitnessSubmission(signed, witnesses: [own.verifierKey])
        for known in [3, 4, 5, 6] { #expect(try submission.take(size(known)) == nil) }
        #expect(throws: WitnessProblem.self) { try submission.take(size(7)) }
    }

    @Test("A witness that is away is asked again until it answers, and then for the newest checkpoint only")
    func away() async throws {
        let log = try MemoryLedger(size: 40)
        try log.sign(10)
        let (cosigned, done) = AsyncStream.makeStream(of: Checkpoint.self)
        let port = Int(freePort())
        let submitter = WitnessSubmitter(
            storage: log,
            keys: [try Self.key],
            addresses: [try #require(WebAddress("http://127.0.0.1:\(port)"))],
            rests: .init(first: .milliseconds(20), longest: .milliseconds(100)),
            cosigned: { done.yield($0) },
            logger: Self.logger()
        )
        try await withTemporaryDirectory { directory in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await WitnessHTTP.open { await submitter.run(over: $0) } }
                defer { group.cancelAll() }
                try log.sign(25)
                submitter.ring()
                try await withWitness(of: [log.signer.verifierKey], in: directory, port: port) { witness in
                    var checkpoints = cosigned.makeAsyncIterator()
                    #expect(await checkpoints.next()?.size == 25)
                    try log.sign(40)
                    submitter.ring()
                    #expect(await checkpoints.next()?.size == 40)
                    for size in [25, 40] {
                        let newest = try #require(try log.checkpoint(after: size - 1))
                        #expect(newest.note.verdict(of: witness.key) == .valid(time: 1_800_000_000))
                    }
                    #expect(try log.checkpoint(after: 0)?.note.verdict(of: witness.key) == .absent)
                }
            }
        }
    }

    @Test(
        "A witness that takes the request and never answers, or byte by byte for hours, is given up after a while",
        .timeLimit(.minutes(1)),
        arguments: [false, true]
    )
    func silent(drips: Bool) async throws {
        let log = try MemoryLedger(size: 4)
        let silence = try SilentServer(drips: drips)
        await WitnessHTTP.open(patience: .milliseconds(300)) { http in
            _ = await #expect {
                let submission = WitnessSubmission(try log.sign(4), witnesses: [try Self.key])
                let address = try #require(WebAddress("http://127.0.0.1:\(silence.port)"))
                _ = try await http.cosignatures(of: submission, from: log, at: address)
            } throws: { "\($0)".contains("does not answer") }
        }
    }
}

/// A socket at which connections are made and nothing is read; one that drips answers all the same, and takes its time.
private final class SilentServer {
    let port: Int
    private let descriptor: Int32

    init(drips: Bool) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        port = Int(freePort())
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
        let descriptor = self.descriptor
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(code == 0 && listen(descriptor, 8) == 0)
        if drips { Thread.detachNewThread { Self.drip(descriptor) } }
    }

    /// Answers the first connection with a byte every few milliseconds, until it is closed.
    private static func drip(_ descriptor: Int32) {
        let connection = accept(descriptor, nil, nil)
        defer { close(connection) }
        var bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n".utf8)
        while unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 {
            bytes = [UInt8(ascii: "x")]
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    deinit { close(descriptor) }
}
