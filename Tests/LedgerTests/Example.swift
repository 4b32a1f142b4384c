import Cryptography
import Units

@testable import Ledger

/// The structures of the committed vectors.
enum Example {
    static let creator = Digest.sha256(Array("creator".utf8))
    static let endorser = Digest.sha256(Array("endorser".utf8))

    static let proposal = Proposal(
        channel: "riverside",
        timestamp: Instant(milliseconds: 1_795_305_600_000),
        creator: creator,
        nonce: Array(0..<16),
        chaincode: "allocation",
        function: "request",
        arguments: [[1, 2], []]
    )

    static let result = TransactionResult(
        reads: [
            KeyRead(key: "cluster", version: Version(block: 4, transaction: 7)),
            KeyRead(key: "new", version: nil),
        ],
        ranges: [
            RangeRead(from: "r", to: "s", digest: RangeRead.digest(of: [entry("r1", 0), entry("r2", 1)])),
            RangeRead(from: "t", to: nil, digest: RangeRead.digest(of: [])),
        ],
        writes: [KeyWrite(key: "cluster", value: [0xff]), KeyWrite(key: "old", value: nil)],
        response: Array("granted".utf8)
    )

    static func envelope() throws -> Envelope {
        let proposal = try SignedProposal(
            bytes: proposal.encoded,
            signature: Array("creator's signature".utf8)
        )
        return Envelope(
            proposal,
            result: result,
            resultBytes: result.encoded,
            content: ContentHash(proposal: proposal.bytes, result: result.encoded),
            endorsements: [Endorsement(endorser: endorser, signature: Array("endorser's signature".utf8))]
        )
    }

    static func configuration() throws -> ChannelConfiguration {
        try ChannelConfiguration(
            channel: "riverside",
            organisations: [
                OrganisationDefinition(
                    id: "Operator",
                    roots: [Array("r1".utf8), Array("r2".utf8)],
                    intermediates: [Array("i".utf8)],
                    revocationLists: [Array("crl".utf8)]
                ),
                OrganisationDefinition(id: "Auditor", roots: [Array("root".utf8)]),
            ],
            modificationPolicy: "MAJORITY admin",
            orderers: [.sha256(Array("orderer".utf8))],
            chaincodes: [
                ChaincodeDefinition(
                    name: "allocation",
                    identity: .sha256(Array("source".utf8)),
                    endorsementPolicy: "OR('Operator.peer')",
                    terms: Array("terms".utf8)
                )
            ]
        )
    }

    private static func entry(_ key: String, _ transaction: Int) -> StateEntry {
        StateEntry(
            QualifiedKey(StateKey(key), in: "allocation"),
            VersionedValue([], version: Version(block: 3, transaction: transaction))
        )
    }
}
