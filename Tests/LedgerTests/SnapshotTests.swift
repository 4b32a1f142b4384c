import Cryptography
import Ledger
import LedgerTestKit
import Testing

@Suite("A snapshot of a ledger")
struct SnapshotTests {
    private var builder: ChainBuilder

    init() throws {
        let network = try LedgerNetwork()
        builder = try ChainBuilder(network, network.configuration())
        for count in [3, 300, 1, 40] { try builder.appendPuts(count) }
    }

    @Test("Is the same, byte for byte, from every copy of the chain, from a longer one, and from an earlier snapshot")
    mutating func deterministic() throws {
        let short = try LedgerSnapshot(of: MemoryChain(builder.blocks))
        let end = builder.tip.height - 1
        try builder.appendPuts(20)
        let long = MemoryChain(builder.blocks)
        #expect(try LedgerSnapshot(of: long, at: end).encoded == short.encoded)
        for base in 0...end {
            let earlier = try LedgerSnapshot(of: long, at: base)
            #expect(try LedgerSnapshot(of: long, at: end, after: earlier).encoded == short.encoded)
        }
        #expect(try LedgerSnapshot(of: long).encoded != short.encoded)
    }

    @Test("Gives back what was written: tip, state, blocks, identifiers, certificates")
    func roundTrip() throws {
        let chain = MemoryChain(builder.blocks)
        let snapshot = try LedgerSnapshot(encoded: LedgerSnapshot(of: chain).encoded)
        #expect(try snapshot.encoded == LedgerSnapshot(of: chain).encoded)
        #expect(snapshot.tip == builder.tip && snapshot.channel == "test" && snapshot.block == 4)
        #expect(snapshot.blocks == [chain.blocks[0], chain.blocks[4]])
        #expect(snapshot.certificates.count == 4)
        let txids = builder.blocks.flatMap { $0.draft.transactions.map(\.envelope.txid) }
        #expect(snapshot.identifiers == txids.sorted())
        #expect(txids.allSatisfy(snapshot.claims) && !snapshot.claims(.zero))
        var entries: [StateEntry] = []
        builder.state.forEach { entries.append(StateEntry($0, $1)) }
        var found: [StateEntry] = []
        snapshot.state.forEach { found.append(StateEntry($0, $1)) }
        #expect(found == entries && !entries.isEmpty)
        #expect(try snapshot.configurations().channel.configuration == builder.configuration)
    }

    @Test("Has every configuration with the block before it, each approved by the one before")
    mutating func configurations() throws {
        let network = builder.network
        var tip = builder.tip
        var blocks = builder.blocks
        var configuration = builder.configuration
        for number in 1...2 {
            configuration = try configuration.changed { $0.set("ANY admin", of: number == 1 ? .cutting : .orderers) }
            let envelope = try network.reconfiguration(
                configuration,
                endorsedBy: [network.admin, network.utilityAdmin],
                number: number
            )
            let draft = tip.next([ValidatedTransaction(envelope, code: .valid)], time: LedgerNetwork.now)
            blocks.append(try network.seal(draft, with: number == 1 ? [network.utilityAdmin] : []))
            tip = draft.tip
        }
        let snapshot = try LedgerSnapshot(of: MemoryChain(blocks))
        #expect(snapshot.blocks.map(\.number) == [0, 4, 5, 6])
        #expect(try snapshot.configurations().channel.configuration == configuration)
        #expect(try LedgerSnapshot(encoded: snapshot.encoded).encoded == snapshot.encoded)
    }

    @Test("Any bit that flips is noticed, wherever it is")
    func flipped() throws {
        let bytes = try LedgerSnapshot(of: MemoryChain(builder.blocks)).encoded
        var generator = SplitMix64(seed: 5)
        let places = Array(0..<64) + (0..<400).map { _ in Int(generator.next() % UInt64(bytes.count)) }
        for place in places {
            var altered = bytes
            altered[place] ^= 1 << UInt8(generator.next() % 8)
            let error = try #require(throws: SnapshotError.self) { try LedgerSnapshot(encoded: altered) }
            switch (place, error) {
            case (..<16, .foreign), (16..., .altered), (20..<28, .cutOff): break
            default: Issue.record("byte \(place): \(error)")
            }
        }
    }

    @Test("What is cut off says how much of it is there", arguments: [0, 5, 16, 20, 28, 59, 60, 1_000])
    func cutOff(count: Int) throws {
        let bytes = try LedgerSnapshot(of: MemoryChain(builder.blocks)).encoded
        let error = try #require(throws: SnapshotError.self) { try LedgerSnapshot(encoded: Array(bytes.prefix(count))) }
        guard case .cutOff(found: count, let expected) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(count < 28 || expected == bytes.count)
        let last = try #require(throws: SnapshotError.self) { try LedgerSnapshot(encoded: bytes.dropLast()) }
        #expect(last == .cutOff(found: bytes.count - 1, expected: bytes.count))
    }

    @Test("Another file, a newer format and a block that is not there are told apart")
    func refused() throws {
        let chain = MemoryChain(builder.blocks)
        let bytes = try LedgerSnapshot(of: chain).encoded
        #expect(throws: SnapshotError.foreign) { try LedgerSnapshot(encoded: Array("SQLite format 3".utf8)) }
        var newer = Array(bytes.dropLast(32))
        newer[19] = 2
        newer += Digest.sha256(newer).bytes
        let error = try #require(throws: SnapshotError.self) { try LedgerSnapshot(encoded: newer) }
        #expect(error == .format(2) && "\(error)".contains("use a newer program"))
        #expect(throws: SnapshotError.beyond(block: 5, last: 4)) { try LedgerSnapshot(of: chain, at: 5) }
        let base = try LedgerSnapshot(of: chain, at: 3)
        #expect(throws: SnapshotError.before(block: 2, first: 3)) { try LedgerSnapshot(of: chain, at: 2, after: base) }
    }

    @Test("Whole bytes whose parts do not belong together are refused, with what does not")
    func inconsistent() throws {
        let good = try LedgerSnapshot(of: MemoryChain(builder.blocks))
        let other = try LedgerSnapshot(of: MemoryChain(builder.blocks), at: 3)
        let reason = { (blocks: [StoredBlock], edge: TileEdge, identifiers: [Digest], state: WorldState) in
            let error = #expect(throws: SnapshotError.self) {
                _ = try LedgerSnapshot(
                    blocks: blocks,
                    certificates: good.certificates,
                    edge: edge,
                    identifiers: identifiers,
                    state: state
                )
            }
            return error.map { "\($0)" } ?? ""
        }
        let (blocks, edge, names, state) = (good.blocks, good.edge, good.identifiers, good.state)
        #expect(reason(blocks, other.edge, names, state).contains("the root that block 4 names"))
        #expect(reason(blocks, edge, names.reversed(), state).contains("identifiers are not in order"))
        #expect(reason([blocks[1]], edge, names, state).contains("no genesis block"))
        #expect(reason(other.blocks, other.edge, names, state).contains("a version after block 3"))
        var lacking = blocks
        lacking[1] = StoredBlock(
            number: 4,
            header: lacking[1].header,
            seal: lacking[1].seal,
            transactions: Array(lacking[1].transactions.dropLast())
        )
        #expect(reason(lacking, edge, names, state).contains("the transactions that its header names"))
    }

    @Test("The right edge in tiles says what the frontier says, at sizes about every tile's end")
    func edges() throws {
        var edge = TileEdge()
        var frontier = MerkleFrontier()
        let checked = Set([1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, 66_049])
        for number in 1...66_049 {
            let leaf = Digest.sha256(StateKey("leaf").appending(UInt64(number)).bytes)
            edge.append(leaf)
            frontier.append(leaf)
            guard checked.contains(number) else { continue }
            #expect(edge.size == number && edge.frontier == frontier)
            #expect(TileEdge(levels: edge.levels) == edge)
        }
        #expect(edge.start(of: 0) == 66_048 && edge.start(of: 1) == 256 && edge.start(of: 2) == 0)
    }
}
