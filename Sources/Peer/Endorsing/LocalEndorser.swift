import Cryptography
import Dispatch
public import Ledger
public import Membership

/// An endorser of another organisation in the peer's own process, with a key of its own.
///
/// It reads the peer's committed state and executes on a pending state of its own, on its own queue.
public final class LocalEndorser<Storage: LedgerStorage>: EndorsingPeer, @unchecked Sendable {
    public let identity: Identity

    public var isLocal: Bool { true }

    private let credential: PeerCredential
    private let storage: Storage
    private let chaincodes: [any Chaincode]
    private let queue = DispatchQueue(label: "commonwatt.local-endorser")
    /// Used on `queue` alone.
    private var replica: EndorserReplica<SharedReplica<Storage>>?
    private var session: EndorsingSession?

    /// Creates an endorser.
    ///
    /// - Parameters:
    ///   - credential: Who signs.
    ///   - storage: The peer's own.
    ///   - chaincodes: What it executes.
    /// - Throws: `IdentityRefusal`, if the certificate is no identity.
    public init(
        _ credential: PeerCredential,
        storage: Storage,
        chaincodes: [any Chaincode]
    ) throws(IdentityRefusal) {
        identity = try Identity(certificate: credential.certificate)
        self.credential = credential
        self.storage = storage
        self.chaincodes = chaincodes
    }

    public func start(_ session: EndorsingSession) {
        queue.sync {
            self.session = session
            replica = EndorserReplica(
                credential: credential,
                chaincodes: chaincodes,
                state: SharedReplica(storage: storage, peerHeight: session.height, channel: session.channel),
                checks: nil
            )
        }
        session.answer(.at(height: session.height()))
    }

    public func send(_ message: EndorserMessage) {
        queue.async { self.take(message) }
    }

    public func stop() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    private func take(_ message: EndorserMessage) {
        dispatchPrecondition(condition: .onQueue(queue))
        do throws(ReplicaError) {
            for reply in try replica?.take(message) ?? [] { session?.answer(reply) }
        } catch {
            session?.answer(.lost(reason: error.message))
        }
    }
}
