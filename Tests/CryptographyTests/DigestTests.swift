import Cryptography
import Testing

@Suite("Digests")
struct DigestTests {
    @Test(
        "SHA-256 gives the digests of FIPS 180-4's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func vectors(text: String, hex: String) {
        #expect(Digest.sha256(Array(text.utf8)).hex == hex)
    }

    @Test("Parts and prefixes are hashed as their concatenation")
    func concatenation() throws {
        let left = Digest.sha256([1])
        let right = Digest.sha256([2])
        #expect(Digest.sha256([1, 2], [], [3]) == Digest.sha256([1, 2, 3]))
        #expect(Digest.sha256(prefix: 0, [7, 8]) == Digest.sha256([0, 7, 8]))
        #expect(Digest.sha256(prefix: 1, left, right) == Digest.sha256([1] + left.bytes + right.bytes))
    }

    @Test("Bytes and hexadecimal text come back as they went in, and nothing else is taken for a digest")
    func encodings() throws {
        let digest = Digest.sha256([42])
        #expect(Digest(digest.bytes) == digest)
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == digest)
        #expect(digest.description == digest.hex)
        #expect(Digest(Array(digest.bytes.dropLast())) == nil)
        #expect(Digest(digest.bytes + [0]) == nil)
        #expect(Digest(hex: String(digest.hex.dropLast()) + "g") == nil)
        #expect(Digest(hex: "") == nil)
        #expect(Digest.zero.bytes == [UInt8](repeating: 0, count: 32))
    }

    @Test("Digests are ordered by their bytes", arguments: 0..<32)
    func order(position: Int) throws {
        var low = [UInt8](repeating: 0x7f, count: 32)
        var high = low
        low[position] = 0x01
        high[position] = 0x80
        // What follows the first difference does not matter.
        if position < 31 { low[31] = 0xff }
        let first = try #require(Digest(low))
        let second = try #require(Digest(high))
        #expect(first < second)
        #expect(!(second < first))
        #expect(first != second)
    }

    @Test("Many threads hash at once, each with its own context")
    func threads() async {
        let expected = Digest.sha256(Array("abc".utf8))
        let equal = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask { (0..<200).allSatisfy { _ in Digest.sha256(Array("abc".utf8)) == expected } }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(equal)
    }
}
