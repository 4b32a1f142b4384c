import CBOR
import Cryptography

/// Private values on their way to an auditor: some member's, or the operator's, of one channel.
public struct RevealedFile: Hashable, Sendable {
    /// The channel's name.
    public let channel: String

    /// The values, in the order of their hashes; the hashes are what whoever shows them says.
    public let values: [KeptPrivateValue]

    /// Takes values to be shown.
    public init(channel: String, values: [KeptPrivateValue]) {
        self.channel = channel
        self.values = values.sorted { $0.hash < $1.hash }
    }

    private static let format = "commonwatt revealed values v1"

    /// The file's bytes: `{1: format, 2: channel, 3: [[transaction, hash, salt, value, member]]}`; without a member
    /// what is the operator's.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: values.reduce(128) { $0 + $1.value.value.count + 128 })
        writer.map(3)
        writer.key(1)
        writer.text(Self.format)
        writer.key(2)
        writer.text(channel)
        writer.key(3)
        writer.array(values.count)
        for value in values { value.write(to: &writer) }
        return writer.encoded
    }

    /// Reads a file. Whether the values have the hashes is for an audit to see.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        let structure = "file of revealed values"
        (channel, values) = try decoding(structure, encoded) { reader throws(CBORError) in
            try reader.map(of: 3)
            try reader.key(1)
            let start = reader.offset
            guard try reader.text() == Self.format else { throw CBORError(.outOfRange, at: start) }
            try reader.key(2)
            let channel = try reader.text()
            try reader.key(3)
            return (channel, try reader.list { reader throws(CBORError) in try KeptPrivateValue(from: &reader) })
        }
        guard zip(values, values.dropFirst()).allSatisfy({ $0.hash < $1.hash }) else {
            throw .disordered(structure: structure, list: "list of values")
        }
    }
}
