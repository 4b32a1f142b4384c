package import CBOR
package import Cryptography

/// Bytes that are not what the ledger's format says.
public enum LedgerFormatError: Error, Hashable, Sendable {
    /// A structure's bytes cannot be read.
    case malformed(structure: String, reason: String)

    /// A list that has one order is in another, or has an element twice.
    case disordered(structure: String, list: String)
}

extension LedgerFormatError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let structure, let reason): "the \(structure) cannot be read: \(reason)"
        case .disordered(let structure, let list): "the \(list) of the \(structure) is not in order"
        }
    }
}

/// Decodes one whole structure, which its error names.
func decoding<Value>(
    _ structure: String,
    _ bytes: [UInt8],
    _ body: (inout CBORReader) throws(CBORError) -> Value
) throws(LedgerFormatError) -> Value {
    var reader = CBORReader(bytes)
    do {
        let value = try body(&reader)
        try reader.finish()
        return value
    } catch {
        throw .malformed(structure: structure, reason: error.description)
    }
}

extension CBORReader {
    /// Enters an array of one of two sizes and returns which.
    mutating func array(of count: Int, or other: Int) throws(CBORError) -> Int {
        let start = offset
        let found = try array()
        guard found == count || found == other else { throw CBORError(.count(found, expected: other), at: start) }
        return found
    }

    /// Enters a map of one of two sizes and returns which.
    package mutating func map(of count: Int, or other: Int) throws(CBORError) -> Int {
        let start = offset
        let found = try map()
        guard found == count || found == other else { throw CBORError(.count(found, expected: count), at: start) }
        return found
    }

    /// Reads a list of byte strings.
    mutating func byteStrings() throws(CBORError) -> [[UInt8]] {
        try list { reader throws(CBORError) in try reader.bytes() }
    }

    /// Reads a digest: a byte string of 32 bytes.
    package mutating func digest() throws(CBORError) -> Digest {
        let start = offset
        guard let digest = Digest(try bytes()) else { throw CBORError(.outOfRange, at: start) }
        return digest
    }
}

extension CBORWriter {
    /// Writes a list of byte strings.
    mutating func byteStrings(_ strings: [[UInt8]]) {
        array(strings.count)
        for string in strings { bytes(string) }
    }
}
