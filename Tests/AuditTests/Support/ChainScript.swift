import Cryptography
import Ledger
import LedgerTestKit
import Units

/// A chain as a list of what its blocks hold: everything above the transactions (leaves, roots, hashes, seals) is made
/// again from it, with the operator's own keys, as an operator who rewrites history would.
struct ChainScript {
    /// What a block holds.
    struct Block {
        var transactions: [ValidatedTransaction]
        var time: Instant
    }

    let network: LedgerNetwork
    var blocks: [Block]
    var certificates: [Digest: [UInt8]]

    /// The chain, with every hash and every seal made new.
    func chain() throws -> MemoryChain {
        var tip = ChainTip.origin
        var sealed: [SealedBlock] = []
        for block in blocks {
            let draft = tip.next(block.transactions, time: block.time)
            sealed.append(try network.seal(draft))
            tip = draft.tip
        }
        var chain = MemoryChain(sealed)
        chain.certificates = certificates
        return chain
    }

    /// Puts another envelope in a transaction's place.
    mutating func replace(
        _ place: Version,
        code: ValidationCode? = nil,
        by change: (Envelope) throws -> Envelope
    ) rethrows {
        let old = self[place]
        self[place] = ValidatedTransaction(try change(old.envelope), code: code ?? old.code)
    }

    /// A transaction by its place.
    subscript(place: Version) -> ValidatedTransaction {
        get { blocks[place.block].transactions[place.transaction] }
        set { blocks[place.block].transactions[place.transaction] = newValue }
    }
}

extension Envelope {
    /// The same proposal with another result, endorsed again by these members.
    func with(result: TransactionResult, endorsedBy members: [LedgerNetwork.Member]) throws -> Envelope {
        let bare = Envelope(signedProposal, result: result, endorsements: [])
        let endorsements = try members.map {
            try Endorsement(of: bare.content, endorser: $0.fingerprint, key: $0.key)
        }
        return Envelope(signedProposal, result: result, endorsements: endorsements)
    }

    /// The same proposal and result with other endorsements.
    func with(endorsements: [Endorsement]) -> Envelope {
        Envelope(signedProposal, result: result, endorsements: endorsements)
    }
}
