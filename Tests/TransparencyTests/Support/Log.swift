import Cryptography
import Ledger
import LedgerTestKit
import Units

@testable import Transparency

/// A log with fixed keys, so that what it writes is the same on every run.
struct Log {
    static let origin: NoteName = "riverside.example/ledger"

    let tree: MemoryTree
    let signer: NoteSigner

    init(tree: MemoryTree, signer: NoteSigner) {
        self.tree = tree
        self.signer = signer
    }

    init(size: Int, name: String = "", seed: UInt8 = 1, origin: NoteName = Log.origin) throws {
        tree = MemoryTree(size: size, name: name)
        signer = try Self.signer(origin, .log, seed: seed)
    }

    static func signer(_ name: NoteName, _ kind: VerifierKey.Kind, seed: UInt8) throws -> NoteSigner {
        let key = try CheckpointSigningKey(seed: Array(repeating: seed, count: 32))
        return try NoteSigner(name: name, kind: kind, key: key)
    }

    var trust: LogTrust {
        get throws { try LogTrust(origin: signer.verifierKey.name, logKeys: [signer.verifierKey]) }
    }

    func checkpoint(_ size: Int) throws -> SignedCheckpoint {
        let checkpoint = Checkpoint(origin: signer.verifierKey.name, size: size, root: try tree.root(size: size))
        return try SignedCheckpoint(checkpoint, signedBy: signer)
    }

    func request(from: Int, to: Int) throws -> ConsistencyRequest {
        ConsistencyRequest(try tree.consistencyProof(from: from, to: to), checkpoint: try checkpoint(to))
    }
}

/// A ledger's leaves with the transactions above them, for proofs.
struct SmallLedger {
    let log: Log
    let leaves: [Leaf]
    let envelopes: [Envelope]
    private let tree: MemoryTree

    init(blocks: Int = 12) throws {
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        for _ in 1..<blocks { try builder.appendPuts(3) }
        let transactions = builder.blocks.flatMap(\.draft.transactions)
        leaves = transactions.enumerated().map { Leaf(number: $0.offset, $0.element) }
        envelopes = transactions.map(\.envelope)
        var tree = MemoryTree(size: 0)
        for leaf in leaves { tree.append(leaf.encoded) }
        self.tree = tree
        log = try Log(size: 0)
    }

    var checkpoint: SignedCheckpoint {
        get throws {
            let size = leaves.count
            let text = Checkpoint(origin: Log.origin, size: size, root: try tree.root(size: size))
            return try SignedCheckpoint(text, signedBy: log.signer)
        }
    }

    func proof(of index: Int, withContent: Bool = true) throws -> TransactionProof {
        TransactionProof(
            leaf: leaves[index].encoded,
            envelope: withContent ? envelopes[index].bytes : nil,
            inclusion: try tree.inclusionProof(index: index, size: leaves.count),
            checkpoint: try checkpoint
        )
    }
}
