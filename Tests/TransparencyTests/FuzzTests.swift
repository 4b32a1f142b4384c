import Ledger
import LedgerTestKit
import Testing

@testable import Transparency

/// Notes, checkpoints, proofs, requests, evidence and keys with bytes altered, lines cut, repeated and moved.
@Suite("Parsers under mutated input")
struct FuzzTests {
    @Test("Nothing crashes, and what is accepted is written as it was read", arguments: [1, 2, 3, 4] as [UInt64])
    func mutations(seed: UInt64) throws {
        let seeds = try Self.seeds()
        var random = SplitMix64(seed: seed)
        var (executions, accepted) = (0, 0)
        for _ in 0..<4_000 {
            let input = Self.mutated(seeds[random.below(seeds.count)], &random)
            for parse in Self.parsers {
                executions += 1
                guard let written = parse(input) else { continue }
                accepted += 1
                #expect(written == input, "seed \(seed): \(String(decoding: input, as: UTF8.self))")
            }
        }
        print("Transparency parsers: seed \(seed), \(executions) executions, \(accepted) accepted")
        #expect(accepted > 500, "seed \(seed): the inputs are no longer near the formats")
    }

    @Test("No alteration of a checkpoint's text is believed", arguments: [7, 8] as [UInt64])
    func believed(seed: UInt64) throws {
        let log = try Log(size: 20)
        let (signed, trust) = (try log.checkpoint(20), try log.trust)
        var random = SplitMix64(seed: seed)
        for _ in 0..<3_000 {
            let input = Self.mutated(signed.encoded, &random)
            guard let read = try? SignedCheckpoint(parsing: input), read.note.text != signed.note.text else { continue }
            #expect(throws: CheckpointRefusal.self, "seed \(seed)") { try trust.verify(read) }
        }
    }

    private static let parsers: [@Sendable ([UInt8]) -> [UInt8]?] = [
        { try? SignedNote(parsing: $0).encoded }, { try? SignedCheckpoint(parsing: $0).encoded },
        { try? TransactionProof(parsing: $0).encoded }, { try? ConsistencyRequest(parsing: $0).encoded },
        { try? ForkEvidence(parsing: $0).encoded },
        { input in (try? VerifierKey(String(decoding: input, as: UTF8.self))).map { Array($0.text.utf8) } },
    ]

    private static func seeds() throws -> [[UInt8]] {
        let (ledger, log) = (try SmallLedger(blocks: 4), try Log(size: 40))
        let other = try Log(size: 40, name: "other")
        let evidence = try log.tree.evidence(against: other.checkpoint(20), by: log.checkpoint(40))
        return [
            try ledger.proof(of: 3, withContent: false).encoded, try log.request(from: 7, to: 31).encoded,
            try log.checkpoint(40).encoded, try #require(evidence).encoded, Array(log.signer.verifierKey.text.utf8),
        ]
    }

    private static func mutated(_ seed: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = seed
        for _ in 0..<random.below(3) {
            guard !bytes.isEmpty else { break }
            let place = random.below(bytes.count)
            switch random.below(7) {
            case 0: bytes[place] ^= 1 << UInt8(random.below(8))
            case 1: bytes[place] = UInt8(random.below(256))
            case 2: bytes.removeSubrange(place...)
            case 3: bytes.insert(Array("\n 0=+\u{2014}".utf8)[random.below(8)], at: place)
            case 4: bytes.remove(at: place)
            default: mutateLines(&bytes, &random)
            }
        }
        return bytes
    }

    private static func mutateLines(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
        let (one, other) = (random.below(lines.count), random.below(lines.count))
        switch random.below(3) {
        case 0: lines.remove(at: one)
        case 1: lines.insert(lines[one], at: other)
        default: lines.swapAt(one, other)
        }
        bytes = Array(lines.joined(separator: [10]))
    }
}
