public import Cryptography

extension AllocationContract {
    /// What a channel's configuration names when it means this contract: a hash of what the contract does.
    ///
    /// It is SHA-256 chained over the results of a fixed run of calls under every policy, which a test executes. So it
    /// changes when a call reads, writes or answers something else, and an audit refuses to judge a ledger by other
    /// rules than those it was written under; it does not change when the source only reads better.
    public static let identity =
        Digest(hex: "6d28ce36c58e096626c26342f21eff11bf9c5910627221ab96bfac83b72fea09") ?? .zero
}
