import CBOR
import Cryptography
public import Ledger
import Peer

/// What an endorser in another process says to its peer.
public enum EndorserFrame: Hashable, Sendable {
    /// The replica has that many blocks and waits for the next one.
    case at(height: Int)

    /// The endorser's signature under its own result; with the result, where it is not the peer's.
    case endorsed(ticket: Int, Endorsement)

    /// The endorser will not sign, and why.
    case declined(ticket: Int, reason: String)

    /// The answer to a ping.
    case pong(UInt64)

    /// The endorser hangs up, and why.
    case refused(reason: String)

    init?(_ reply: EndorserReply) {
        switch reply {
        case .at(let height): self = .at(height: height)
        case .endorsed(let ticket, let endorsement): self = .endorsed(ticket: ticket, endorsement)
        case .declined(let ticket, let reason): self = .declined(ticket: ticket, reason: reason)
        case .lost: return nil
        }
    }
}

extension EndorserFrame {
    /// The frame's bytes: a map whose entry 1 is the kind of frame.
    public var encoded: [UInt8] {
        var writer: CBORWriter
        switch self {
        case .at(let height):
            writer = CBORWriter(message: 1, entries: 2)
            writer.entry(2, UInt64(height))
        case .endorsed(let ticket, let endorsement):
            let result = endorsement.result
            writer = CBORWriter(message: 2, entries: result == nil ? 4 : 5, capacity: 160 + (result?.count ?? 0))
            writer.entry(2, UInt64(ticket))
            writer.entry(3, endorsement.endorser.bytes)
            writer.entry(4, endorsement.signature)
            if let result { writer.entry(5, result) }
        case .declined(let ticket, let reason):
            writer = CBORWriter(message: 3, entries: 3)
            writer.entry(2, UInt64(ticket))
            writer.entry(3, reason)
        case .pong(let number):
            writer = CBORWriter(message: 4, entries: 2)
            writer.entry(2, number)
        case .refused(let reason):
            writer = CBORWriter(message: 5, entries: 2)
            writer.entry(2, reason)
        }
        return writer.encoded
    }

    /// Reads a frame.
    ///
    /// - Throws: ``WireError``.
    public init(encoded: [UInt8]) throws(WireError) {
        self = try message("the endorser's message", encoded) { reader, kind, entries in
            guard (1...5).contains(kind) else { return nil }
            try reader.key(2)
            switch (kind, entries) {
            case (1, 2): return .at(height: try reader.count())
            case (2, 4), (2, 5):
                let ticket = try reader.count()
                try reader.key(3)
                let endorser = try reader.digest()
                try reader.key(4)
                let signature = try reader.bytes()
                if entries == 5 { try reader.key(5) }
                let result = entries == 5 ? try reader.bytes() : nil
                return .endorsed(
                    ticket: ticket,
                    Endorsement(endorser: endorser, signature: signature, result: result)
                )
            case (3, 3):
                let ticket = try reader.count()
                try reader.key(3)
                return .declined(ticket: ticket, reason: try reader.text())
            case (4, 2): return .pong(try reader.unsigned())
            case (5, 2): return .refused(reason: try reader.text())
            default: return nil
            }
        }
    }
}
