import Dispatch
import Ledger
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import Synchronization
import Units

/// An endorser with a replica of its own that believes nothing it is sent, and that a test can silence and cut off.
final class ScriptedEndorser: EndorsingPeer, @unchecked Sendable {
    let identity: Identity
    let isLocal = false

    private let member: LedgerNetwork.Member
    private let chaincode: any Chaincode
    private let isConnectedAtStart: Bool
    private let isSilent: @Sendable (EndorsementRequest) -> Bool
    private let queue = DispatchQueue(label: "scripted-endorser")
    /// Used on `queue` alone.
    private var replica: EndorserReplica<MemoryReplica>?
    private var session: EndorsingSession?
    private var isConnected = false
    private let problems = Mutex<[String]>([])

    init(
        _ member: LedgerNetwork.Member,
        chaincode: any Chaincode = KeyValueChaincode(),
        isConnectedAtStart: Bool = true,
        isSilent: @escaping @Sendable (EndorsementRequest) -> Bool = { _ in false }
    ) {
        identity = member.identity
        self.member = member
        self.chaincode = chaincode
        self.isConnectedAtStart = isConnectedAtStart
        self.isSilent = isSilent
    }

    /// What the replica could not take.
    var failures: [String] { problems.withLock { $0 } }

    func start(_ session: EndorsingSession) {
        queue.sync {
            self.session = session
            replica = EndorserReplica(
                credential: PeerCredential(certificate: identity.certificate, key: member.key),
                chaincodes: [chaincode],
                state: MemoryReplica(channel: session.genesis),
                checks: ProposalChecks(clock: { LedgerNetwork.now })
            )
        }
        if isConnectedAtStart { connect() }
    }

    /// Reaches the peer again, with the blocks that the replica has.
    func connect() {
        queue.sync {
            isConnected = true
            session?.answer(.at(height: replica?.height ?? 0))
        }
    }

    /// Loses the peer; what it sends is lost.
    func disconnect() {
        queue.sync {
            isConnected = false
            session?.answer(.lost(reason: "the connection was cut"))
        }
    }

    func send(_ message: EndorserMessage) {
        queue.async { self.take(message) }
    }

    func stop() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    private func take(_ message: EndorserMessage) {
        guard isConnected else { return }
        do throws(ReplicaError) {
            let replies = try replica?.take(message) ?? []
            if case .proposal(let request) = message, isSilent(request) { return }
            for reply in replies { session?.answer(reply) }
        } catch {
            problems.withLock { $0.append(error.message) }
        }
    }
}

extension PeerFixture {
    /// A peer that can do nothing without an endorser, when that has joined.
    static func asking(
        _ endorser: ScriptedEndorser,
        at directory: String,
        network: LedgerNetwork,
        timeout: Interval = .seconds(20)
    ) async throws -> PeerFixture {
        let policy = EndorsementTests.both
        let fixture = try PeerFixture(directory, network: network, policy: policy, timeout: timeout) { _ in [endorser] }
        try await fixture.untilEndorsed()
        return fixture
    }
}
