import CBOR
import Cryptography
public import Ledger
public import Membership
public import Peer

/// What a peer says to an endorser in another process.
public enum PeerFrame: Sendable {
    /// The first word: the version of the protocol that the peer speaks, and the channel's name.
    case hello(version: Int, channel: String)

    /// A block that the endorser lacks.
    case block(CommittedBlock)

    /// The endorser is asked how many blocks it has.
    case height

    /// Nothing is pending: from here on the endorser follows the stream. The peer's chain ends here.
    case joined(ChainEnd)

    /// A proposal to execute and to endorse.
    case proposal(EndorsementRequest)

    /// A transaction that was endorsed elsewhere has taken its place in the order.
    case envelope(Envelope, signers: [Identity], place: Version)

    /// A block is committed.
    case committed(CommittedBlock)

    /// What is pending is void.
    case withdrawn

    /// The peer asks for a sign of life.
    case ping(UInt64)

    /// The version of the protocol that this program speaks.
    public static let version = 2

    /// A message as frames: blocks travel one by one, so that no frame is much larger than a block.
    static func frames(of message: EndorserMessage) -> [PeerFrame] {
        switch message {
        case .history(let blocks): blocks.map { .block($0) } + [.height]
        case .joined(let blocks, let end): blocks.map { .block($0) } + [.joined(end)]
        case .proposal(let request): [.proposal(request)]
        case .envelope(let envelope, let signers, let place): [.envelope(envelope, signers: signers, place: place)]
        case .committed(let block): [.committed(block)]
        case .withdrawn: [.withdrawn]
        }
    }
}

extension PeerFrame {
    /// The frame's bytes: a map whose entry 1 is the kind of frame.
    public var encoded: [UInt8] {
        switch self {
        case .hello(let version, let channel):
            var writer = CBORWriter(message: 1, entries: 3)
            writer.entry(2, UInt64(version))
            writer.entry(3, channel)
            return writer.encoded
        case .block(let block): return Self.encode(block, kind: 2)
        case .height: return CBORWriter(message: 3, entries: 1).encoded
        case .joined(let end):
            var writer = CBORWriter(message: 4, entries: 3)
            writer.entry(2, UInt64(end.height))
            writer.entry(3, end.hash.bytes)
            return writer.encoded
        case .proposal(let request): return Self.encode(request)
        case .envelope(let envelope, let signers, let place):
            var writer = CBORWriter(message: 6, entries: 5, capacity: envelope.bytes.count + signers.count * 1_024 + 64)
            writer.entry(2, envelope.bytes)
            writer.key(3)
            writer.list(signers) { $0.bytes($1.certificate.der) }
            writer.place(place, from: 4)
            return writer.encoded
        case .committed(let block): return Self.encode(block, kind: 7)
        case .withdrawn: return CBORWriter(message: 8, entries: 1).encoded
        case .ping(let number):
            var writer = CBORWriter(message: 9, entries: 2)
            writer.entry(2, number)
            return writer.encoded
        }
    }

    private static func encode(_ block: CommittedBlock, kind: UInt64) -> [UInt8] {
        var writer = CBORWriter(message: kind, entries: 2, capacity: block.weight)
        writer.key(2)
        block.write(to: &writer)
        return writer.encoded
    }

    private static func encode(_ request: EndorsementRequest) -> [UInt8] {
        let (proposal, creator) = (request.proposal, request.creator.certificate.der)
        let transient = proposal.transient?.encoded
        let size = proposal.bytes.count + creator.count + (transient?.count ?? 0) + 256
        var writer = CBORWriter(message: 5, entries: transient == nil ? 8 : 9, capacity: size)
        writer.entry(2, UInt64(request.ticket))
        writer.entry(3, proposal.bytes)
        writer.entry(4, proposal.signature)
        writer.entry(5, creator)
        writer.place(request.place, from: 6)
        writer.entry(8, request.content.digest.bytes)
        if let transient { writer.entry(9, transient) }
        return writer.encoded
    }
}

extension PeerFrame {
    /// Reads a frame.
    ///
    /// - Throws: ``WireError``.
    public init(encoded: [UInt8]) throws(WireError) {
        var identities = IdentityCache()
        try self.init(encoded: encoded, identities: &identities)
    }

    /// Reads a frame; certificates that came before are not taken apart again.
    init(encoded: [UInt8], identities: inout IdentityCache) throws(WireError) {
        self = try message("the peer's message", encoded) { reader, kind, entries in
            switch (kind, entries) {
            case (1, 3):
                try reader.key(2)
                let version = try reader.count()
                try reader.key(3)
                return .hello(version: version, channel: try reader.text())
            case (2, 2):
                try reader.key(2)
                return .block(try CommittedBlock(from: &reader))
            case (3, 1): return .height
            case (4, 3):
                try reader.key(2)
                let height = try reader.count()
                try reader.key(3)
                return .joined(ChainEnd(height: height, hash: try reader.digest()))
            case (5, 8), (5, 9): return try Self.proposal(&reader, &identities, isPrivate: entries == 9)
            case (6, 5):
                try reader.key(2)
                let envelope = try Envelope(encoded: try reader.bytes())
                try reader.key(3)
                let certificates = try reader.list { reader throws(CBORError) in try reader.bytes() }
                let signers = try certificates.map { try identities.identity($0) }
                return .envelope(envelope, signers: signers, place: try reader.place(from: 4))
            case (7, 2):
                try reader.key(2)
                return .committed(try CommittedBlock(from: &reader))
            case (8, 1): return .withdrawn
            case (9, 2):
                try reader.key(2)
                return .ping(try reader.unsigned())
            default: return nil
            }
        }
    }

    private static func proposal(
        _ reader: inout CBORReader,
        _ identities: inout IdentityCache,
        isPrivate: Bool
    ) throws -> PeerFrame {
        try reader.key(2)
        let ticket = try reader.count()
        try reader.key(3)
        let bytes = try reader.bytes()
        try reader.key(4)
        let signature = try reader.bytes()
        try reader.key(5)
        let creator = try identities.identity(try reader.bytes())
        let place = try reader.place(from: 6)
        try reader.key(8)
        let content = ContentHash(try reader.digest())
        var proposal = try SignedProposal(bytes: bytes, signature: signature)
        if isPrivate {
            try reader.key(9)
            proposal.transient = try TransientData(encoded: try reader.bytes())
        }
        let request = EndorsementRequest(
            ticket: ticket,
            proposal: proposal,
            creator: creator,
            place: place,
            content: content
        )
        return .proposal(request)
    }
}

/// Identities by their certificates' bytes: the same few occur in every proposal.
struct IdentityCache: Sendable {
    private var identities: [[UInt8]: Identity] = [:]

    /// How many are kept; past that they are all forgotten, so that strangers cannot fill the memory.
    private static let kept = 1_024

    mutating func identity(_ der: [UInt8]) throws -> Identity {
        if let known = identities[der] { return known }
        let identity = try Identity(certificate: Certificate(der: der))
        if identities.count >= Self.kept { identities.removeAll(keepingCapacity: true) }
        identities[der] = identity
        return identity
    }
}
