import Cryptography
import LedgerTestKit
import Testing
import Units

@testable import Ledger

@Suite("A chain made again from its blocks")
struct ReplayTests {
    @Test("Blocks follow from their transactions, and so does the state")
    func replay() throws {
        let chain = try Chain(seed: 3)
        var replay = LedgerReplay()
        for block in chain.blocks {
            #expect(try replay.apply(block).headerBytes == block.header)
        }
        let (tip, state) = (replay.tip, replay.state)
        #expect(tip == chain.tip)
        #expect(tip.frontier.root == MerkleTree.root(of: chain.blocks.flatMap(\.transactions).map(\.leaf)))
        // Transactions of even number are valid in this chain, each with a key of its own.
        #expect(state.count == (tip.frontier.size + 1) / 2)
    }

    @Test("A state goes on from its own height with a block's updates, if they give the header's commit hash")
    func stateUpdates() throws {
        let chain = try Chain(seed: 6)
        var commitHash = CommitHash.initial
        for block in chain.blocks { commitHash = try block.stateUpdates(after: commitHash).commitHash }
        #expect(commitHash == chain.tip.commitHash)
        let error = try #require(throws: ReplayError.self) { try chain.blocks[3].stateUpdates(after: .initial) }
        #expect(error.block == 3 && error.subject == "commit hash")
        #expect("\(error)".hasPrefix("block 3: commit hash: expected "))
    }

    @Test("A block's time never lies before the one before it")
    func time() {
        let first = ChainTip.origin.next([], time: .milliseconds(50))
        let second = first.tip.next([], time: .milliseconds(20))
        #expect(second.header.time == .milliseconds(50))
    }

    @Test("The first difference is named with block and transaction")
    func differences() throws {
        let blocks = try Chain(seed: 4).blocks
        let good = blocks[1]
        func transaction(
            _ index: Int,
            number: Int? = nil,
            txid: Digest? = nil,
            code: Int? = nil,
            leaf: Digest? = nil,
            envelope: [UInt8]? = nil
        ) -> StoredBlock {
            var transactions = good.transactions
            let old = transactions[index]
            transactions[index] = StoredTransaction(
                number: number ?? old.number,
                txid: txid ?? old.txid,
                code: code ?? old.code,
                leaf: leaf ?? old.leaf,
                envelope: envelope ?? old.envelope
            )
            return StoredBlock(number: 1, header: good.header, seal: good.seal, transactions: transactions)
        }
        let changes: [(StoredBlock, Int?, String)] = [
            (StoredBlock(number: 2, header: good.header, seal: good.seal, transactions: []), nil, "number"),
            (StoredBlock(number: 1, header: [0], seal: good.seal, transactions: []), nil, "format"),
            (StoredBlock(number: 1, header: good.header, seal: [0], transactions: []), nil, "format"),
            (transaction(1, number: 99), 1, "number"),
            (transaction(1, txid: .zero), 1, "identifier"),
            (transaction(0, code: 11), 0, "leaf"),
            (transaction(0, code: 3), 0, "validation code"),
            (transaction(0, code: 300), 0, "validation code"),
            (transaction(1, leaf: .zero), 1, "leaf"),
            (transaction(1, envelope: [1]), 1, "format"),
            (transaction(1, envelope: good.transactions[0].envelope), 1, "identifier"),
            (
                StoredBlock(
                    number: 1,
                    header: good.header,
                    seal: good.seal,
                    transactions: good.transactions.dropLast()
                ), nil, "number of transactions"
            ),
        ]
        let tip = try ChainTip.origin.replay(blocks[0]).tip
        for (block, transaction, subject) in changes {
            let error = try #require(throws: ReplayError.self) { try tip.replay(block) }
            #expect(error.subject == subject && error.transaction == transaction, "\(error)")
        }
    }

    @Test("Every field of a header is compared", arguments: 0..<9)
    func headerFields(field: Int) throws {
        let chain = try Chain(seed: 5)
        let good = chain.blocks[1]
        let header = try BlockHeader(encoded: good.header)
        let other = Digest.sha256([1])
        let changed = BlockHeader(
            number: header.number + (field == 0 ? 1 : 0),
            previousHash: field == 1 ? other : header.previousHash,
            firstLeaf: header.firstLeaf + (field == 2 ? 1 : 0),
            count: header.count + (field == 3 ? 1 : 0),
            dataRoot: field == 4 ? other : header.dataRoot,
            ledgerRoot: field == 5 ? other : header.ledgerRoot,
            commitHash: field == 6 ? CommitHash(other) : header.commitHash,
            // Only a time before the previous block's contradicts the chain; any other is for the seal to protect.
            time: field == 7 ? Instant(milliseconds: -1) : header.time,
            configurationBlock: header.configurationBlock + (field == 8 ? 1 : 0)
        )
        let block = StoredBlock(
            number: 1,
            header: changed.encoded,
            seal: good.seal,
            transactions: good.transactions
        )
        let tip = try ChainTip.origin.replay(chain.blocks[0]).tip
        let subjects = [
            "number", "previous hash", "first leaf", "number of transactions", "data root", "ledger root",
            "commit hash", "time", "configuration block",
        ]
        let error = try #require(throws: ReplayError.self) { try tip.replay(block) }
        #expect(error.subject == subjects[field])
    }
}

/// A small chain of random blocks with unsigned contents.
private struct Chain {
    var blocks: [StoredBlock] = []
    var tip = ChainTip.origin

    init(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var number = 0
        for block in 0..<12 {
            var transactions: [ValidatedTransaction] = []
            for _ in 0..<(2 + random.below(4)) {
                let envelope = try Self.envelope(number)
                transactions.append(
                    ValidatedTransaction(envelope, code: number.isMultiple(of: 2) ? .valid : .mvccReadConflict)
                )
                number += 1
            }
            let draft = tip.next(transactions, time: .milliseconds(Int64(block * 10)))
            blocks.append(StoredBlock(draft, seal: BlockSeal(orderer: .zero, signature: [1])))
            tip = draft.tip
        }
    }

    private static func envelope(_ number: Int) throws -> Envelope {
        let proposal = Proposal(
            channel: "c",
            timestamp: .zero,
            creator: .zero,
            nonce: Digest.sha256([UInt8(number)]).bytes,
            chaincode: "cc",
            function: "f",
            arguments: []
        )
        let write = KeyWrite(key: StateKey("k").appending(UInt64(number)), value: [UInt8(number)])
        let result = TransactionResult(reads: [], ranges: [], writes: [write], response: [])
        let signed = try SignedProposal(bytes: proposal.encoded, signature: [])
        return Envelope(
            signed,
            result: result,
            resultBytes: result.encoded,
            content: ContentHash(proposal: signed.bytes, result: result.encoded),
            endorsements: []
        )
    }
}
