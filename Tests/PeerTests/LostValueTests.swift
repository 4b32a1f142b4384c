import Cryptography
import Ledger
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import Testing

@Suite("An endorser on a ledger of which values in force are gone")
struct LostValueTests {
    private let network: LedgerNetwork
    private let chain: MemoryChain
    private let sealed: [SealedBlock]
    private let lost: Digest

    init() throws {
        network = try LedgerNetwork()
        var builder = try ChainBuilder(network, try network.configuration())
        let first = try builder.endorse(try builder.proposal("put", bytes("a"), bytes("7")), on: builder.state)
        try builder.append([first])
        try builder.append([try builder.endorse(try builder.proposal("put", bytes("b"), bytes("1")), on: builder.state)]
        )
        try builder.append([try builder.endorse(try builder.proposal("put", bytes("a"), bytes("8")), on: builder.state)]
        )
        sealed = builder.blocks
        var chain = MemoryChain(sealed)
        chain.store(RedactedTransaction(of: first).bytes, at: Version(block: 1, transaction: 0))
        self.chain = chain
        lost = first.txid
    }

    @Test("It declines what reads one, names the transaction and what to do, and endorses what does not")
    func declined() throws {
        var replica = try replica(blocks: 3)
        guard case .declined(_, let reason)? = try ask(&replica, "increment", "a", at: 0).first else {
            Issue.record("it signed what it could not execute")
            return
        }
        #expect(reason.contains("the value of kv/a was redacted with transaction \(lost.hex) (block 1, transaction 0)"))
        #expect(reason.contains("have a later transaction write the key again"))
        _ = try replica.take(.withdrawn)
        #expect(try isEndorsed(ask(&replica, "increment", "b", at: 0)))
        #expect(try isEndorsed(ask(&replica, "put", "a", at: 1)))
        #expect(try isEndorsed(ask(&replica, "increment", "a", at: 2)))
        _ = try replica.take(.withdrawn)
        guard case .declined(_, let range)? = try ask(&replica, "count", "a", "c", at: 0).first else {
            Issue.record("it signed a range that it could not read")
            return
        }
        #expect(range.contains("kv/a was redacted"))
    }

    @Test("When a later block has written the key again it endorses again")
    func written() throws {
        var replica = try replica(blocks: 4)
        #expect(try isEndorsed(ask(&replica, "increment", "a", at: 0)))
    }

    @Test("What it keeps says so too: one that goes on from there declines the same")
    func kept() throws {
        var replica = try replica(blocks: 3)
        var kept: ReplicaProgress?
        try replica.keep { progress throws(ChainError) in kept = progress }
        let progress = try #require(kept)
        #expect(progress.blocks == 3 && progress.founding == progress.configuration)
        var state = WorldState()
        state.apply(progress.updates)
        let record = ReplicaRecord(
            header: progress.header,
            frontier: progress.frontier,
            founding: try #require(progress.founding),
            configuration: try #require(progress.configuration),
            certificates: progress.certificates.map(\.der),
            state: state,
            lost: try #require(progress.lost),
            values: []
        )
        var again = endorser(try MemoryReplica(record))
        #expect(again.height == 3)
        guard case .declined? = try ask(&again, "increment", "a", at: 0).first else {
            Issue.record("it signed what it could not execute")
            return
        }
        _ = try again.take(.withdrawn)
        _ = try again.take(.history([block(3)]))
        #expect(try isEndorsed(ask(&again, "increment", "a", at: 0)))
        // Of this chain it has a block more than the peer now.
        let failure = #expect(throws: ReplicaError.self) {
            try again.take(.joined([], end: ChainEnd(height: 3, hash: BlockHeader.hash(of: chain.blocks[2].header))))
        }
        #expect(try #require(failure).message.contains("it ends at block 2 there and at block 3"))
    }

    // MARK: Steps

    private func endorser(_ state: MemoryReplica) -> EndorserReplica<MemoryReplica> {
        EndorserReplica(
            credential: PeerCredential(
                certificate: network.utilityPeer.identity.certificate,
                key: network.utilityPeer.key
            ),
            chaincodes: [KeyValueChaincode()],
            state: state,
            checks: ProposalChecks(clock: { LedgerNetwork.now })
        )
    }

    private func block(_ number: Int) -> CommittedBlock {
        CommittedBlock(chain.blocks[number], certificates: sealed[number].certificates)
    }

    /// An endorser that has followed so many blocks.
    private func replica(blocks: Int) throws -> EndorserReplica<MemoryReplica> {
        var replica = endorser(MemoryReplica(channel: try Channel(network.configuration())))
        _ = try replica.take(.history((0..<blocks).map(block)))
        let end = ChainEnd(height: blocks, hash: BlockHeader.hash(of: chain.blocks[blocks - 1].header))
        _ = try replica.take(.joined([], end: end))
        return replica
    }

    private func ask(
        _ replica: inout EndorserReplica<MemoryReplica>,
        _ function: String,
        _ arguments: String...,
        at index: Int
    ) throws -> [EndorserReply] {
        let arguments = arguments + (function == "put" ? ["9"] : [])
        let proposal = Proposal(
            channel: "test",
            timestamp: LedgerNetwork.now,
            creator: network.client.fingerprint,
            nonce: Digest.sha256(bytes("\(function) \(index)")).bytes,
            chaincode: KeyValueChaincode.name,
            function: function,
            arguments: arguments.map(bytes)
        )
        let signed = try SignedProposal(proposal, signedBy: network.client.key)
        let place = Version(block: replica.height, transaction: index)
        // The endorser's own result, so that it takes its writes over.
        var copy = replica
        let content = try content(of: &copy, signed, place)
        return try replica.take(.proposal(request(signed, place, content)))
    }

    private func content(
        of replica: inout EndorserReplica<MemoryReplica>,
        _ signed: SignedProposal,
        _ place: Version
    ) throws -> ContentHash {
        let unknown = ContentHash(.zero)
        guard case .endorsed(_, let endorsement)? = try replica.take(.proposal(request(signed, place, unknown))).first,
            let result = endorsement.result
        else { return unknown }
        return ContentHash(proposal: signed.bytes, result: result)
    }

    private func request(_ signed: SignedProposal, _ place: Version, _ content: ContentHash) -> EndorsementRequest {
        EndorsementRequest(
            ticket: place.transaction,
            proposal: signed,
            creator: network.client.identity,
            place: place,
            content: content
        )
    }

    private func isEndorsed(_ replies: [EndorserReply]) -> Bool {
        guard case .endorsed(_, let endorsement)? = replies.first else { return false }
        return endorsement.result == nil
    }
}
