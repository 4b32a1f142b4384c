import Cryptography
import Ledger
import Synchronization
import Transparency

/// A ledger's tree and checkpoints in memory, signed with a fixed key.
final class MemoryLedger: CheckpointStorage {
    static let origin: NoteName = "riverside.example/ledger"

    let signer: NoteSigner
    private let leaves: [Digest]
    private let kept = Mutex<[SignedCheckpoint]>([])

    init(size: Int, name: String = "", seed: UInt8 = 1, origin: NoteName = MemoryLedger.origin) throws {
        leaves = (0..<size).map { MerkleTree.leafHash(Array("leaf \($0) \(name)".utf8)) }
        signer = try Self.signer(origin, .log, seed: seed)
    }

    static func signer(_ name: NoteName, _ kind: VerifierKey.Kind, seed: UInt8) throws -> NoteSigner {
        let key = try CheckpointSigningKey(seed: Array(repeating: seed, count: 32))
        return try NoteSigner(name: name, kind: kind, key: key)
    }

    /// Signs a checkpoint of so many leaves, and keeps it.
    @discardableResult
    func sign(_ size: Int) throws -> SignedCheckpoint {
        let checkpoint = Checkpoint(origin: signer.verifierKey.name, size: size, root: try root(size: size))
        let signed = try SignedCheckpoint(checkpoint, signedBy: signer)
        try append(signed)
        return signed
    }

    func request(from: Int, to: Int) throws -> [UInt8] {
        ConsistencyRequest(try consistencyProof(from: from, to: to), checkpoint: try sign(to)).encoded
    }

    func treeSize() throws(ChainError) -> Int { leaves.count }

    func hashes(level: Int, _ range: Range<Int>) throws(ChainError) -> [Digest] {
        let width = 1 << (level * tileHeight)
        return range.map { MerkleTree.root(of: Array(leaves[($0 * width)..<(($0 + 1) * width)])) }
    }

    func checkpoint(after size: Int) throws(ChainError) -> SignedCheckpoint? {
        kept.withLock { kept in
            kept.filter { $0.checkpoint.size > size }.min { $0.checkpoint.size < $1.checkpoint.size }
        }
    }

    func newestCheckpoint() throws(ChainError) -> SignedCheckpoint? {
        kept.withLock { $0.max { $0.checkpoint.size < $1.checkpoint.size } }
    }

    func append(_ checkpoint: SignedCheckpoint) throws(ChainError) {
        kept.withLock { kept in
            if !kept.contains(where: { $0.checkpoint == checkpoint.checkpoint }) { kept.append(checkpoint) }
        }
    }

    func append(_ cosignature: SignedNote.Signature, size: Int) throws(ChainError) {
        kept.withLock { kept in
            guard let index = kept.firstIndex(where: { $0.checkpoint.size == size }) else { return }
            kept[index].add(cosignature)
        }
    }
}
