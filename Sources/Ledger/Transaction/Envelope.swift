import CBOR
public import Cryptography

/// A transaction as it is ordered, stored and kept: a signed proposal, its result, and the endorsements of both.
///
/// The parts are the bytes that were signed; they are stored and hashed as they came and never encoded again.
public struct Envelope: Hashable, Sendable {
    /// The whole envelope, as it came.
    public let bytes: [UInt8]

    /// The proposal with its creator's signature.
    public let signedProposal: SignedProposal

    /// The result's bytes.
    public let resultBytes: [UInt8]

    /// What the result says.
    public let result: TransactionResult

    /// The endorsements, each endorser's once.
    public let endorsements: [Endorsement]

    /// The hash that was endorsed, and that the leaf carries.
    public let content: ContentHash

    /// The proposal.
    public var proposal: Proposal { signedProposal.proposal }

    /// The transaction's identifier.
    public let txid: Digest

    /// Puts an envelope together.
    ///
    /// - Parameters:
    ///   - signedProposal: The proposal with its creator's signature.
    ///   - result: What the result's bytes say.
    ///   - resultBytes: What the endorsers signed.
    ///   - content: The hash of both.
    ///   - endorsements: The endorsers' signatures.
    public init(
        _ signedProposal: SignedProposal,
        result: TransactionResult,
        resultBytes: [UInt8],
        content: ContentHash,
        endorsements: [Endorsement]
    ) {
        var recorded = signedProposal
        recorded.transient = nil
        self.signedProposal = recorded
        self.result = result
        self.resultBytes = resultBytes
        self.endorsements = endorsements
        self.content = content
        txid = signedProposal.proposal.txid
        bytes = Envelope.encode(signedProposal, resultBytes, endorsements)
    }

    /// Puts an envelope together from a result that has not been encoded yet.
    public init(_ signedProposal: SignedProposal, result: TransactionResult, endorsements: [Endorsement]) {
        let resultBytes = result.encoded
        self.init(
            signedProposal,
            result: result,
            resultBytes: resultBytes,
            content: ContentHash(proposal: signedProposal.bytes, result: resultBytes),
            endorsements: endorsements
        )
    }

    /// An envelope that says the values that its hashes stand for.
    init(_ recorded: Envelope, arguments: [[UInt8]], result: TransactionResult) {
        bytes = recorded.bytes
        signedProposal = recorded.signedProposal.saying(arguments)
        resultBytes = recorded.resultBytes
        self.result = result
        endorsements = recorded.endorsements
        content = recorded.content
        txid = recorded.txid
    }

    /// Reads an envelope and keeps its bytes.
    ///
    /// - Throws: ``LedgerFormatError``, also for an endorser who occurs twice.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        let parts = try decoding("envelope", encoded) { reader throws(CBORError) in try Parts(from: &reader) }
        let endorsers = parts.endorsements.map(\.endorser)
        guard Set(endorsers).count == endorsers.count else {
            throw .disordered(structure: "envelope", list: "list of endorsers")
        }
        bytes = encoded
        signedProposal = try SignedProposal(bytes: parts.proposal, signature: parts.signature)
        resultBytes = parts.result
        result = try TransactionResult(encoded: parts.result)
        endorsements = parts.endorsements
        guard !endorsements.contains(where: { $0.result == parts.result }) else {
            throw .disordered(structure: "envelope", list: "list of other results")
        }
        content = ContentHash(proposal: parts.proposal, result: parts.result)
        txid = signedProposal.proposal.txid
    }
}

extension Envelope {
    /// `{1: proposal, 2: creator's signature, 3: result, 4: [{1: endorser, 2: signature}]}`, the first three as byte
    /// strings; an endorsement of another result has that as its third entry.
    private static func encode(
        _ proposal: SignedProposal,
        _ result: [UInt8],
        _ endorsements: [Endorsement]
    ) -> [UInt8] {
        let signatures = endorsements.reduce(32) { $0 + 120 + ($1.result?.count ?? 0) }
        let size = proposal.bytes.count + proposal.signature.count + result.count + signatures
        var writer = CBORWriter(capacity: size)
        writer.map(4)
        writer.key(1)
        writer.bytes(proposal.bytes)
        writer.key(2)
        writer.bytes(proposal.signature)
        writer.key(3)
        writer.bytes(result)
        writer.key(4)
        writer.array(endorsements.count)
        for endorsement in endorsements {
            writer.map(endorsement.result == nil ? 2 : 3)
            writer.key(1)
            writer.bytes(endorsement.endorser.bytes)
            writer.key(2)
            writer.bytes(endorsement.signature)
            guard let result = endorsement.result else { continue }
            writer.key(3)
            writer.bytes(result)
        }
        return writer.encoded
    }

    private struct Parts {
        let proposal: [UInt8]
        let signature: [UInt8]
        let result: [UInt8]
        let endorsements: [Endorsement]

        init(from reader: inout CBORReader) throws(CBORError) {
            try reader.map(of: 4)
            try reader.key(1)
            proposal = try reader.bytes()
            try reader.key(2)
            signature = try reader.bytes()
            try reader.key(3)
            result = try reader.bytes()
            try reader.key(4)
            endorsements = try reader.list { reader throws(CBORError) in
                let count = try reader.map(of: 2, or: 3)
                try reader.key(1)
                let endorser = try reader.digest()
                try reader.key(2)
                let signature = try reader.bytes()
                guard count == 3 else { return Endorsement(endorser: endorser, signature: signature) }
                try reader.key(3)
                return Endorsement(endorser: endorser, signature: signature, result: try reader.bytes())
            }
        }
    }
}
