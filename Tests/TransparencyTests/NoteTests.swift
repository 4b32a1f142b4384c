import Cryptography
import Foundation
import Testing

@testable import Transparency

@Suite("Signed notes and their keys")
struct NoteTests {
    /// The example of golang.org/x/mod/sumdb/note's documentation.
    private static let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let note = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """

    @Test("The reference library's own note and key are read, verified and written again as they were")
    func reference() throws {
        let key = try VerifierKey(Self.vkey)
        let note = try SignedNote(parsing: Array(Self.note.utf8))
        #expect(key.text == Self.vkey && key.name == "PeterNeumann" && key.kind == .log)
        #expect(note.verdict(of: key) == .valid(time: nil))
        #expect(note.encoded == Array(Self.note.utf8))
        let altered = Self.note.replacing("your problem is", with: "your problem isn't")
        #expect(try SignedNote(parsing: Array(altered.utf8)).verdict(of: key) == .invalid)
    }

    @Test("A note has room for many signatures, and a key finds its own among them")
    func several() throws {
        let text = Array("hello\n".utf8)
        var note = SignedNote(text: text, signatures: [])
        let signers = try (1...16).map { try Log.signer(NoteName("k\($0)"), .log, seed: UInt8($0)) }
        for signer in signers { note.add(try signer.sign(text)) }
        note.add(try signers[3].sign(text))
        #expect(note.signatures.count == 16)
        let read = try SignedNote(parsing: note.encoded)
        #expect(read == note)
        for signer in signers { #expect(read.verdict(of: signer.verifierKey) == .valid(time: nil)) }
        let stranger = try Log.signer("k1", .log, seed: 99)
        #expect(read.verdict(of: stranger.verifierKey) == .absent)
    }

    @Test("A false line of a key's beside a right one makes the whole note false")
    func falseBesideRight() throws {
        let signer = try Log.signer("a", .log, seed: 1)
        let text = Array("hello\n".utf8)
        var note = SignedNote(text: text, signatures: [try signer.sign(text)])
        note.add(SignedNote.Signature(name: "a", keyID: signer.verifierKey.id, bytes: Array(repeating: 0, count: 64)))
        #expect(note.verdict(of: signer.verifierKey) == .invalid)
    }

    @Test("A cosignature says when it was made, and covers the time")
    func cosignature() throws {
        let log = try Log(size: 5)
        let witness = try Log.signer("witness.example/w1", .witness, seed: 7)
        var checkpoint = try log.checkpoint(5)
        let signature = try witness.sign(checkpoint.note.text, time: 1_679_315_147)
        checkpoint.add(signature)
        #expect(checkpoint.note.verdict(of: witness.verifierKey) == .valid(time: 1_679_315_147))
        #expect(signature.bytes.count == 72)
        var later = signature.bytes
        later[7] ^= 1
        let forged = SignedNote.Signature(name: signature.name, keyID: signature.keyID, bytes: later)
        #expect(witness.verifierKey.verdict(on: forged, of: checkpoint.note.text) == .invalid)
        let message = Array("cosignature/v1\ntime 1679315147\n".utf8) + checkpoint.note.text
        let key = witness.verifierKey.key
        #expect(key.isValid(signature: Array(signature.bytes.dropFirst(8)), for: message))
        #expect(throws: CryptoError.self) { try witness.sign([], time: .max) }
    }

    @Test("The key's identifier is SHA-256 of name, newline, type and key, by the reference's own example")
    func identifier() throws {
        let key = try VerifierKey(Self.vkey)
        let hash = Digest.sha256(Array("PeterNeumann\n".utf8) + [1] + key.key.rawBytes)
        #expect(key.id.bytes == Array(hash.bytes.prefix(4)))
    }

    @Test(
        "A text that is no note says the line and what was expected there",
        arguments: [
            ("", "the note: expected a text, found nothing"),
            (
                "text\n",
                "the note, line 2: expected an empty line between text and signatures, found the end of the text"
            ),
            (
                "text\n\n",
                "the note, line 3: expected '— NAME SIGNATURE' with the signature in base64, found the end of the text"
            ),
            (
                "text\n\n— a b\n",
                "the note, line 3: expected '— NAME SIGNATURE' with the signature in base64, found '— a b'"
            ),
            (
                "text\n\n— a AAAA\n",
                "the note, line 3: expected '— NAME SIGNATURE' with the signature in base64, found '— a AAAA'"
            ),
            (
                "text\n\n— a+b AAAAAAAA\n",
                "the note, line 3: expected '— NAME SIGNATURE' with the signature in base64, found '— a+b AAAAAAAA'"
            ),
            (
                "text\n\n- a AAAAAAAA\n",
                "the note, line 3: expected '— NAME SIGNATURE' with the signature in base64, found '- a AAAAAAAA'"
            ),
            ("text\n\n— a AAAAAAAA", "the note, line 3: expected a newline at the end, found none"),
            (
                "te\txt\n\n— a AAAAAAAA\n",
                "the note, line 1: expected UTF-8 without control characters, found other bytes"
            ),
            (
                "text\n\n— a AAAAAAAB\r\n",
                "the note, line 3: expected UTF-8 without control characters, found other bytes"
            ),
        ]
    )
    func refused(text: String, message: String) {
        #expect { try SignedNote(parsing: Array(text.utf8)) } throws: { "\($0)" == message }
    }

    @Test(
        "A text that is no verifier key says what was expected",
        arguments: [
            ("", "NAME+HASH+KEY"), ("a+b", "NAME+HASH+KEY"), ("a+c74f20a3+!!", "a key in base64"),
            ("a+00000000+AQ==", "a key of 32 bytes"), ("a+00000000+Ag==", "a key of type 1 (Ed25519) or 4"),
            ("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "the hash c74f20a3"),
            ("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "a name without spaces and '+'"),
            ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "the hash c74f20a3"),
        ]
    )
    func refusedKeys(text: String, expected: String) {
        #expect { try VerifierKey(text) } throws: { "\($0)".contains(expected) }
    }

    @Test("Base64 is read in its only form and written as Foundation writes it")
    func base64() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(Base64.text(bytes) == Data(bytes).base64EncodedString())
            #expect(Base64.bytes(Base64.text(bytes)) == bytes)
        }
        for text in ["A", "AA", "AAA", "AB==", "AAB=", "A===", "====", "AA=A", "AA==AAAA", "AA AA", "AA-_", "Aé="] {
            #expect(Base64.bytes(text) == nil, "\(text)")
        }
    }
}
