import CBOR
import Cryptography
import LedgerTestKit
import Testing
import Units

@testable import Ledger

@Suite("What the formats refuse")
struct FormatRefusalTests {
    @Test("Reads and writes out of key order, or twice")
    func order() {
        let read = KeyRead(key: "a", version: nil)
        let twice = TransactionResult(reads: [read, read], ranges: [], writes: [], response: [])
        #expect(throws: LedgerFormatError.disordered(structure: "result", list: "read set")) {
            try TransactionResult(encoded: twice.encoded)
        }
        let writes = [KeyWrite(key: "b", value: nil), KeyWrite(key: "a", value: [])]
        let descending = TransactionResult(reads: [], ranges: [], writes: writes, response: [])
        #expect(throws: LedgerFormatError.disordered(structure: "result", list: "write set")) {
            try TransactionResult(encoded: descending.encoded)
        }
    }

    @Test("An endorser who occurs twice in an envelope")
    func endorserTwice() throws {
        let once = try Example.envelope()
        let twice = Envelope(
            once.signedProposal,
            result: once.result,
            resultBytes: once.resultBytes,
            content: once.content,
            endorsements: once.endorsements + once.endorsements
        )
        #expect(throws: LedgerFormatError.disordered(structure: "envelope", list: "list of endorsers")) {
            try Envelope(encoded: twice.bytes)
        }
    }

    @Test("A nonce that is too short to be used only once", arguments: [0, 15, 65])
    func nonce(length: Int) {
        let proposal = Proposal(
            channel: "c",
            timestamp: .zero,
            creator: Example.creator,
            nonce: Array(repeating: 1, count: length),
            chaincode: "cc",
            function: "f",
            arguments: []
        )
        #expect(throws: LedgerFormatError.self) { try Proposal(encoded: proposal.encoded) }
    }

    @Test("A newer format of the configuration, before anything else in it")
    func newerFormat() {
        var writer = CBORWriter()
        writer.map(2)
        writer.key(1)
        writer.unsigned(2)
        writer.key(9)
        writer.text("of the future")
        #expect(throws: ConfigurationError.formatVersion(2)) { try ChannelConfiguration(encoded: writer.encoded) }
        #expect(
            "\(ConfigurationError.formatVersion(2))"
                == "the ledger is in format 2, this program reads format 1: use a newer program"
        )
    }

    @Test("Configurations that contradict themselves")
    func configurations() throws {
        let organisation = OrganisationDefinition(id: "Operator", roots: [[1]])
        func make(
            channel: String = "c",
            _ organisations: [OrganisationDefinition],
            orderers: [Digest] = [.zero],
            cutting: CuttingLimits = .standard,
            chaincodes: [ChaincodeDefinition] = []
        ) throws -> ChannelConfiguration {
            try ChannelConfiguration(
                channel: channel,
                organisations: organisations,
                modificationPolicy: "p",
                cutting: cutting,
                orderers: orderers,
                chaincodes: chaincodes
            )
        }
        let reserved = ChaincodeDefinition(
            name: ChannelConfiguration.chaincode,
            identity: .zero,
            endorsementPolicy: "p",
            terms: []
        )
        let noTime = CuttingLimits(maximumCount: 1, preferredBytes: 2, absoluteBytes: 1, timeout: .zero)
        #expect(throws: ConfigurationError.badName(of: "channel", "a b")) { try make(channel: "a b", [organisation]) }
        #expect(throws: ConfigurationError.duplicate(of: "organisation", "Operator")) {
            try make([organisation, organisation])
        }
        #expect(throws: ConfigurationError.noRoots(organisation: "X")) {
            try make([OrganisationDefinition(id: "X", roots: [])])
        }
        #expect(throws: ConfigurationError.noOrderer) { try make([organisation], orderers: []) }
        #expect(throws: ConfigurationError.badCuttingLimits) { try make([organisation], cutting: noTime) }
        #expect(throws: ConfigurationError.badName(of: "chaincode", "_config")) {
            try make([organisation], chaincodes: [reserved])
        }
    }

    @Test("A configuration whose lists stand in another order than its own")
    func configurationOrder() throws {
        let encoded = try Example.configuration().encoded
        // "Auditor" stands first; the same bytes with the names exchanged are another form of nothing.
        let swapped = Self.replace("Auditor", by: "Zuditor", in: encoded)
        #expect(
            throws: ConfigurationError.malformed(
                .disordered(structure: "channel configuration", list: "list of members")
            )
        ) { try ChannelConfiguration(encoded: swapped) }
    }

    private static func replace(_ text: String, by other: String, in bytes: [UInt8]) -> [UInt8] {
        let (from, to) = (Array(text.utf8), Array(other.utf8))
        var replaced = bytes
        for start in 0...(bytes.count - from.count) where Array(bytes[start..<(start + from.count)]) == from {
            replaced.replaceSubrange(start..<(start + from.count), with: to)
        }
        return replaced
    }
}

@Suite("The ledger's decoders under random input")
struct FormatFuzzTests {
    @Test("Altered structures are refused or have exactly that encoding", arguments: [21, 22, 23, 24] as [UInt64])
    func altered(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let originals = [
            Example.proposal.encoded, Example.result.encoded, try Example.envelope().bytes,
            ChainTip.origin.next([], time: .zero).headerBytes,
            BlockSeal(orderer: .zero, signature: [1, 2]).encoded, try Example.configuration().encoded,
        ]
        var accepted = 0
        for round in 0..<30_000 {
            let kind = round % originals.count
            var bytes = originals[kind]
            for _ in 0...random.below(3) where !bytes.isEmpty {
                let place = random.below(bytes.count)
                switch random.below(8) {
                case 0: bytes.removeSubrange(place...)
                case 1: bytes.insert(UInt8(random.below(256)), at: place)
                case 2: bytes.remove(at: place)
                default: bytes[place] = UInt8(random.below(256))
                }
            }
            guard let encoded = try? Self.decodeAndEncode(bytes, kind: kind) else { continue }
            accepted += 1
            #expect(encoded == bytes, "seed \(seed), round \(round)")
        }
        print("ledger decoders: seed \(seed), 30000 inputs, \(accepted) accepted, each with its only encoding")
        #expect(accepted > 1_000, "seed \(seed)")
    }

    private static func decodeAndEncode(_ bytes: [UInt8], kind: Int) throws -> [UInt8] {
        switch kind {
        case 0: return try Proposal(encoded: bytes).encoded
        case 1: return try TransactionResult(encoded: bytes).encoded
        case 2:
            let read = try Envelope(encoded: bytes)
            return Envelope(
                read.signedProposal,
                result: read.result,
                resultBytes: read.resultBytes,
                content: read.content,
                endorsements: read.endorsements
            ).bytes
        case 3: return try BlockHeader(encoded: bytes).encoded
        case 4: return try BlockSeal(encoded: bytes).encoded
        default: return try ChannelConfiguration(encoded: bytes).encoded
        }
    }
}
