import CBOR
public import Cryptography
public import Units

/// What a client asks a chaincode to do (thesis, A.3.2).
public struct Proposal: Hashable, Sendable {
    /// The channel, so that a proposal cannot be replayed on another ledger.
    public let channel: String

    /// When the client made it.
    public let timestamp: Instant

    /// The fingerprint of the client's certificate.
    public let creator: Digest

    /// Bytes that the client uses only once.
    public let nonce: [UInt8]

    /// The chaincode's name.
    public let chaincode: String

    /// The transaction's name within the chaincode.
    public let function: String

    /// The arguments.
    public let arguments: [[UInt8]]

    /// Creates a proposal.
    public init(
        channel: String,
        timestamp: Instant,
        creator: Digest,
        nonce: [UInt8],
        chaincode: String,
        function: String,
        arguments: [[UInt8]]
    ) {
        self.channel = channel
        self.timestamp = timestamp
        self.creator = creator
        self.nonce = nonce
        self.chaincode = chaincode
        self.function = function
        self.arguments = arguments
    }

    /// The transaction's identifier: SHA-256 of the nonce and the creator's fingerprint.
    ///
    /// Nobody else can take an identifier before its owner does, and no signature is part of it.
    public var txid: Digest {
        Self.identifier(nonce: nonce, creator: creator)
    }

    /// The identifier of the proposal that a creator makes with a nonce (``txid``).
    public static func identifier(nonce: [UInt8], creator: Digest) -> Digest {
        .sha256(nonce, creator.bytes)
    }
}

extension Proposal {
    /// The number of bytes a nonce may have.
    public static let nonceLength = 16...64

    /// The bytes that the creator signs: `{1: channel, 2: timestamp in ms, 3: creator, 4: nonce, 5: chaincode,
    /// 6: function, 7: arguments}`.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 192)
        writer.map(7)
        writer.key(1)
        writer.text(channel)
        writer.key(2)
        writer.int(timestamp.milliseconds)
        writer.key(3)
        writer.bytes(creator.bytes)
        writer.key(4)
        writer.bytes(nonce)
        writer.key(5)
        writer.text(chaincode)
        writer.key(6)
        writer.text(function)
        writer.key(7)
        writer.byteStrings(arguments)
        return writer.encoded
    }

    /// Reads a proposal.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        self = try decoding("proposal", encoded) { reader throws(CBORError) in
            try reader.map(of: 7)
            try reader.key(1)
            let channel = try reader.text()
            try reader.key(2)
            let timestamp = Instant(milliseconds: try reader.int())
            try reader.key(3)
            let creator = try reader.digest()
            try reader.key(4)
            let start = reader.offset
            let nonce = try reader.bytes()
            guard Self.nonceLength.contains(nonce.count) else { throw CBORError(.outOfRange, at: start) }
            try reader.key(5)
            let chaincode = try reader.text()
            try reader.key(6)
            let function = try reader.text()
            try reader.key(7)
            return Proposal(
                channel: channel,
                timestamp: timestamp,
                creator: creator,
                nonce: nonce,
                chaincode: chaincode,
                function: function,
                arguments: try reader.byteStrings()
            )
        }
    }
}

/// A proposal as its creator signed it.
public struct SignedProposal: Hashable, Sendable {
    /// The signed bytes, as they came.
    public let bytes: [UInt8]

    /// The creator's signature over the bytes.
    public let signature: [UInt8]

    /// What the bytes say.
    public let proposal: Proposal

    /// What travels beside the proposal where its arguments are hashes; no envelope has it.
    public var transient: TransientData?

    /// Takes a proposal as it came.
    ///
    /// - Throws: ``LedgerFormatError``, if the bytes are no proposal. The signature is not looked at.
    public init(bytes: [UInt8], signature: [UInt8]) throws(LedgerFormatError) {
        proposal = try Proposal(encoded: bytes)
        self.bytes = bytes
        self.signature = signature
    }

    /// Takes a proposal that has been read already.
    init(_ proposal: Proposal, bytes: [UInt8], signature: [UInt8]) {
        self.proposal = proposal
        self.bytes = bytes
        self.signature = signature
    }

    /// Signs a proposal with its creator's key.
    ///
    /// - Throws: `CryptoError`.
    public init(_ proposal: Proposal, signedBy key: SigningKey) throws(CryptoError) {
        self.proposal = proposal
        bytes = proposal.encoded
        signature = try key.sign(bytes)
    }

    /// The same bytes and signature, saying the values that the arguments are hashes of.
    func saying(_ arguments: [[UInt8]]) -> SignedProposal {
        SignedProposal(
            Proposal(
                channel: proposal.channel,
                timestamp: proposal.timestamp,
                creator: proposal.creator,
                nonce: proposal.nonce,
                chaincode: proposal.chaincode,
                function: proposal.function,
                arguments: arguments
            ),
            bytes: bytes,
            signature: signature
        )
    }
}
