import Audit
import Cryptography
import Ledger
import LedgerTestKit
import Testing
import Transparency

@Suite("An audit of checkpoints")
struct CheckpointAuditTests {
    /// Checkpoints that a ledger keeps, in memory.
    private struct Shelf: CheckpointReader {
        var checkpoints: [SignedCheckpoint]

        func checkpoint(after size: Int) throws(ChainError) -> SignedCheckpoint? {
            checkpoints.filter { $0.checkpoint.size > size }.min { $0.checkpoint.size < $1.checkpoint.size }
        }

        func newestCheckpoint() throws(ChainError) -> SignedCheckpoint? {
            checkpoints.max { $0.checkpoint.size < $1.checkpoint.size }
        }
    }

    private let signer: NoteSigner
    private var builder: ChainBuilder

    init() throws {
        signer = try NoteSigner(name: "test/log", kind: .log, key: CheckpointSigningKey.generate())
        let network = try LedgerNetwork()
        let plain = try network.configuration()
        let configuration = try ChannelConfiguration(
            channel: plain.channel,
            organisations: plain.organisations,
            modificationPolicy: plain.modificationPolicy,
            orderers: plain.orderers,
            chaincodes: plain.chaincodes,
            checkpoints: CheckpointTerms(origin: "test/log", logKey: signer.verifierKey.text)
        )
        builder = try ChainBuilder(network, configuration)
        for _ in 0..<6 { try builder.appendPuts(5) }
    }

    private func signed(_ size: Int, root: Digest? = nil, by other: NoteSigner? = nil) throws -> SignedCheckpoint {
        let leaves = builder.blocks.flatMap(\.draft.leaves).prefix(size)
        let origin = (other ?? signer).verifierKey.name
        let checkpoint = Checkpoint(origin: origin, size: size, root: root ?? MerkleTree.root(of: Array(leaves)))
        return try SignedCheckpoint(checkpoint, signedBy: other ?? signer)
    }

    private func audit(_ stored: [SignedCheckpoint], kept: SignedCheckpoint? = nil) async throws -> AuditReport {
        let auditor = Auditor(
            chain: MemoryChain(builder.blocks),
            roots: AuditorRoots([]),
            contracts: [],
            checkpoints: Shelf(checkpoints: stored),
            kept: kept
        )
        return try await auditor.audit(level: .leaves)
    }

    @Test("Checkpoints at any size, at a block's end or within it, are found right and counted")
    func sound() async throws {
        let report = try await audit([1, 6, 7, 20, 31].map { try signed($0) }, kept: signed(13))
        #expect(report.firstDivergence == nil && report.counts.checkpoints == 6)
        #expect(report.description.contains("31 transactions, 6 checkpoints"))
        #expect(try await audit([]).counts.checkpoints == 0)
    }

    @Test("A checkpoint that the ledger keeps and that does not follow is named with its block and size")
    func wrongRoot() async throws {
        let report = try await audit([signed(6), signed(13, root: .zero)])
        let found = try #require(report.firstDivergence)
        #expect(found.block == 3 && found.level == .leaves && found.subject == "checkpoint of 13 transactions")
        #expect(found.expected.contains(Digest.zero.hex) && found.found.contains("is a fork"))
    }

    @Test("A checkpoint by a stranger's key, of another log, or beyond the end is named, wherever it was kept")
    func others() async throws {
        let stranger = try NoteSigner(name: "test/log", kind: .log, key: CheckpointSigningKey.generate())
        let elsewhere = try NoteSigner(name: "other/log", kind: .log, key: CheckpointSigningKey.generate())
        let cases: [(SignedCheckpoint, String)] = [
            (try signed(13, by: stranger), "has no signature by test/log+"),
            (try signed(13, by: elsewhere), "the log 'other/log', expected is the log 'test/log'"),
            (try signed(40, root: .zero), "31 transactions: an older ledger"),
        ]
        for (checkpoint, words) in cases {
            for kept in [true, false] {
                let report = try await audit(kept ? [] : [checkpoint], kept: kept ? checkpoint : nil)
                let found = try #require(report.firstDivergence)
                #expect(found.found.contains(words), "\(found)")
                #expect(found.subject.hasPrefix(kept ? "kept checkpoint of" : "checkpoint of"))
            }
        }
    }
}
