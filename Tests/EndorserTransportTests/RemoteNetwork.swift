import Cryptography
import EndorserTransport
import Ledger
import LedgerStore
import LedgerTestKit
import Logging
import Membership
import Peer
import PeerTestKit
import Synchronization
import TestKit
import Units

/// Endorsers of the utility's behind TLS on the loopback interface, and a peer that asks them.
struct RemoteNetwork {
    let network: LedgerNetwork
    /// The utility's peers.
    let peers: [LedgerNetwork.Member]
    let ports: [Int]
    let log = RecordedLog()

    static let twoOfThree = "OutOf(2, 'Operator.peer', 'Utility.peer', 'Utility.peer')"

    init(endorsers: Int = 2) throws {
        network = try LedgerNetwork()
        var peers = [network.utilityPeer]
        while peers.count < endorsers {
            peers.append(try LedgerNetwork.member("peer\(peers.count + 1)", .peer, of: network.utilityAuthority))
        }
        self.peers = peers
        ports = peers.map { _ in Int(freePort()) }
    }

    /// A rhythm in which nothing takes long.
    static var rhythm: ConnectionRhythm {
        var rhythm = ConnectionRhythm()
        rhythm.retry = .milliseconds(20)
        rhythm.retryMaximum = .milliseconds(100)
        return rhythm
    }

    /// Starts an endorser without blocks.
    func startEndorser(
        _ index: Int,
        chaincode: any Chaincode = KeyValueChaincode(),
        identity: Digest = .sha256(bytes(KeyValueChaincode.name)),
        change: (inout EndorserServerSettings) -> Void = { _ in }
    ) async throws -> EndorserServer {
        let member = peers[index]
        var settings = EndorserServerSettings(
            host: "127.0.0.1",
            port: ports[index],
            credential: PeerCredential(certificate: member.identity.certificate, key: member.key),
            channel: "test",
            client: network.peer.identity.organisation,
            roots: [
                ("Operator", network.operatorAuthority.certificate), ("Utility", network.utilityAuthority.certificate),
            ],
            chaincodes: [(chaincode, identity)],
            clock: { LedgerNetwork.now }
        )
        settings.rhythm = Self.rhythm
        change(&settings)
        let server = try EndorserServer(settings, logger: log.logger)
        _ = try await server.start()
        return server
    }

    /// The peer's side of an endorser's connection.
    func link(
        _ index: Int,
        as member: LedgerNetwork.Member? = nil,
        expecting expected: LedgerNetwork.Member? = nil,
        rhythm: ConnectionRhythm = Self.rhythm
    ) throws -> RemoteEndorser {
        let own = member ?? network.peer
        var settings = RemoteEndorserSettings(
            host: "127.0.0.1",
            port: ports[index],
            credential: PeerCredential(certificate: own.identity.certificate, key: own.key),
            clock: { LedgerNetwork.now }
        )
        settings.rhythm = rhythm
        return try RemoteEndorser(
            (expected ?? peers[index]).identity.certificate,
            settings: settings,
            logger: log.logger
        )
    }

    /// A peer on a new or existing ledger that asks the endorsers.
    func fixture(
        _ directory: String,
        policy: String = Self.twoOfThree,
        timeout: Interval = .seconds(20)
    ) throws -> PeerFixture {
        try PeerFixture(
            directory,
            network: network,
            policy: policy,
            timeout: timeout,
            endorsers: { _ in try peers.indices.map { try link($0) } }
        )
    }
}

extension PeerFixture {
    /// Hands in proposals until one is endorsed by somebody, and returns its envelope.
    func untilEndorsed(by endorser: LedgerNetwork.Member) async throws -> Envelope {
        for attempt in 0..<10_000 {
            let proposal = try proposal(2_000_000 + attempt, "get", bytes("nothing"))
            do {
                let place = try await peer.submit(proposal).outcome().place
                let stored = try store.block(place.block)?.transactions[place.transaction]
                let envelope = try stored.map { try Envelope(encoded: $0.envelope) }
                if let envelope, envelope.endorsements.contains(where: { $0.endorser == endorser.fingerprint }) {
                    return envelope
                }
            } catch let failure as PeerFailure {
                guard failure.isTemporary else { throw failure }
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw NobodyJoined()
    }

    /// Hands in proposals until the peer says why one is not endorsed, in words that hold a text.
    func untilRefused(saying text: String) async throws -> String {
        for attempt in 0..<10_000 {
            let proposal = try proposal(3_000_000 + attempt, "get", bytes("nothing"))
            do throws(PeerFailure) {
                _ = try await peer.submit(proposal).outcome()
            } catch {
                guard error.isTemporary else { throw error }
                if error.description.contains(text) { return error.description }
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw NobodyJoined()
    }
}

/// What was logged.
final class RecordedLog: Sendable {
    private let lines = Mutex<[String]>([])
    private let waiters = Mutex<[(text: String, continuation: CheckedContinuation<Void, Never>)]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    /// Waits until a line with a text has been logged, or the test has taken too long.
    func until(_ text: String) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiters.withLock { $0.append((text, continuation)) }
                Task.isCancelled ? giveUp() : tell()
            }
        } onCancel: {
            giveUp()
        }
    }

    private func giveUp() {
        let waiting = waiters.withLock { waiters in
            defer { waiters = [] }
            return waiters
        }
        for waiter in waiting { waiter.continuation.resume() }
    }

    private func add(_ line: String) {
        lines.withLock { $0.append(line) }
        tell()
    }

    private func tell() {
        let text = self.text
        let done = waiters.withLock { waiters in
            let done = waiters.filter { text.contains($0.text) }
            waiters.removeAll { text.contains($0.text) }
            return done
        }
        for waiter in done { waiter.continuation.resume() }
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            log.add("\(event.level) \(event.message) \(all)")
        }
    }
}
