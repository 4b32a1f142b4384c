import Gateway
import Logging
import MQTTClient

extension BuildingService {
    /// What became of the proofs of allocations.
    public struct ProofCounts: Hashable, Sendable {
        /// Allocations that the ledger was shown to have.
        public internal(set) var proven = 0
        /// Proofs and heads of the ledger that do not hold.
        public internal(set) var refuted = 0
    }

    /// With each head of the ledger that is said, looks at the proof of the newest allocation that has none yet.
    func followLedger() async throws {
        let head = TopicFilter(topics.ledgerHead)
        try await client.withSubscription(to: head, buffering: .latestPerTopic, retained: .delivered) { heads in
            for try await message in heads { await self.heardHead(message) }
        }
    }

    private func heardHead(_ message: MQTTMessage) async {
        do {
            try verifier?.keep(LedgerHeadPayload(message.payload))
            guard let verifier, let place = unproven else { return }
            guard let (number, checkpoint) = try await verifier.prove(place) else { return }
            if unproven == place { unproven = nil }
            proofCounts.proven += 1
            logger.notice(
                "the ledger proves the allocation",
                metadata: ["txid": "\(place.id)", "number": "\(number)", "checkpoint": "\(checkpoint)"]
            )
        } catch let finding as ProofFinding {
            proofCounts.refuted += 1
            logger.error("the ledger does not prove what was said", metadata: ["error": "\(finding)"])
        } catch {
            logger.warning("a proof could not be fetched", metadata: ["error": "\(error)"])
        }
    }
}
