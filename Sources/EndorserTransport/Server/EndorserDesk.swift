import Cryptography
import Dispatch
import Ledger
import Logging
import Membership
import NIOCore
import Peer
import Synchronization

/// The endorser's work: one connection has the floor, and what comes over it is done in order, on one queue.
///
/// `@unchecked Sendable`: every mutable property is used on `queue` alone.
final class EndorserDesk: @unchecked Sendable {
    private struct Asker {
        let connection: FrameConnection
        let identity: Identity
    }

    private let settings: EndorserServerSettings
    private let logger: Logger
    private let queue = DispatchQueue(label: "commonwatt.endorser-desk")
    private var chain: FollowedChain
    private var asker: Asker?
    private var identities = IdentityCache()

    init(_ settings: EndorserServerSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        chain = FollowedChain(settings)
    }

    /// Goes on with what was kept before, if anything was, or from what its people have given it.
    func resume() throws(EndorserServerError) {
        let result: Result<Bool, EndorserServerError> = queue.sync {
            Result { () throws(EndorserServerError) in try chain.resume() }
        }
        let hasBegun = try result.get()
        let height = queue.sync { chain.height }
        if hasBegun {
            logger.notice(
                "the endorser begins behind a snapshot",
                metadata: ["height": "\(height)", "snapshot": "\(settings.beginning?.place ?? "")"]
            )
        } else if height > 0 {
            logger.notice("the endorser goes on", metadata: ["height": "\(height)"])
        }
    }

    /// Confirms that what the endorser would begin with is what it needs, if it was given anything.
    func confirmBeginning() throws(EndorserServerError) {
        let result: Result<Void, EndorserServerError> = queue.sync {
            Result { () throws(EndorserServerError) in _ = try chain.beginning() }
        }
        try result.get()
    }

    /// Keeps what is not kept yet, and gives the storage up.
    func close() {
        queue.sync {
            do throws(ReplicaError) {
                try chain.close()
            } catch {
                logger.error("the chain that was followed is not kept", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// Says why somebody may not ask; `nil` if it may.
    func judge(_ identity: Identity, intermediates: [Certificate], say: @escaping @Sendable (String?) -> Void) {
        queue.async { say(self.chain.problem(with: identity, intermediates: intermediates)) }
    }

    /// Takes a frame of somebody who has been found fit to ask.
    ///
    /// - Parameter done: Called when it has been worked on.
    func take(
        _ bytes: [UInt8],
        from identity: Identity,
        over connection: FrameConnection,
        done: @escaping @Sendable () -> Void
    ) {
        queue.async {
            self.work(bytes, identity, connection)
            done()
        }
    }

    /// A connection is over.
    func forget(_ connection: FrameConnection) {
        queue.async { if self.asker?.connection === connection { self.asker = nil } }
    }

    private func work(_ bytes: [UInt8], _ identity: Identity, _ connection: FrameConnection) {
        dispatchPrecondition(condition: .onQueue(queue))
        do {
            let frame = try PeerFrame(encoded: bytes, identities: &identities)
            if case .hello(let version, let channel) = frame {
                return try begin(Asker(connection: connection, identity: identity), version, channel)
            }
            // Whoever was replaced by a newer connection is not listened to.
            guard asker?.connection === connection else {
                guard asker == nil else { return connection.close(because: "a newer connection has the floor") }
                throw WireError("the first message was no greeting")
            }
            for reply in try take(frame) {
                if let answer = EndorserFrame(reply) { connection.send(answer.encoded) }
            }
        } catch {
            refuse(connection, because: "\(error)")
        }
    }

    private func begin(_ asker: Asker, _ version: Int, _ channel: String) throws {
        guard version == PeerFrame.version else {
            throw WireError("the peer speaks version \(version) of the protocol, this endorser \(PeerFrame.version)")
        }
        guard channel == settings.channel else {
            throw WireError("the peer is one of the channel '\(channel)', this endorser of '\(settings.channel)'")
        }
        try judge(asker.identity)
        self.asker?.connection.close(because: "a newer connection has the floor")
        self.asker = asker
        chain.begin()
        logger.notice("a peer asks", metadata: ["peer": "\(asker.identity)", "height": "\(chain.height)"])
        asker.connection.send(EndorserFrame.at(height: chain.height).encoded)
    }

    private func take(_ frame: PeerFrame) throws -> [EndorserReply] {
        switch frame {
        case .hello: return []
        case .block(let block):
            // The peer asks for the height when it has sent enough.
            _ = try chain.take(.history([block]))
            return []
        case .height:
            try judgeAsker()
            try chain.keep()
            return [.at(height: chain.height)]
        case .joined(let end):
            try judgeAsker()
            let replies = try chain.take(.joined([], end: end))
            try chain.keep()
            logger.notice("the endorser has joined", metadata: ["height": "\(chain.height)"])
            return replies
        case .proposal(let request):
            let replies = try chain.take(.proposal(request))
            note(replies, to: request)
            return replies
        case .envelope(let envelope, let signers, let place):
            return try chain.take(.envelope(envelope, signers: signers, place: place))
        case .committed(let block): return try chain.take(.committed(block))
        case .withdrawn: return try chain.take(.withdrawn)
        case .ping(let number):
            // The members may have changed since the handshake.
            try judgeAsker()
            asker?.connection.send(EndorserFrame.pong(number).encoded)
            return []
        }
    }

    private func judgeAsker() throws { if let asker { try judge(asker.identity) } }

    private func judge(_ identity: Identity) throws {
        if let reason = chain.problem(with: identity) { throw WireError("\(identity) is refused: \(reason)") }
    }

    /// What its people will want to know of.
    private func note(_ replies: [EndorserReply], to request: EndorsementRequest) {
        for reply in replies {
            switch reply {
            case .endorsed(_, let endorsement) where endorsement.result != nil:
                logger.error(
                    "this endorser came to another result than the peer",
                    metadata: ["transaction": "\(request.proposal.proposal.txid.hex)", "place": "\(request.place)"]
                )
            case .declined(_, let reason):
                logger.info(
                    "an endorsement is declined",
                    metadata: ["transaction": "\(request.proposal.proposal.txid.hex)", "reason": "\(reason)"]
                )
            case .at, .endorsed, .lost: break
            }
        }
    }

    /// Says why, and hangs up.
    private func refuse(_ connection: FrameConnection, because reason: String) {
        if asker?.connection === connection { asker = nil }
        connection.send(EndorserFrame.refused(reason: reason).encoded)
        connection.close(because: reason)
    }
}
