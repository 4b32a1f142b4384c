/// How deep an audit looks; a level contains all those below it.
public enum AuditLevel: Int, Hashable, Sendable, CaseIterable {
    /// The files are what was written, page by page; the blocks are contiguous, each header names the hash of the one
    /// before it, and the chain does not end before a head that is known.
    case headers = 0

    /// Every leaf, both roots of every block and every commit hash follow from the stored transactions: each header is
    /// made again and is the same, byte for byte. Every checkpoint is signed by a key that the configuration names and
    /// has the root that follows.
    case leaves = 1

    /// The signatures of creators, endorsers and orderers; their certificates and revocation lists as of the block's
    /// time, under roots that the auditor holds; the endorsement policy; identifiers used once. What follows from these
    /// for each validation code is what is recorded.
    case signatures = 2

    /// The state is rebuilt from genesis, and what each transaction read is compared with it: the read conflicts
    /// recomputed are the recorded ones.
    case state = 3

    /// Every valid contract call is executed again on the rebuilt state: read set, write set and response are the
    /// recorded ones, byte for byte.
    case calls = 4

    /// The physics and the bill, by rules that do not execute the contract: what is recorded keeps the cap, the
    /// battery's bounds and the balance of energy, and every bill follows from the recorded events.
    case physics = 5
}

extension AuditLevel: Comparable {
    public static func < (left: AuditLevel, right: AuditLevel) -> Bool { left.rawValue < right.rawValue }
}

extension AuditLevel: CustomStringConvertible {
    /// What the level looks at, for people.
    public var description: String {
        switch self {
        case .headers: "files and header chain"
        case .leaves: "leaves, roots and commit hashes"
        case .signatures: "signatures, certificates and policies"
        case .state: "state rebuilt, read conflicts recomputed"
        case .calls: "contract calls executed again"
        case .physics: "physics and bills"
        }
    }
}
