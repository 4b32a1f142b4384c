import Cryptography
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import NIOCore
import NIOPosix
import Peer
import PeerTestKit
import TestKit
import Testing
import Units

@testable import EndorserTransport

@Suite("Who may not, or cannot, speak with an endorser", .timeLimit(.minutes(5)))
struct StrangerTests {
    let remote: RemoteNetwork

    init() throws { remote = try RemoteNetwork(endorsers: 1) }

    /// Somebody whom an endorser must not listen to.
    enum Stranger: String, CaseIterable {
        case foreignAuthority, otherOrganisation, otherRole, expired, revoked
    }

    @Test("A peer whose certificate does not do is refused, and both sides say so", arguments: Stranger.allCases)
    func strangers(stranger: Stranger) async throws {
        let (member, reason) = try person(stranger)
        let server = try await remote.startEndorser(0)
        try await withTemporaryDirectory { directory in
            let link = try remote.link(0, as: member)
            let fixture = try fixture(directory, link, revoked: stranger == .revoked ? member : nil)
            // The endorser says why, the peer that it is refused; TLS tells a stranger no more.
            await remote.log.until(reason)
            await remote.log.until("it refuses")
            #expect(try fixture.store.height() == 1)
            try await fixture.close()
        }
        await server.stop()
    }

    @Test("An endorser that shows another certificate than the expected one is not believed, member or not")
    func impostor() async throws {
        let expected = try LedgerNetwork.member("peer9", .peer, of: remote.network.utilityAuthority)
        let server = try await remote.startEndorser(0)
        try await withTemporaryDirectory { directory in
            let fixture = try fixture(directory, try remote.link(0, expecting: expected))
            await remote.log.until("its certificate is not the one that is expected of peer9 ('Utility.peer')")
            try await fixture.close()
        }
        await server.stop()
    }

    @Test("A peer of another ledger is refused: other roots, or another channel")
    func otherLedger() async throws {
        let server = try await remote.startEndorser(0) { settings in
            settings.roots[1].certificate = remote.network.operatorAuthority.certificate
        }
        try await withTemporaryDirectory { directory in
            let fixture = try fixture(directory, try remote.link(0))
            await remote.log.until("it refuses: the genesis block names another root of Utility")
            try await fixture.close()
        }
        await server.stop()
        let other = try await remote.startEndorser(0) { $0.channel = "elsewhere" }
        try await withTemporaryDirectory { directory in
            let fixture = try fixture(directory, try remote.link(0))
            await remote.log.until("it refuses: the peer is one of the channel 'test', this endorser of 'elsewhere'")
            try await fixture.close()
        }
        await other.stop()
    }

    @Test("Bytes that are no TLS, no frame, too long or no message end their connection and nothing else")
    func garbage() async throws {
        let server = try await remote.startEndorser(0)
        let random = (0..<4_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        try await untilClosed(isSecure: false, sending: random)
        let hello = PeerFrame.hello(version: PeerFrame.version, channel: "test").encoded
        let joined = PeerFrame.joined(ChainEnd(height: 1, hash: .zero)).encoded
        let inputs: [[UInt8]] = [
            WireTests.head(Int(UInt32.max)), WireTests.head(0), WireTests.framed([0xff]), WireTests.framed(random),
            WireTests.framed(joined),
            WireTests.framed(PeerFrame.hello(version: PeerFrame.version + 1, channel: "test").encoded),
            WireTests.framed(hello) + WireTests.framed(joined),
            WireTests.framed(hello) + WireTests.framed(PeerFrame.withdrawn.encoded)
                + WireTests.framed([0xa1, 1, 0x18]),
        ]
        for input in inputs { try await untilClosed(isSecure: true, sending: input) }
        try await withTemporaryDirectory { directory in
            let fixture = try fixture(directory, try remote.link(0))
            _ = try await fixture.untilEndorsed(by: remote.peers[0])
            try await fixture.close()
        }
        await server.stop()
    }

    @Test("Who says nothing is hung up on, before the handshake and after it")
    func silence() async throws {
        // One after the other, each with a limit of its own: on a busy machine a handshake may take longer than a limit
        // that is short enough to wait for.
        var server = try await remote.startEndorser(0) { $0.rhythm.handshake = .milliseconds(200) }
        try await untilClosed(isSecure: false, sending: [])
        await remote.log.until("the TLS handshake was not over")
        await server.stop()
        server = try await remote.startEndorser(0) { $0.rhythm.silence = .milliseconds(300) }
        try await untilClosed(isSecure: true, sending: [])
        await remote.log.until("nothing was heard of it")
        await server.stop()
    }

    // MARK: Steps

    private func person(_ stranger: Stranger) throws -> (LedgerNetwork.Member, reason: String) {
        let network = remote.network
        let distrust = "Operator does not vouch for the certificate"
        switch stranger {
        case .foreignAuthority:
            let foreign = try LedgerNetwork.makeAuthority("Operator")
            return (try LedgerNetwork.member("peer", .peer, of: foreign), distrust)
        case .otherOrganisation: return (network.utilityPeer, "this endorser works for the peers of Operator")
        case .otherRole: return (network.client, "its role is client, not peer")
        case .expired:
            return (
                try network.makeMember("peer2", .peer, from: 0, to: 5), "Operator does not vouch for the certificate"
            )
        case .revoked: return (try network.makeMember("peer2", .peer), "revoked")
        }
    }

    private func fixture(
        _ directory: String,
        _ link: RemoteEndorser,
        revoked: LedgerNetwork.Member? = nil
    ) throws -> PeerFixture {
        var configuration = try remote.network.configuration(policy: "AND('Operator.peer', 'Utility.peer')")
        if let revoked {
            var authority = remote.network.operatorAuthority
            try authority.revoke(revoked.identity.certificate, at: LedgerNetwork.day(1), reason: .keyCompromise)
            let list = try authority.publishRevocationList(
                thisUpdate: LedgerNetwork.day(1),
                nextUpdate: LedgerNetwork.day(99)
            )
            configuration = try remote.network.configuration(
                policy: "AND('Operator.peer', 'Utility.peer')",
                revocationLists: [list.der]
            )
        }
        return try PeerFixture(directory, network: remote.network, configuration: configuration) { _ in [link] }
    }

    /// Connects, sends bytes, and waits until the other side has hung up.
    private func untilClosed(isSecure: Bool, sending bytes: [UInt8]) async throws {
        let peer = remote.network.peer
        let credential = PeerCredential(certificate: peer.identity.certificate, key: peer.key)
        let tls = try MutualTLS(credential, intermediates: [], isServer: false)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard isSecure else { return }
                    let handler = try tls.handler {
                        $2(nil)
                    } verdict: { _ in
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: "127.0.0.1", port: remote.ports[0]).get()
        if !bytes.isEmpty { try? await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }
        try await channel.closeFuture.get()
    }
}
