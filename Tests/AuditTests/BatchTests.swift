import Audit
import AuditTestKit
import Cryptography
import Ledger
import LedgerTestKit
import Membership
import Testing

@Suite("A chain of more blocks than are looked at together")
struct BatchTests {
    static let chain = Result { try LongChain() }

    @Test("passes, and tells how far it has come", arguments: [1, 2, 4])
    func clean(jobs: Int) async throws {
        let long = try Self.chain.get()
        var progress: [AuditProgress] = []
        let report = try await long.auditor(of: long.script).audit(level: .calls, jobs: jobs) { progress.append($0) }
        #expect(report.isClean)
        #expect(report.counts.transactions == 1_301 && report.counts.calls == 1_300)
        #expect(progress.count == 3 && progress.last?.blocks == 14 && progress.last?.height == 14)
    }

    /// Places to forge at which level, and the place and level to be named.
    static let forgeries: [(forged: [(Version, AuditLevel)], named: (Version, AuditLevel))] = [
        ([(Version(block: 12, transaction: 57), .calls)], (Version(block: 12, transaction: 57), .calls)),
        (
            [(Version(block: 13, transaction: 0), .signatures), (Version(block: 3, transaction: 99), .calls)],
            (Version(block: 3, transaction: 99), .calls)
        ),
        (
            [(Version(block: 9, transaction: 80), .signatures), (Version(block: 9, transaction: 10), .calls)],
            (Version(block: 9, transaction: 80), .signatures)
        ),
        (
            (0..<100).map { (Version(block: 7, transaction: 99 - $0), .signatures) },
            (Version(block: 7, transaction: 0), .signatures)
        ),
        (
            [(Version(block: 11, transaction: 5), .leaves), (Version(block: 10, transaction: 99), .state)],
            (Version(block: 10, transaction: 99), .state)
        ),
    ]

    @Test("names the lowest divergence for any number of jobs", arguments: forgeries.indices, [1, 2, 4])
    func forged(index: Int, jobs: Int) async throws {
        let long = try Self.chain.get()
        let (forged, named) = Self.forgeries[index]
        var chain = try long.forge(forged.filter { $0.1 != .leaves }).chain()
        for (place, _) in forged where forged.contains(where: { $0.0 == place && $0.1 == .leaves }) {
            let block = chain.blocks[place.block]
            chain.blocks[place.block] = block.with(place.transaction) { transaction in
                StoredTransaction(
                    number: transaction.number,
                    txid: transaction.txid,
                    code: transaction.code,
                    leaf: .zero,
                    envelope: transaction.envelope
                )
            }
        }
        let found = try await long.auditor(of: chain).audit(level: .calls, jobs: jobs).firstDivergence
        #expect(found?.block == named.0.block && found?.transaction == named.0.transaction)
        #expect(found?.level == named.1)
    }
}

/// Thirteen blocks of a hundred transactions.
struct LongChain {
    let network: LedgerNetwork
    let script: ChainScript

    init() throws {
        network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        for _ in 0..<13 { try builder.appendPuts(100) }
        script = ChainScript(
            network: network,
            blocks: builder.blocks.map {
                ChainScript.Block(transactions: $0.draft.transactions, time: $0.draft.header.time)
            },
            certificates: Dictionary(
                uniqueKeysWithValues: builder.blocks.flatMap(\.certificates).map { ($0.fingerprint, $0.der) }
            )
        )
    }

    func auditor(of script: ChainScript) throws -> Auditor { auditor(of: try script.chain()) }

    func auditor(of chain: MemoryChain) -> Auditor {
        let roots = [network.operatorAuthority.certificate, network.utilityAuthority.certificate]
        return Auditor(
            chain: chain,
            roots: AuditorRoots(roots.map { AuditorRoots.Root($0) }),
            contracts: [AuditedContract(KeyValueChaincode(), identity: .sha256(Array("kv".utf8)))]
        )
    }

    /// The chain with transactions altered so that the given levels must find them.
    func forge(_ places: [(Version, AuditLevel)]) throws -> ChainScript {
        var script = script
        for (place, level) in places {
            try script.replace(place) { old in
                switch level {
                case .signatures: return old.with(endorsements: [])
                case .state:
                    let read = KeyRead(key: "never", version: Version(block: 1, transaction: 1))
                    return try old.with(result: old.result.with(reads: [read]), endorsedBy: [network.peer])
                default:
                    let result = old.result.with(response: [1, 2, 3])
                    return try old.with(result: result, endorsedBy: [network.peer])
                }
            }
        }
        return script
    }
}
