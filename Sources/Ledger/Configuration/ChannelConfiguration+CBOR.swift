import CBOR
import Cryptography
import Units

extension ChannelConfiguration {
    /// The bytes that the configuration transaction carries: `{1: format version, 2: channel, 3: sequence,
    /// 4: organisations, 5: modification policy, 6: cutting, 7: orderers, 8: chaincodes}`, and `10: checkpoints` where
    /// there are terms.
    ///
    /// An organisation is `{1: id, 2: roots, 3: intermediates, 4: revocation lists}`; cutting is `{1: count,
    /// 2: preferred bytes, 3: absolute bytes, 4: timeout in ms}`; a chaincode is `{1: name, 2: identity,
    /// 3: endorsement policy, 4: terms}`.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 4_096)
        writer.map(checkpoints == nil ? 8 : 9)
        writer.key(1)
        writer.unsigned(UInt64(Self.formatVersion))
        writer.key(2)
        writer.text(channel)
        writer.key(3)
        writer.unsigned(UInt64(sequence))
        writer.key(4)
        writer.array(organisations.count)
        for organisation in organisations { organisation.write(to: &writer) }
        writer.key(5)
        writer.text(modificationPolicy)
        writer.key(6)
        cutting.write(to: &writer)
        writer.key(7)
        writer.array(orderers.count)
        for orderer in orderers { writer.bytes(orderer.bytes) }
        writer.key(8)
        writer.array(chaincodes.count)
        for chaincode in chaincodes { chaincode.write(to: &writer) }
        if let checkpoints {
            writer.key(10)
            checkpoints.write(to: &writer)
        }
        return writer.encoded
    }

    /// Reads a configuration.
    ///
    /// - Throws: ``ConfigurationError``; for a newer format ``ConfigurationError/formatVersion(_:)`` before anything
    ///   else.
    public init(encoded: [UInt8]) throws(ConfigurationError) {
        try Self.checkVersion(encoded)
        let parts: Parts
        do {
            parts = try decoding("channel configuration", encoded) { reader throws(CBORError) in
                try Parts(from: &reader)
            }
        } catch {
            throw .malformed(error)
        }
        try self.init(
            channel: parts.channel,
            sequence: parts.sequence,
            organisations: parts.organisations,
            modificationPolicy: parts.modificationPolicy,
            cutting: parts.cutting,
            orderers: parts.orderers,
            chaincodes: parts.chaincodes,
            checkpoints: parts.checkpoints
        )
        // Lists are sorted on creation: bytes in another order would be a second form of the same configuration.
        guard self.encoded == encoded else {
            throw .malformed(.disordered(structure: "channel configuration", list: "list of members"))
        }
    }

    private static func checkVersion(_ encoded: [UInt8]) throws(ConfigurationError) {
        var reader = CBORReader(encoded)
        let version: Int
        do {
            _ = try reader.map()
            try reader.key(1)
            version = try reader.count()
        } catch {
            throw .malformed(.malformed(structure: "channel configuration", reason: error.description))
        }
        guard version == formatVersion else { throw .formatVersion(version) }
    }

    private struct Parts {
        let channel: String
        let sequence: Int
        let organisations: [OrganisationDefinition]
        let modificationPolicy: String
        let cutting: CuttingLimits
        let orderers: [Digest]
        let chaincodes: [ChaincodeDefinition]
        let checkpoints: CheckpointTerms?

        init(from reader: inout CBORReader) throws(CBORError) {
            let start = reader.offset
            let count = try reader.map()
            guard count == 8 || count == 9 else { throw CBORError(.count(count, expected: 8), at: start) }
            try reader.key(1)
            _ = try reader.count()
            try reader.key(2)
            channel = try reader.text()
            try reader.key(3)
            sequence = try reader.count()
            try reader.key(4)
            organisations = try reader.list { reader throws(CBORError) in try OrganisationDefinition(from: &reader) }
            try reader.key(5)
            modificationPolicy = try reader.text()
            try reader.key(6)
            cutting = try CuttingLimits(from: &reader)
            try reader.key(7)
            orderers = try reader.list { reader throws(CBORError) in try reader.digest() }
            try reader.key(8)
            chaincodes = try reader.list { reader throws(CBORError) in try ChaincodeDefinition(from: &reader) }
            if count == 9 {
                try reader.key(10)
                checkpoints = try CheckpointTerms(from: &reader)
            } else {
                checkpoints = nil
            }
        }
    }
}

extension OrganisationDefinition {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.map(4)
        writer.key(1)
        writer.text(id)
        for (key, certificates) in [(2, roots), (3, intermediates), (4, revocationLists)] {
            writer.key(key)
            writer.array(certificates.count)
            for certificate in certificates { writer.bytes(certificate) }
        }
    }

    fileprivate init(from reader: inout CBORReader) throws(CBORError) {
        try reader.map(of: 4)
        try reader.key(1)
        let id = try reader.text()
        try reader.key(2)
        let roots = try reader.list { reader throws(CBORError) in try reader.bytes() }
        try reader.key(3)
        let intermediates = try reader.list { reader throws(CBORError) in try reader.bytes() }
        try reader.key(4)
        let lists = try reader.list { reader throws(CBORError) in try reader.bytes() }
        self.init(id: id, roots: roots, intermediates: intermediates, revocationLists: lists)
    }
}

extension CuttingLimits {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.map(4)
        writer.key(1)
        writer.unsigned(UInt64(maximumCount))
        writer.key(2)
        writer.unsigned(UInt64(preferredBytes))
        writer.key(3)
        writer.unsigned(UInt64(absoluteBytes))
        writer.key(4)
        writer.int(timeout.milliseconds)
    }

    fileprivate init(from reader: inout CBORReader) throws(CBORError) {
        try reader.map(of: 4)
        try reader.key(1)
        let maximumCount = try reader.count()
        try reader.key(2)
        let preferredBytes = try reader.count()
        try reader.key(3)
        let absoluteBytes = try reader.count()
        try reader.key(4)
        self.init(
            maximumCount: maximumCount,
            preferredBytes: preferredBytes,
            absoluteBytes: absoluteBytes,
            timeout: Interval(milliseconds: try reader.int())
        )
    }
}

extension ChaincodeDefinition {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.map(4)
        writer.key(1)
        writer.text(name)
        writer.key(2)
        writer.bytes(identity.bytes)
        writer.key(3)
        writer.text(endorsementPolicy)
        writer.key(4)
        writer.bytes(terms)
    }

    fileprivate init(from reader: inout CBORReader) throws(CBORError) {
        try reader.map(of: 4)
        try reader.key(1)
        let name = try reader.text()
        try reader.key(2)
        let identity = try reader.digest()
        try reader.key(3)
        let policy = try reader.text()
        try reader.key(4)
        self.init(name: name, identity: identity, endorsementPolicy: policy, terms: try reader.bytes())
    }
}
