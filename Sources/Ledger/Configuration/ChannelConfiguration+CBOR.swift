import CBOR
import Cryptography
import Units

extension ChannelConfiguration {
    /// The bytes that the configuration transaction carries: `{1: format version, 2: channel, 3: sequence,
    /// 4: organisations, 5: modification policy, 6: cutting, 7: orderers, 8: chaincodes, 9: section policies,
    /// 10: checkpoints}`; the last two only where there are any.
    ///
    /// An organisation is `{1: id, 2: roots, 3: intermediates, 4: revocation lists}`; cutting is `{1: count,
    /// 2: preferred bytes, 3: absolute bytes, 4: timeout in ms}`; a chaincode is `{1: name, 2: identity,
    /// 3: endorsement policy, 4: terms}`, with `5: 1` where its values are private. Section policies are `{section
    /// number: policy}`; where there is none, key 9 is not there.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 4_096)
        let fields = fields
        writer.map(fields.count)
        for field in fields {
            writer.key(field.key)
            writer.item(encoded: field.value)
        }
        return writer.encoded
    }

    /// The bytes of each field, in the order of their keys: what two configurations differ in is seen here, whatever
    /// fields there are.
    var fields: [(key: Int, value: [UInt8])] {
        var fields: [(key: Int, value: [UInt8])] = []
        func field(_ key: Int, _ write: (inout CBORWriter) -> Void) {
            var writer = CBORWriter()
            write(&writer)
            fields.append((key, writer.encoded))
        }
        field(1) { $0.unsigned(UInt64(Self.formatVersion)) }
        field(2) { $0.text(channel) }
        field(3) { $0.unsigned(UInt64(sequence)) }
        field(4) { writer in
            writer.array(organisations.count)
            for organisation in organisations { organisation.write(to: &writer) }
        }
        field(5) { $0.text(modificationPolicy) }
        field(6) { cutting.write(to: &$0) }
        field(7) { writer in
            writer.array(orderers.count)
            for orderer in orderers { writer.bytes(orderer.bytes) }
        }
        field(8) { writer in
            writer.array(chaincodes.count)
            for chaincode in chaincodes { chaincode.write(to: &writer) }
        }
        if !sectionPolicies.isEmpty {
            field(9) { writer in
                writer.map(sectionPolicies.count)
                for policy in sectionPolicies {
                    writer.key(policy.section.rawValue)
                    writer.text(policy.policy)
                }
            }
        }
        if let checkpoints { field(10) { checkpoints.write(to: &$0) } }
        return fields
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
            sectionPolicies: parts.sectionPolicies,
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
        var checkpoints: CheckpointTerms?
        var sectionPolicies: [SectionPolicy] = []

        init(from reader: inout CBORReader) throws(CBORError) {
            var optional = try reader.configurationFields() - 8
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
            // What may be absent follows in the order of its keys.
            while optional > 0 {
                optional -= 1
                let start = reader.offset
                switch try reader.key() {
                case 9: sectionPolicies = try reader.sectionPolicies()
                case 10: checkpoints = try CheckpointTerms(from: &reader)
                default: throw CBORError(.outOfRange, at: start)
                }
            }
        }
    }
}

extension CBORReader {
    /// Enters a configuration: eight fields that must be there, and those that may.
    fileprivate mutating func configurationFields() throws(CBORError) -> Int {
        let start = offset
        let count = try map()
        guard count >= 8 else { throw CBORError(.count(count, expected: 8), at: start) }
        return count
    }

    /// Reads the policies of single sections.
    fileprivate mutating func sectionPolicies() throws(CBORError) -> [SectionPolicy] {
        var policies: [SectionPolicy] = []
        for _ in 0..<(try map()) {
            let start = offset
            guard let section = ConfigurationSection(rawValue: try key()) else {
                throw CBORError(.outOfRange, at: start)
            }
            policies.append(SectionPolicy(section, try text()))
        }
        return policies
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
        writer.map(hasPrivateValues ? 5 : 4)
        writer.key(1)
        writer.text(name)
        writer.key(2)
        writer.bytes(identity.bytes)
        writer.key(3)
        writer.text(endorsementPolicy)
        writer.key(4)
        writer.bytes(terms)
        guard hasPrivateValues else { return }
        writer.key(5)
        writer.unsigned(1)
    }

    fileprivate init(from reader: inout CBORReader) throws(CBORError) {
        let count = try reader.map(of: 4, or: 5)
        try reader.key(1)
        let name = try reader.text()
        try reader.key(2)
        let identity = try reader.digest()
        try reader.key(3)
        let policy = try reader.text()
        try reader.key(4)
        let terms = try reader.bytes()
        if count == 5 {
            try reader.key(5)
            let start = reader.offset
            guard try reader.unsigned() == 1 else { throw CBORError(.outOfRange, at: start) }
        }
        self.init(
            name: name,
            identity: identity,
            endorsementPolicy: policy,
            terms: terms,
            hasPrivateValues: count == 5
        )
    }
}
