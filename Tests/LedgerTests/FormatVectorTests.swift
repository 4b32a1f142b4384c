import Cryptography
import Foundation
import Testing
import Units

@testable import Ledger

@Suite("The formats against vectors that another program wrote")
struct FormatVectorTests {
    private let vectors: [String: [UInt8]]

    init() throws {
        let url = Bundle.module.bundleURL.appendingPathComponent("Vectors/formats.txt")
        var vectors: [String: [UInt8]] = [:]
        for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: " ")
            vectors[String(fields[0])] = Self.bytes(fields[1])
        }
        self.vectors = vectors
    }

    @Test("A proposal and its identifier")
    func proposal() throws {
        let expected = try vector("proposal")
        #expect(Example.proposal.encoded == expected)
        #expect(try Proposal(encoded: expected) == Example.proposal)
        #expect(Example.proposal.txid.bytes == (try vector("txid")))
    }

    @Test("A result with reads, ranges and writes")
    func result() throws {
        let expected = try vector("result")
        #expect(Example.result.encoded == expected)
        #expect(try TransactionResult(encoded: expected) == Example.result)
    }

    @Test("An envelope, the hash of its content, and what endorsers sign")
    func envelope() throws {
        let expected = try vector("envelope")
        let envelope = try Example.envelope()
        #expect(envelope.bytes == expected)
        #expect(try Envelope(encoded: expected) == envelope)
        #expect(envelope.content.digest.bytes == (try vector("content")))
        #expect(Endorsement.message(for: envelope.content) == (try vector("message")))
    }

    @Test("A leaf, and a block that follows from its transactions")
    func block() throws {
        let transaction = ValidatedTransaction(try Example.envelope(), code: .valid)
        let leaf = Leaf(number: 0, transaction)
        #expect(leaf.encoded == (try vector("leaf")))
        #expect(leaf.hash.bytes == (try vector("leaf_hash")))
        let draft = ChainTip.origin.next([transaction], time: Instant(milliseconds: 1_795_305_600_050))
        #expect(draft.headerBytes == (try vector("header")))
        #expect(try BlockHeader(encoded: vector("header")) == draft.header)
        #expect(draft.tip.commitHash.digest.bytes == (try vector("commit")))
    }

    @Test("A seal")
    func seal() throws {
        let seal = BlockSeal(orderer: .sha256(Array("orderer".utf8)), signature: Array("orderer's signature".utf8))
        #expect(seal.encoded == (try vector("seal")))
        #expect(try BlockSeal(encoded: vector("seal")) == seal)
    }

    @Test("A channel configuration")
    func configuration() throws {
        let expected = try vector("configuration")
        #expect(try Example.configuration().encoded == expected)
        #expect(try ChannelConfiguration(encoded: expected) == Example.configuration())
    }

    @Test("A channel configuration with policies of single sections, and its refusals")
    func sectionPolicies() throws {
        let expected = try vector("sectioned")
        var edit = try Example.configuration().edit
        edit.set("ALL admin", of: .terms)
        edit.set("ANY admin", of: .cutting)
        let configuration = try Example.configuration().successor(edit)
        #expect(configuration.encoded == expected)
        #expect(try ChannelConfiguration(encoded: expected) == configuration)
        // No section has the number 9, and an empty map of policies is left out.
        let plain = try vector("configuration")
        let tails: [[UInt8]] = [[9, 0xa1, 9, 0x61, 0x78], [9, 0xa0], [10, 0], [9, 0xa1, 3]]
        for tail in tails {
            #expect(throws: ConfigurationError.self, "\(tail)") {
                try ChannelConfiguration(encoded: [plain[0] + 1] + plain.dropFirst() + tail)
            }
        }
    }

    private func vector(_ name: String) throws -> [UInt8] {
        try #require(vectors[name], "formats.txt has no '\(name)'")
    }

    private static func bytes(_ hex: Substring) -> [UInt8]? {
        let digits = Array(hex)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
        return bytes.count * 2 == digits.count ? bytes : nil
    }
}
