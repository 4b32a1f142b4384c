import Ledger
import Peer

// What is kept of the chain, and what it begins with.

extension FollowedChain {
    /// Goes on with what was kept before, if anything was, and else from the beginning that its people have given it.
    ///
    /// - Returns: Whether it was the latter.
    mutating func resume() throws(EndorserServerError) -> Bool {
        do throws(ChainError) {
            if storage == nil { storage = try settings.storage?() }
            if let record = try storage?.load() {
                follow(try makeReplica(record, from: storage?.place ?? ""), certificates: record.certificates)
                return false
            }
        } catch {
            throw EndorserServerError(error.message)
        }
        guard replica == nil, let (record, state) = try beginning() else { return false }
        do throws(ChainError) {
            try storage?.keep(ReplicaProgress(beginningWith: record))
        } catch {
            throw EndorserServerError("the endorser cannot keep what it begins with: \(error.message)")
        }
        follow(state, certificates: record.certificates)
        return true
    }

    /// What the endorser's people have given it to begin with, if they have, found to be of its channel and of its
    /// roots.
    func beginning() throws(EndorserServerError) -> (record: ReplicaRecord, state: MemoryReplica)? {
        guard let beginning = settings.beginning else { return nil }
        do {
            let record = try beginning.read()
            return (record, try makeReplica(record, from: beginning.place))
        } catch {
            throw EndorserServerError("\(error)", isInput: true)
        }
    }

    /// The replica of a record, which must be of this endorser's channel and founded by those whom its people know.
    private func makeReplica(_ record: ReplicaRecord, from place: String) throws(ChainError) -> MemoryReplica {
        do {
            let founding = try Channel(ChannelConfiguration(encoded: record.founding))
            guard founding.isNamed(settings.channel) else {
                let found = founding.configuration.channel
                throw ReplicaError("it is of the ledger of '\(found)', this endorser is one of '\(settings.channel)'")
            }
            try checkRoots(of: founding)
            return try MemoryReplica(record)
        } catch {
            throw ChainError(.unsuitable, "\(place): the endorser cannot go on with it: \(error)")
        }
    }

    /// Keeps what is not kept yet.
    mutating func keep() throws(ReplicaError) {
        guard let storage else { return }
        do throws(ChainError) {
            try replica?.keep { progress throws(ChainError) in try storage.keep(progress) }
        } catch {
            throw ReplicaError("the endorser cannot keep what it has followed: \(error.message)")
        }
    }

    /// Keeps what is not kept yet, and gives the storage up.
    mutating func close() throws(ReplicaError) {
        try keep()
        do throws(ChainError) {
            try storage?.close()
        } catch {
            throw ReplicaError(error.message)
        }
        storage = nil
    }
}
