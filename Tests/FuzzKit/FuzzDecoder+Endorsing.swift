import Cryptography
import EndorserTransport
import Ledger
import LedgerTestKit
import Membership
import Peer

extension FuzzDecoder {
    /// What goes over the connection between a peer and an endorser in another process.
    static func endorsing() throws -> [FuzzDecoder] {
        let network = try LedgerNetwork()
        let replies: [EndorserFrame] = [
            .at(height: 300),
            .endorsed(ticket: 7, Endorsement(endorser: .zero, signature: [1, 2, 3])),
            .endorsed(ticket: 8, Endorsement(endorser: .zero, signature: [4], result: [5, 6])),
            .declined(ticket: 9, reason: "it is late"), .pong(1 << 40), .refused(reason: "another channel"),
        ]
        let frames = try messages(network).map(\.encoded)
        return [
            FuzzDecoder(canonical: "endorser-frame", replies.map(\.encoded)) {
                try? EndorserFrame(encoded: $0).encoded
            },
            FuzzDecoder(canonical: "peer-frame", frames, executions: 5_000) { try? PeerFrame(encoded: $0).encoded },
            FuzzDecoder(reading: "endorser-stream", frames.map { head($0.count) + $0 }) {
                var reader = FrameReader(limit: 1 << 16)
                reader.append($0)
                do {
                    while try reader.next() != nil {}
                    return true
                } catch {
                    return false
                }
            },
        ]
    }

    private static func messages(_ network: LedgerNetwork) throws -> [PeerFrame] {
        var builder = try ChainBuilder(network, try network.configuration())
        let envelope = try builder.endorse(try builder.proposal("put", utf8("k"), utf8("v")), on: WorldState())
        let genesis = try network.genesis(try network.configuration())
        let stored = StoredBlock(genesis.draft, seal: genesis.seal)
        let place = Version(block: 3, transaction: 2)
        let request = EndorsementRequest(
            ticket: 5,
            proposal: envelope.signedProposal,
            creator: network.client.identity,
            place: place,
            content: envelope.content
        )
        return [
            .hello(version: PeerFrame.version, channel: "test"), .height,
            .joined(ChainEnd(height: 7, hash: envelope.txid)), .withdrawn, .ping(3),
            .block(CommittedBlock(stored, certificates: genesis.certificates)), .proposal(request),
            .envelope(envelope, signers: [network.client.identity, network.peer.identity], place: place),
        ]
    }

    private static func head(_ length: Int) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> $0) }
    }
}
