import Cryptography
import EndorserTransport
import Ledger
import LedgerTestKit
import Peer
import PeerTestKit
import Testing

@Suite("The bytes between a peer and an endorser")
struct WireTests {
    @Test("Frames come out whole, however the bytes are cut", arguments: [1, 2, 3, 5, 7, 1_000])
    func frames(size: Int) throws {
        let frames = [bytes("a"), bytes("a longer frame"), Array(repeating: 7, count: 300), bytes("z")]
        var sent: [UInt8] = []
        for frame in frames { sent += Self.framed(frame) }
        var reader = FrameReader()
        var received: [[UInt8]] = []
        for start in stride(from: 0, to: sent.count, by: size) {
            reader.append(sent[start..<min(sent.count, start + size)])
            while let frame = try reader.next() { received.append(frame) }
        }
        #expect(received == frames)
    }

    @Test(
        "A frame that is empty or larger than the limit is refused when its length is read",
        arguments: [0, 101, 1 << 31]
    )
    func limits(length: Int) {
        var reader = FrameReader(limit: 100)
        reader.append(Self.head(length))
        #expect(throws: WireError.self) { try reader.next() }
    }

    @Test("What an endorser says is read as it was written")
    func replies() throws {
        let digest = Digest.sha256([1])
        let frames: [EndorserFrame] = [
            .at(height: 0), .at(height: 1 << 40),
            .endorsed(ticket: 7, Endorsement(endorser: digest, signature: [1, 2])),
            .endorsed(ticket: 8, Endorsement(endorser: digest, signature: [], result: [9])),
            .declined(ticket: 1, reason: "why — not"), .pong(.max), .refused(reason: ""),
        ]
        for frame in frames {
            #expect(try EndorserFrame(encoded: frame.encoded) == frame)
            for length in 0..<frame.encoded.count {
                #expect(throws: WireError.self) { try EndorserFrame(encoded: Array(frame.encoded[..<length])) }
            }
        }
    }

    @Test("What a peer says is read as it was written")
    func messages() throws {
        let network = try LedgerNetwork()
        for frame in try Self.peerFrames(network) {
            #expect(try PeerFrame(encoded: frame.encoded).encoded == frame.encoded)
            #expect(throws: WireError.self) { try PeerFrame(encoded: frame.encoded + [0]) }
            #expect(throws: WireError.self) { try PeerFrame(encoded: Array(frame.encoded.dropLast())) }
        }
    }

    /// One of each kind.
    static func peerFrames(_ network: LedgerNetwork) throws -> [PeerFrame] {
        var builder = try ChainBuilder(network, try network.configuration())
        let envelope = try builder.endorse(try builder.proposal("put", bytes("k"), bytes("v")), on: WorldState())
        let genesis = try network.genesis(try network.configuration())
        let block = CommittedBlock(StoredBlock(genesis.draft, seal: genesis.seal), certificates: genesis.certificates)
        let place = Version(block: 3, transaction: 2)
        let request = EndorsementRequest(
            ticket: 5,
            proposal: envelope.signedProposal,
            creator: network.client.identity,
            place: place,
            content: envelope.content
        )
        return [
            .hello(version: PeerFrame.version, channel: "test"), .block(block), .height,
            .joined(ChainEnd(height: 7, hash: envelope.txid)), .proposal(request),
            .envelope(envelope, signers: [network.client.identity, network.peer.identity], place: place),
            .committed(block), .withdrawn, .ping(3),
        ]
    }

    static func head(_ length: Int) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> $0) }
    }

    static func framed(_ frame: [UInt8]) -> [UInt8] { head(frame.count) + frame }
}
