import Ledger
import Testing

@testable import Transparency

@Suite("A witness")
struct WitnessTests {
    private let log: Log
    private var witness: WitnessMachine

    init() throws {
        log = try Log(size: 40)
        witness = try WitnessMachine(log: log.trust, newest: nil)
    }

    @Test("follows a log from its first checkpoint on, one proof after the other, and the same one again")
    mutating func follows() throws {
        for (from, to) in [(0, 3), (3, 8), (8, 8), (8, 21), (21, 40)] {
            try witness.consider(log.request(from: from, to: to))
            #expect(witness.knownSize == to)
        }
        #expect(try WitnessMachine(log: log.trust, newest: log.checkpoint(40)) == witness)
    }

    @Test("refuses what does not continue what it has cosigned, and remembers nothing of it")
    mutating func refuses() throws {
        try witness.consider(log.request(from: 0, to: 20))
        let before = witness
        let forked = try Log(size: 40, name: "other")
        let old = try log.request(from: 15, to: 15)
        let backwards = ConsistencyRequest(ConsistencyProof(from: 20, to: 15, path: []), checkpoint: old.checkpoint)
        let stranger = try Log(size: 40, seed: 3)
        let elsewhere = try Log(size: 40, origin: "elsewhere.example/log")
        let requests: [(ConsistencyRequest, Int)] = [
            (try log.request(from: 0, to: 30), 409), (try log.request(from: 10, to: 30), 409),
            (try forked.request(from: 20, to: 30), 422), (try forked.request(from: 20, to: 20), 409),
            (old, 409), (backwards, 400), (try stranger.request(from: 20, to: 30), 403),
            (try elsewhere.request(from: 20, to: 30), 404),
        ]
        for (request, status) in requests {
            #expect { try witness.consider(request) } throws: { ($0 as? WitnessRefusal)?.httpStatus == status }
            #expect(witness == before)
        }
    }

    @Test("hands out the evidence when a log signs two roots at one size")
    mutating func fork() throws {
        try witness.consider(log.request(from: 0, to: 20))
        let forked = try Log(size: 20, name: "other")
        let request = try forked.request(from: 20, to: 20)
        #expect { try witness.consider(request) } throws: { error in
            guard case .fork(let evidence)? = error as? WitnessRefusal else { return false }
            return try evidence.verify(log.trust).contains("two ledgers of 20 transactions")
        }
    }

    @Test("believes no state that is not its log's")
    func state() throws {
        let stranger = try Log(size: 40, seed: 3)
        #expect(throws: CheckpointRefusal.self) {
            try WitnessMachine(log: log.trust, newest: stranger.checkpoint(3))
        }
    }

    @Test(
        "reads a request as it was written, and refuses other texts with line and expectation",
        arguments: [
            ("", "expected a text"), ("old 007\n\n", "line 1: expected 'old' and the earlier number"),
            ("new 7\n\n", "line 1"), ("old 7\nAAAA\n\n", "line 2: expected a hash"),
            ("old 7\n\n", "an empty line between"),
        ]
    )
    func requests(text: String, message: String) throws {
        let request = try log.request(from: 7, to: 31)
        #expect(try ConsistencyRequest(parsing: request.encoded) == request)
        #expect { try ConsistencyRequest(parsing: Array(text.utf8)) } throws: { "\($0)".contains(message) }
    }
}
