import Ledger
import LedgerStore

extension SiteLedger {
    /// Confirms that the private values in force are beside the ledger: without them no call can be executed.
    ///
    /// - Throws: ``ServiceError`` that says how many are missing, and what to do.
    static func checkPrivateValues(of store: LedgerStore) throws(ServiceError) {
        let (needed, missing): (Int, Int)
        do {
            (needed, missing) = try store.privateValuesInForce()
        } catch {
            throw ServiceError(.environment, "the ledger's private values cannot be read: \(error)")
        }
        guard missing > 0 else { return }
        throw ServiceError(
            .input,
            """
            \(store.directory)/private.db: \(missing) of the \(needed) private values in force are not here, and no \
            allocation can be made without them: copy private.db and private.pages from where the ledger comes \
            from, or begin it with 'commonwatt ledger restore --values FILE', of a file of 'commonwatt ledger \
            reveal LEDGER --all'
            """
        )
    }
}
