import Audit
import Cryptography
import Ledger
import LedgerTestKit
import Testing

@Suite("Ledgers in which something stored was altered")
struct StoredForgeryTests {
    let example: ExampleChain

    init() throws {
        example = try ExampleChain.story()
    }

    static let forgeries: [Forgery] = [
        Forgery("two blocks swapped", .headers, block: 2, subject: "number") { example in
            var chain = try example.script.chain()
            let (second, third) = (chain.blocks[2], chain.blocks[3])
            chain.blocks[2] = third.with(number: 2)
            chain.blocks[3] = second.with(number: 3)
            return chain
        },
        Forgery("two rows swapped", .headers, block: 2, subject: "number") { example in
            var chain = try example.script.chain()
            chain.blocks.swapAt(2, 3)
            return chain
        },
        Forgery("a block left out", .headers, block: 4, subject: "number") { example in
            var chain = try example.script.chain()
            chain.blocks.remove(at: 4)
            return chain
        },
        Forgery("a transaction left out", .headers, block: 3, subject: "number of transactions") { example in
            var chain = try example.script.chain()
            chain.blocks[3] = chain.blocks[3].with(transactions: [chain.blocks[3].transactions[0]])
            return chain
        },
        Forgery("a validation code", .leaves, block: 3, transaction: 1, subject: "leaf") { example in
            var chain = try example.script.chain()
            chain.blocks[3] = chain.blocks[3].with(1) { $0.with(code: 0) }
            return chain
        },
        Forgery("a code that does not exist", .leaves, block: 3, transaction: 1, subject: "validation code") {
            example in
            var chain = try example.script.chain()
            chain.blocks[3] = chain.blocks[3].with(1) { $0.with(code: 77) }
            return chain
        },
        Forgery("an identifier", .leaves, block: 2, transaction: 0, subject: "identifier") { example in
            var chain = try example.script.chain()
            chain.blocks[2] = chain.blocks[2].with(0) { $0.with(txid: .zero) }
            return chain
        },
        Forgery("a leaf", .leaves, block: 2, transaction: 0, subject: "leaf") { example in
            var chain = try example.script.chain()
            chain.blocks[2] = chain.blocks[2].with(0) { $0.with(leaf: .zero) }
            return chain
        },
        Forgery("a certificate", .signatures, block: 6, transaction: 0, subject: "validation code") { example in
            var chain = try example.script.chain()
            let fingerprint = example.network.utilityPeer.fingerprint
            chain.certificates[fingerprint] = chain.certificates[fingerprint]?.flipped(at: 100)
            return chain
        },
    ]

    @Test("Each is found at the level that must find it, and named", arguments: forgeries)
    func forgery(_ forgery: Forgery) async throws {
        _ = try await forgery.check(example)
    }

    @Test("A bit of any byte of an envelope names the block and the transaction")
    func envelopeBytes() async throws {
        let clean = try example.script.chain().upTo(block: 6)
        for place in [ExampleChain.Place.first, ExampleChain.Place.shared] {
            let bytes = clean.blocks[place.block].transactions[place.transaction].envelope
            for index in bytes.indices {
                var chain = clean
                chain.blocks[place.block] = clean.blocks[place.block].with(place.transaction) {
                    $0.with(envelope: bytes.flipped(at: index))
                }
                let found = try await example.auditor(of: chain).audit(level: .signatures).firstDivergence
                #expect(found?.block == place.block && found?.transaction == place.transaction, "byte \(index)")
            }
        }
    }

    @Test("A bit of any byte of a header or a seal names the block")
    func headerBytes() async throws {
        let clean = try example.script.chain().upTo(block: 6)
        let block = clean.blocks[6]
        for index in block.header.indices {
            var chain = clean
            chain.blocks[6] = block.with(header: block.header.flipped(at: index))
            let found = try await example.auditor(of: chain).audit(level: .signatures).firstDivergence
            #expect(
                found?.block == 6 && found?.transaction == nil,
                "byte \(index) of the header: \(String(describing: found))"
            )
        }
        for index in block.seal.indices {
            var chain = clean
            chain.blocks[6] = block.with(seal: block.seal.flipped(at: index))
            let found = try await example.auditor(of: chain).audit(level: .signatures).firstDivergence
            #expect(found?.block == 6 && found?.transaction == nil, "byte \(index) of the seal")
        }
    }

    @Test("A chain that ends before a head that is known, or has another block there, is named", arguments: [1, 3])
    func knownHead(missing: Int) async throws {
        var chain = try example.script.chain()
        let head = KnownHead(
            block: chain.blocks.count - 1,
            hash: BlockHeader.hash(of: try #require(chain.blocks.last).header)
        )
        let whole = example.auditor(of: chain, head: head)
        #expect(try await whole.audit(level: .headers).isClean)
        chain.blocks.removeLast(missing)
        for level in [AuditLevel.headers, .calls] {
            let found = try await example.auditor(of: chain, head: head).audit(level: level).firstDivergence
            #expect(found?.subject == "end of the chain" && found?.block == chain.blocks.count)
            #expect(found?.level == .headers)
        }
        let other = KnownHead(block: 2, hash: .zero)
        let found = try await example.auditor(of: chain, head: other).audit(level: .headers).firstDivergence
        #expect(found?.subject == "header hash" && found?.block == 2)
    }

    @Test("A chain without blocks is no ledger", arguments: AuditLevel.allCases)
    func empty(level: AuditLevel) async throws {
        let found = try await example.auditor(of: MemoryChain([])).audit(level: level).firstDivergence
        #expect(found?.subject == "genesis block" && found?.block == 0)
    }
}

extension MemoryChain {
    /// The chain without the blocks after one.
    fileprivate func upTo(block: Int) -> MemoryChain {
        var chain = self
        chain.blocks.removeSubrange((block + 1)...)
        return chain
    }
}

extension StoredTransaction {
    fileprivate func with(
        txid: Digest? = nil,
        code: Int? = nil,
        leaf: Digest? = nil,
        envelope: [UInt8]? = nil
    ) -> StoredTransaction {
        StoredTransaction(
            number: number,
            txid: txid ?? self.txid,
            code: code ?? self.code,
            leaf: leaf ?? self.leaf,
            envelope: envelope ?? self.envelope
        )
    }
}
