import Cryptography
public import Ledger

/// A block that is durable, for those who follow the chain.
public struct CommittedBlock: Sendable {
    private enum Content {
        case sealed(SealedBlock)
        case stored(StoredBlock, certificates: [NewCertificate], values: [KeptPrivateValue])
    }

    private let content: Content

    /// A block that has just been written.
    init(_ sealed: SealedBlock) {
        content = .sealed(sealed)
    }

    /// A block as a store keeps it, with the certificates of those who signed in it and the values of which it has
    /// hashes.
    public init(_ stored: StoredBlock, certificates: [NewCertificate], privateValues: [KeptPrivateValue] = []) {
        content = .stored(stored, certificates: certificates, values: privateValues)
    }

    /// Its number.
    public var number: Int {
        switch content {
        case .sealed(let sealed): sealed.draft.header.number
        case .stored(let stored, _, _): stored.number
        }
    }

    /// The block as a store keeps it.
    public var stored: StoredBlock {
        switch content {
        case .sealed(let sealed): StoredBlock(sealed.draft, seal: sealed.seal)
        case .stored(let stored, _, _): stored
        }
    }

    /// Certificates that it names and the replica may not have.
    public var certificates: [NewCertificate] {
        switch content {
        case .sealed(let sealed): sealed.certificates
        case .stored(_, let certificates, _): certificates
        }
    }

    /// The values of which its write sets have hashes, as far as they are there: a replica executes on them.
    public var privateValues: [KeptPrivateValue] {
        switch content {
        case .sealed(let sealed):
            guard !sealed.privateValues.isEmpty else { return [] }
            let written = sealed.draft.updates.hashes
            return sealed.privateValues.filter { written.contains($0.hash) }
        case .stored(_, _, let values): return values
        }
    }

    /// The identifiers of its transactions.
    var identifiers: [Digest] {
        switch content {
        case .sealed(let sealed): sealed.draft.transactions.map(\.envelope.txid)
        case .stored(let stored, _, _): stored.transactions.map(\.txid)
        }
    }

    /// The channel after it: under the configuration that it sets, if it sets one.
    ///
    /// - Throws: `ReplayError`, if a transaction of a stored block cannot be read.
    func channel(after channel: Channel) throws(ReplayError) -> Channel {
        switch content {
        case .sealed(let sealed):
            return channel.after(sealed.draft.transactions)
        case .stored(let stored, _, _):
            let header = try? BlockHeader(encoded: stored.header)
            guard header?.configurationBlock == stored.number else { return channel }
            var transactions: [ValidatedTransaction] = []
            for index in stored.transactions.indices { transactions.append(try stored.validatedTransaction(index)) }
            return channel.after(transactions)
        }
    }

    /// The state updates of its valid transactions.
    ///
    /// - Throws: `ReplayError`, if a transaction of a stored block cannot be read.
    func updates() throws(ReplayError) -> StateUpdates {
        switch content {
        case .sealed(let sealed):
            return sealed.draft.updates
        case .stored(let stored, _, _):
            return try stored.stateUpdates().updates
        }
    }
}

extension CommittedBlock {
    /// Reads a block from a chain, with the certificates of all who signed in it; `nil` if the chain does not have it.
    static func read(
        _ number: Int,
        from chain: some ChainReader & PrivateValues
    ) throws(ChainError) -> CommittedBlock? {
        guard let stored = try chain.block(number) else { return nil }
        var signers = (try? BlockSeal(encoded: stored.seal)).map { [$0.orderer] } ?? []
        for transaction in stored.transactions {
            switch try? transaction.replayed()?.content {
            case .whole(let envelope):
                signers.append(envelope.proposal.creator)
                signers += envelope.endorsements.map(\.endorser)
            case .redacted(let remains): signers += remains.endorsements.map(\.endorser)
            case nil: continue
            }
        }
        var certificates: [NewCertificate] = []
        for signer in Set(signers).sorted() {
            if let der = try chain.certificate(signer) { certificates.append(NewCertificate(der: der)) }
        }
        let values = try privateValues(writtenIn: stored, from: chain)
        return CommittedBlock(stored, certificates: certificates, privateValues: values)
    }

    /// The values of a block's write sets, as far as they are there.
    private static func privateValues(
        writtenIn block: StoredBlock,
        from values: some PrivateValues
    ) throws(ChainError) -> [KeptPrivateValue] {
        var kept: [KeptPrivateValue] = []
        for transaction in block.transactions {
            guard let envelope = try? transaction.replayed()?.whole?.envelope else { continue }
            for hash in envelope.result.writes.compactMap({ $0.value.flatMap { Digest($0) } }) {
                do throws(StateError) {
                    guard let value = try values.privateValue(of: hash) else { continue }
                    kept.append(KeptPrivateValue(value, of: nil, in: transaction.txid))
                } catch {
                    throw ChainError(.failed, error.message)
                }
            }
        }
        return kept
    }
}
