import CBOR
public import Cryptography
public import Units

/// A permission to drop a transaction's content, as a transaction of the channel's own: it names the transaction, its
/// place, and all that is to be left of it.
///
/// It takes effect if those have endorsed it whom the configuration's policy of the section
/// ``ConfigurationSection/redactions`` names, once for each transaction, and only when later transactions have
/// overwritten every value that the redacted one wrote: the state at the chain's end never depends on what is gone.
public struct Redaction: Hashable, Sendable {
    /// The chaincode name of redactions; no chaincode of a channel can have it.
    public static let chaincode = "_redaction"

    /// The function of redactions.
    public static let function = "redact"

    /// The place of the redacted transaction.
    public let place: Version

    /// What is left of it.
    public let remains: RedactedTransaction

    /// Describes the redaction of a transaction.
    ///
    /// - Throws: ``RedactionProblem/protected(_:)`` for a transaction of the channel's own.
    public init(of envelope: Envelope, at place: Version) throws(RedactionProblem) {
        try self.init(RedactedTransaction(of: envelope), at: place)
    }

    private init(_ remains: RedactedTransaction, at place: Version) throws(RedactionProblem) {
        switch remains.chaincode {
        case ChannelConfiguration.chaincode: throw .protected("sets a configuration")
        case Redaction.chaincode: throw .protected("is a redaction")
        default: break
        }
        self.place = place
        self.remains = remains
    }

    /// Reads the redaction that a transaction asks for, if anybody lets it.
    ///
    /// - Throws: ``RedactionProblem``.
    public init(_ transaction: Envelope) throws(RedactionProblem) {
        let proposal = transaction.proposal
        guard Redaction.isOne(transaction), proposal.function == Redaction.function,
            proposal.arguments.count == 1, let argument = proposal.arguments.first
        else { throw .notARedaction }
        let redaction: Redaction
        do {
            let (place, remains) = try decoding("redaction", argument) { reader throws(CBORError) in
                try reader.map(of: 3)
                try reader.key(1)
                let block = try reader.count()
                try reader.key(2)
                let index = try reader.count()
                try reader.key(3)
                return (Version(block: block, transaction: index), try reader.bytes())
            }
            redaction = try Redaction(RedactedTransaction(encoded: remains), at: place)
        } catch let problem as RedactionProblem {
            throw problem
        } catch let error as LedgerFormatError {
            throw .unreadable(error)
        } catch {
            throw .notARedaction
        }
        guard transaction.result == Self.result(of: proposal, redacting: redaction.remains.txid) else {
            throw .notARedaction
        }
        self = redaction
    }

    /// Whether a transaction is a redaction, whatever it says.
    public static func isOne(_ envelope: Envelope) -> Bool {
        envelope.proposal.chaincode == chaincode
    }

    /// The key under which the state has the redaction of a transaction.
    public static func key(of txid: Digest) -> QualifiedKey {
        QualifiedKey(StateKey(txid.bytes), in: chaincode)
    }

    /// The first key that still has the value which the transaction wrote; `nil` if its content can be dropped.
    ///
    /// - Throws: ``StateError``.
    public func valueInForce(in state: some StateView) throws(StateError) -> QualifiedKey? {
        for write in remains.writes where !write.isDeletion {
            let key = QualifiedKey(write.key, in: remains.chaincode)
            if try state.value(of: key)?.version == place { return key }
        }
        return nil
    }
}

extension Envelope {
    /// Whether the transaction is one of the channel's own, which no chaincode executes: a configuration or a
    /// redaction.
    public var isOfChannel: Bool { ConfigurationTransaction.isOne(self) || Redaction.isOne(self) }
}

extension Redaction {
    /// Makes a transaction that nobody has endorsed yet.
    ///
    /// - Parameters:
    ///   - channel: The channel's name.
    ///   - creator: The fingerprint of the proposer's certificate.
    ///   - key: The proposer's key.
    ///   - instant: When it is proposed.
    ///   - nonce: Bytes that the proposer uses only once.
    /// - Throws: `CryptoError`, if the key cannot sign.
    public func transaction(
        on channel: String,
        creator: Digest,
        key: SigningKey,
        at instant: Instant,
        nonce: [UInt8]
    ) throws(CryptoError) -> Envelope {
        let proposal = Proposal(
            channel: channel,
            timestamp: instant,
            creator: creator,
            nonce: nonce,
            chaincode: Redaction.chaincode,
            function: Redaction.function,
            arguments: [argument]
        )
        let result = Redaction.result(of: proposal, redacting: remains.txid)
        return Envelope(try SignedProposal(proposal, signedBy: key), result: result, endorsements: [])
    }

    /// `{1: block, 2: transaction, 3: what is left}`.
    private var argument: [UInt8] {
        var writer = CBORWriter(capacity: remains.bytes.count + 32)
        writer.map(3)
        writer.key(1)
        writer.unsigned(UInt64(place.block))
        writer.key(2)
        writer.unsigned(UInt64(place.transaction))
        writer.key(3)
        writer.bytes(remains.bytes)
        return writer.encoded
    }

    /// What a redaction reads and writes: that there was none of this transaction before, and that there is one now. A
    /// second one is a read conflict.
    private static func result(of proposal: Proposal, redacting txid: Digest) -> TransactionResult {
        let key = StateKey(txid.bytes)
        return TransactionResult(
            reads: [KeyRead(key: key, version: nil)],
            ranges: [],
            writes: [KeyWrite(key: key, value: proposal.txid.bytes)],
            response: []
        )
    }
}

/// Why a transaction redacts nothing.
public enum RedactionProblem: Error, Hashable, Sendable {
    /// It is no redaction, or does something else as well.
    case notARedaction

    /// What it says cannot be read.
    case unreadable(LedgerFormatError)

    /// Transactions of the channel's own are what all others are judged by; what the transaction does.
    case protected(String)
}

extension RedactionProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notARedaction: "it redacts nothing"
        case .unreadable(let error): "what it redacts cannot be read: \(error)"
        case .protected(let what): "the transaction \(what); others are judged by it, and it cannot be redacted"
        }
    }
}
