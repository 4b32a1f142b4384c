public import Cryptography

extension AllocationContract {
    /// What runs: SHA-256 over the sources of everything that a transaction's result depends on.
    ///
    /// A channel's configuration records it, so that an audit can tell whether it executes what the members agreed to.
    /// A test holds it against the sources; `scripts/contract-identity` prints it.
    public static var identity: Digest { .sha256(Array("commonwatt \(name) \(sourceHash)".utf8)) }

    /// The hash of the sources, in hexadecimal.
    public static let sourceHash = "0000000000000000000000000000000000000000000000000000000000000000"
}
