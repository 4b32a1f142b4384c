public import Ledger

/// A block that is durable, for those who follow the chain.
public struct CommittedBlock: Sendable {
    private enum Content {
        case sealed(SealedBlock)
        case stored(StoredBlock, certificates: [NewCertificate])
    }

    private let content: Content

    /// A block that has just been written.
    init(_ sealed: SealedBlock) {
        content = .sealed(sealed)
    }

    /// A block as a store keeps it, with the certificates of those who signed in it.
    public init(_ stored: StoredBlock, certificates: [NewCertificate]) {
        content = .stored(stored, certificates: certificates)
    }

    /// Its number.
    public var number: Int {
        switch content {
        case .sealed(let sealed): sealed.draft.header.number
        case .stored(let stored, _): stored.number
        }
    }

    /// The block as a store keeps it.
    public var stored: StoredBlock {
        switch content {
        case .sealed(let sealed): StoredBlock(sealed.draft, seal: sealed.seal)
        case .stored(let stored, _): stored
        }
    }

    /// Certificates that it names and the replica may not have.
    public var certificates: [NewCertificate] {
        switch content {
        case .sealed(let sealed): sealed.certificates
        case .stored(_, let certificates): certificates
        }
    }

    /// The channel after it: under the configuration that it sets, if it sets one.
    ///
    /// - Throws: `ReplayError`, if a transaction of a stored block cannot be read.
    func channel(after channel: Channel) throws(ReplayError) -> Channel {
        switch content {
        case .sealed(let sealed):
            return channel.after(sealed.draft.transactions)
        case .stored(let stored, _):
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
        case .stored(let stored, _):
            return try stored.stateUpdates().updates
        }
    }
}

extension CommittedBlock {
    /// Reads a block from a chain, with the certificates of all who signed in it; `nil` if the chain does not have it.
    static func read(_ number: Int, from chain: some ChainReader) throws(ChainError) -> CommittedBlock? {
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
        return CommittedBlock(stored, certificates: certificates)
    }
}
