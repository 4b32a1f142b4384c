public import Cryptography
public import Ledger

extension LedgerStore {
    /// The value of a hash, as it is kept beside the chain; `nil` if it is not, or has been deleted.
    public func privateValue(of hash: Digest) throws(StateError) -> PrivateValue? {
        do throws(ChainError) {
            return try aside.value(of: hash)
        } catch {
            throw StateError(error.message)
        }
    }

    /// Deletes private values for good; the chain stays as it is, and so does what the state needs to go on.
    ///
    /// What is deleted cannot be shown to an auditor any more, nor can calls be executed again that need it.
    ///
    /// - Parameter condition: Which values are to go.
    /// - Returns: How many values have been deleted, and how many have stayed because they are in force.
    /// - Throws: `ChainError`.
    public func deletePrivateValues(
        where condition: (KeptPrivateValue) -> Bool
    ) throws(ChainError) -> (deleted: Int, inForce: Int) {
        let chosen = try aside.hashes(where: condition)
        let needed = try valuesInForce()
        let gone = chosen.filter { !needed.contains($0) }
        try aside.delete(gone)
        return (gone.count, chosen.count - gone.count)
    }

    /// How many private values the next calls need, because they are in force, and of how many of them nothing is kept.
    ///
    /// - Throws: `ChainError`.
    public func privateValuesInForce() throws(ChainError) -> (needed: Int, missing: Int) {
        do throws(StateError) {
            let needed = try PrivateReader(of: self, values: nil).valuesInForce(in: self)
            var missing = 0
            for (_, hash) in needed where try privateValue(of: hash) == nil { missing += 1 }
            return (needed.count, missing)
        } catch {
            throw ChainError(.failed, error.message)
        }
    }

    private func valuesInForce() throws(ChainError) -> Set<Digest> {
        do throws(StateError) {
            let entries = try values(from: QualifiedKey(bytes: []), to: QualifiedKey(bytes: [0xff]))
            return Set(entries.compactMap { Digest($0.value.value) })
        } catch {
            throw ChainError(.failed, error.message)
        }
    }
}
