import Cryptography
import Ledger
import Testing
import Units

@testable import Transparency

@Suite("Checkpoints")
struct CheckpointTests {
    @Test("A checkpoint is read as it was written, and believed under its log's key alone")
    func roundTrip() throws {
        let log = try Log(size: 9)
        let signed = try log.checkpoint(9)
        let read = try SignedCheckpoint(parsing: signed.encoded)
        #expect(read == signed)
        #expect(try log.trust.verify(read) == 0)
        let stranger = try Log(size: 9, seed: 2)
        #expect { try stranger.trust.verify(read) } throws: { "\($0)".contains("has no signature by") }
    }

    @Test("A checkpoint of another log names both origins")
    func otherLog() throws {
        let other = try Log(size: 9, origin: "elsewhere.example/log")
        #expect { try Log(size: 0).trust.verify(try other.checkpoint(9)) } throws: { error in
            "\(error)".contains("'elsewhere.example/log'") && "\(error)".contains("'riverside.example/ledger'")
        }
    }

    @Test("As many witnesses as the quorum asks for must have cosigned", arguments: 0...3)
    func quorum(cosigned: Int) throws {
        let log = try Log(size: 4)
        let witnesses = try (1...3).map { try Log.signer(NoteName("w\($0)"), .witness, seed: UInt8(10 + $0)) }
        let key = log.signer.verifierKey
        let trust = try LogTrust(
            origin: key.name,
            logKeys: [key],
            witnesses: witnesses.map(\.verifierKey),
            quorum: 2
        )
        var checkpoint = try log.checkpoint(4)
        for witness in witnesses.prefix(cosigned) { checkpoint.add(try witness.sign(checkpoint.note.text, time: 5)) }
        #expect(try trust.verify(checkpoint) == cosigned)
        if cosigned >= 2 {
            #expect(try trust.verifyWitnessed(checkpoint) == cosigned)
        } else {
            #expect(throws: CheckpointRefusal.tooFewWitnesses(cosigned, quorum: 2)) {
                try trust.verifyWitnessed(checkpoint)
            }
        }
        #expect(throws: TextFormatError.self) {
            try LogTrust(origin: key.name, logKeys: [key], witnesses: [key])
        }
        #expect(throws: TextFormatError.self) { try LogTrust(origin: key.name, logKeys: [key], quorum: 1) }
    }

    private static let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

    @Test(
        "A text that is no checkpoint says the line and what was expected there",
        arguments: [
            ("\n0\n\(root)", 1, "the origin"), ("log", 2, "the number of leaves"),
            ("log\n01\n\(root)", 2, "the number"),
            ("log\n-1\n\(root)", 2, "the number"), ("log\n99999999999999999999\n\(root)", 2, "the number"),
            ("log\n1", 3, "the root"), ("log\n1\nAAAA", 3, "the root"),
            ("log\n1\n\(root)\nextension", 4, "an empty line"),
        ]
    )
    func refused(text: String, line: Int, expected: String) {
        let note = Array("\(text)\n\n— a AAAAAAAA\n".utf8)
        #expect { try SignedCheckpoint(parsing: note) } throws: { error in
            (error as? TextFormatError)?.line == line && "\(error)".contains(expected)
        }
    }

    @Test(
        "The rhythm asks for a checkpoint after so many blocks, or so long after the last while there is something new"
    )
    func rhythm() {
        let terms = CheckpointTerms(origin: "o", logKey: "k", blocks: 3, interval: .seconds(5))
        let start = Instant(milliseconds: 1_000_000)
        var rhythm = CheckpointRhythm(terms, signedSize: 4, size: 4, at: start)
        #expect(!rhythm.isDue(at: start + .seconds(60)) && rhythm.nextTime == nil && !rhythm.isBehind)
        rhythm.committed(size: 5)
        #expect(rhythm.isBehind && !rhythm.isDue(at: start + .seconds(4)))
        #expect(rhythm.nextTime == start + .seconds(5) && rhythm.isDue(at: start + .seconds(5)))
        rhythm.committed(size: 6)
        #expect(!rhythm.isDue(at: start))
        rhythm.committed(size: 7)
        #expect(rhythm.isDue(at: start))
        rhythm.signed(size: 7, at: start + .seconds(1))
        #expect(!rhythm.isBehind && !rhythm.isDue(at: start + .seconds(60)))
        rhythm.committed(size: 8)
        #expect(rhythm.isDue(at: start), "a clock that was set back does not silence the log")
    }

    @Test("The terms are read as they were written, and senseless ones are refused")
    func terms() throws {
        let key = try Log(size: 0).signer.verifierKey.text
        let witness = try Log.signer("w", .witness, seed: 3).verifierKey.text
        let terms = CheckpointTerms(origin: Log.origin.text, logKey: key, witnesses: [witness], quorum: 1)
        let trust = try LogTrust(terms)
        #expect(trust.origin == Log.origin && trust.witnesses.map(\.text) == [witness] && trust.quorum == 1)
        let broken = CheckpointTerms(origin: "o", logKey: "k")
        #expect { try LogTrust(broken) } throws: { "\($0)".contains("expected NAME+HASH+KEY, found 'k'") }
    }
}
