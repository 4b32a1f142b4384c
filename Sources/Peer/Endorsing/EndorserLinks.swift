import Cryptography
import Dispatch
import Ledger
import Membership

/// The peer's side of its other endorsers' streams: who is how far. Used on the endorsing queue alone.
struct EndorserLinks {
    private enum Status {
        /// Not connected, or not yet.
        case away(String)
        /// Blocks are being sent to it.
        case catchingUp
        /// It has nearly all blocks and waits for the pending state to run empty.
        case waiting(height: Int)
        /// It follows the stream.
        case joined
        /// It follows the blocks; its pending state is another one.
        case apart(String, since: DispatchTime)
    }

    private struct Link {
        let peer: any EndorsingPeer
        var status = Status.away("it has not been reached yet")
    }

    private var links: [Link]
    private let rejoining: DispatchTimeInterval

    /// How many blocks are sent at a time to an endorser that lacks many.
    static let historyLength = 32

    init(_ endorsers: [any EndorsingPeer], rejoining: DispatchTimeInterval) {
        links = endorsers.map { Link(peer: $0) }
        self.rejoining = rejoining
    }

    /// The other endorsers.
    var identities: [Identity] { links.map(\.peer.identity) }

    /// Whether an endorser waits for the pending state to run empty.
    func areWaiting(at now: DispatchTime) -> Bool {
        links.contains { link in
            switch link.status {
            case .waiting: true
            case .apart(_, let since): since + rejoining <= now
            case .away, .catchingUp, .joined: false
            }
        }
    }

    /// Sends a message to everybody who follows the stream; `nil` for each who does, else why not.
    func send(_ message: EndorserMessage) -> [String?] {
        links.map { link in
            switch link.status {
            case .joined:
                link.peer.send(message)
                return nil
            case .away(let reason), .apart(let reason, _): return reason
            case .catchingUp, .waiting: return "it is still taking over the chain"
            }
        }
    }

    /// Sends a committed block to everybody who follows the chain.
    func commit(_ block: CommittedBlock) {
        for link in links {
            switch link.status {
            case .joined, .apart: link.peer.send(.committed(block))
            case .away, .catchingUp, .waiting: break
            }
        }
    }

    /// An endorser's pending state is another one from now on.
    mutating func part(_ endorser: Digest, because reason: String, at now: DispatchTime) {
        guard let index = index(endorser), case .joined = links[index].status else { return }
        links[index].status = .apart(reason, since: now)
    }

    mutating func lose(_ endorser: Digest, because reason: String) {
        guard let index = index(endorser) else { return }
        links[index].status = .away(reason)
    }

    /// An endorser has come to a height.
    ///
    /// - Returns: The blocks to send to it (``send(history:to:)``), if it lacks many.
    mutating func reached(_ endorser: Digest, height: Int, of blocks: Int) -> Range<Int>? {
        guard let index = index(endorser) else { return nil }
        // One that has more blocks than the chain is told so when it joins, and says what it makes of that.
        guard blocks - height > Self.historyLength else {
            links[index].status = .waiting(height: height)
            return nil
        }
        links[index].status = .catchingUp
        return height..<(height + Self.historyLength)
    }

    /// Sends blocks to an endorser that lacks them.
    func send(history: [CommittedBlock], to endorser: Digest) {
        guard let index = index(endorser), case .catchingUp = links[index].status else { return }
        links[index].peer.send(.history(history))
    }

    /// Nothing is pending: who waited follows the stream from here on.
    mutating func join(blocks: Int, chain: some ChainReader & PrivateValues) throws(ChainError) {
        for index in links.indices {
            let height: Int
            switch links[index].status {
            case .waiting(let reached): height = reached
            case .apart: height = blocks
            case .away, .catchingUp, .joined: continue
            }
            let missing: [CommittedBlock]
            do {
                missing = try Self.read(min(height, blocks)..<blocks, from: chain)
            } catch  where error.kind == .unsuitable {
                // What came before the snapshot from which the ledger began.
                let remedy = "its member names a snapshot of it in the endorser's file"
                links[index].status = .away("it lacks a block: \(error.message), or \(remedy)")
                continue
            }
            guard let last = try chain.block(blocks - 1) else {
                throw ChainError(.damaged, "the chain has no block \(blocks - 1); audit the ledger")
            }
            let end = ChainEnd(height: blocks, hash: BlockHeader.hash(of: last.header))
            links[index].peer.send(.joined(missing, end: end))
            links[index].status =
                height <= blocks
                ? .joined : .away("it has \(height) blocks, more than the chain with its \(blocks)")
        }
    }

    /// Blocks of a chain, all of them.
    static func read(
        _ numbers: Range<Int>,
        from chain: some ChainReader & PrivateValues
    ) throws(ChainError) -> [CommittedBlock] {
        var blocks: [CommittedBlock] = []
        for number in numbers {
            if let block = try CommittedBlock.read(number, from: chain) { blocks.append(block) }
        }
        return blocks
    }

    private func index(_ endorser: Digest) -> Int? {
        links.firstIndex { $0.peer.identity.certificate.fingerprint == endorser }
    }
}
