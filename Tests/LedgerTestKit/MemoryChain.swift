public import Cryptography
public import Ledger

/// A chain in memory, to read from.
public struct MemoryChain: ChainReader {
    /// The blocks.
    public var blocks: [StoredBlock]

    /// The certificates by their fingerprints.
    public var certificates: [Digest: [UInt8]] = [:]

    /// Takes blocks as a store would.
    public init(_ sealed: [SealedBlock]) {
        blocks = sealed.map { StoredBlock($0.draft, seal: $0.seal) }
        for certificate in sealed.flatMap(\.certificates) { certificates[certificate.fingerprint] = certificate.der }
    }

    public func height() throws(ChainError) -> Int { blocks.count }

    public func block(_ number: Int) throws(ChainError) -> StoredBlock? {
        blocks.indices.contains(number) ? blocks[number] : nil
    }

    public func certificate(_ fingerprint: Digest) throws(ChainError) -> [UInt8]? {
        certificates[fingerprint]
    }
}
