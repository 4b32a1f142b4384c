import CBOR
import Testing

@Suite("The closed profile against committed vectors")
struct CBORVectorTests {
    @Test("Every example of RFC 8949, appendix A, is read back or refused for the right reason")
    func appendixA() throws {
        let vectors = try Vector.read("rfc8949-appendix-a")
        #expect(vectors.count == 81)
        for vector in vectors { check(vector) }
    }

    @Test("What the profile does not have is refused for the right reason")
    func refusals() throws {
        let vectors = try Vector.read("refusals")
        #expect(vectors.count == 45)
        for vector in vectors {
            #expect(vector.outcome != "accept")
            check(vector)
        }
    }

    private func check(_ vector: Vector) {
        do {
            let item = try Item.decode(vector.encoded)
            #expect(vector.outcome == "accept", "\(vector.testDescription)")
            #expect(item.description == vector.meaning)
            #expect(item.encoded == vector.encoded)
        } catch {
            #expect("\(error.reason)" == vector.outcome, "\(vector.testDescription): \(error)")
        }
    }
}

@Suite("Reading and writing CBOR")
struct CBORTests {
    @Test("Integers at the edges of every length survive", arguments: edges)
    func integers(value: Int64) throws {
        for value in [value, ~value] {
            var writer = CBORWriter()
            writer.int(value)
            var reader = CBORReader(writer.encoded)
            #expect(try reader.int() == value)
            try reader.finish()
        }
    }

    @Test("An integer below the range of Int64 is out of range")
    func belowInt64() throws {
        var reader = CBORReader([0x3b, 0x80, 0, 0, 0, 0, 0, 0, 0])
        #expect(throws: CBORError(.outOfRange, at: 0)) { try reader.int() }
        var above = CBORReader([0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0])
        #expect(throws: CBORError(.outOfRange, at: 0)) { try above.int() }
    }

    @Test("A fixed shape names what it found")
    func fixedShape() throws {
        var map = CBORReader([0xa1, 0x02, 0x00])
        #expect(throws: CBORError(.count(1, expected: 2), at: 0)) { try map.map(of: 2) }
        var key = CBORReader([0xa1, 0x02, 0x00])
        try key.map(of: 1)
        #expect(throws: CBORError(.key(2, expected: 1), at: 1)) { try key.key(1) }
        var array = CBORReader([0x81, 0x02])
        #expect(throws: CBORError(.count(1, expected: 3), at: 0)) { try array.array(of: 3) }
        #expect("\(CBORError(.count(1, expected: 3), at: 7))" == "byte 7: expected 3 elements, found 1")
    }

    @Test("Another kind of item than the format has is refused")
    func kinds() throws {
        var reader = CBORReader([0x41, 0x00])
        #expect(throws: CBORError(.expected(.text, found: .bytes), at: 0)) { try reader.text() }
        #expect(throws: CBORError(.expected(.unsigned, found: .bytes), at: 0)) { try reader.int() }
    }

    @Test("A reader that asks for more than the container holds is stopped")
    func containerEnds() throws {
        // {1: 2} inside [ {1: 2}, 3 ]: the next element must not be taken for another entry.
        var reader = CBORReader([0x82, 0xa1, 0x01, 0x02, 0x03])
        try reader.array(of: 2)
        try reader.map(of: 1)
        try reader.key(1)
        #expect(throws: CBORError(.noItemLeft, at: 3)) { try reader.key() }
        #expect(try reader.int() == 2)
        #expect(throws: CBORError(.noItemLeft, at: 4)) { try reader.key() }
        #expect(try reader.int() == 3)
        #expect(throws: CBORError(.noItemLeft, at: 5)) { try reader.int() }
        try reader.finish()
    }

    @Test("A value without its key is stopped, and an unfinished item is not whole")
    func keysFirst() throws {
        var reader = CBORReader([0xa1, 0x01, 0x02])
        try reader.map(of: 1)
        #expect(throws: CBORError(.noItemLeft, at: 1)) { try reader.int() }
        #expect(throws: CBORError(.truncated, at: 1)) { try reader.finish() }
    }

    @Test("An item encoded elsewhere becomes a part as it stands")
    func encodedItem() throws {
        var writer = CBORWriter()
        writer.array(2)
        writer.item(encoded: [0x81, 0x05])
        writer.text("x")
        #expect(try Item.decode(writer.encoded) == .array([.array([.unsigned(5)]), .text("x")]))
    }
}

private let edges: [Int64] = [
    0, 1, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, .max - 1, .max,
]
