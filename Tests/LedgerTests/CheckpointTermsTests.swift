import Testing
import Units

@testable import Ledger

@Suite("Checkpoint terms of a channel")
struct CheckpointTermsTests {
    private func configuration(_ terms: CheckpointTerms?) throws -> ChannelConfiguration {
        let plain = try Example.configuration()
        return try ChannelConfiguration(
            channel: plain.channel,
            organisations: plain.organisations,
            modificationPolicy: plain.modificationPolicy,
            orderers: plain.orderers,
            chaincodes: plain.chaincodes,
            checkpoints: terms
        )
    }

    @Test("are read as they were written, under a key that a configuration without them does not have")
    func roundTrip() throws {
        let terms = CheckpointTerms(
            origin: "riverside",
            logKey: "riverside+1+A",
            witnesses: ["w2", "w1"],
            quorum: 1,
            blocks: 7,
            interval: .milliseconds(1_500)
        )
        let with = try configuration(terms)
        #expect(try ChannelConfiguration(encoded: with.encoded).checkpoints == terms)
        let without = try configuration(nil)
        #expect(try ChannelConfiguration(encoded: without.encoded).checkpoints == nil)
        #expect(with.encoded.dropFirst(1).starts(with: without.encoded.dropFirst(1)))
    }

    @Test(
        "that make no sense are refused",
        arguments: [
            CheckpointTerms(origin: "", logKey: "k"), CheckpointTerms(origin: "o", logKey: ""),
            CheckpointTerms(origin: "o", logKey: "k", quorum: 1),
            CheckpointTerms(origin: "o", logKey: "k", witnesses: ["w", "w"]),
            CheckpointTerms(origin: "o", logKey: "k", quorum: -1), CheckpointTerms(origin: "o", logKey: "k", blocks: 0),
            CheckpointTerms(origin: "o", logKey: "k", interval: .zero),
        ]
    )
    func refused(terms: CheckpointTerms) {
        #expect(throws: ConfigurationError.badCheckpointTerms) { try configuration(terms) }
    }
}
