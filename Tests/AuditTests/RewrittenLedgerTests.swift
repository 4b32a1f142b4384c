import AllocationContract
import Audit
import Cryptography
import Ledger
import LedgerTestKit
import Membership
import Testing

@Suite("Ledgers that the operator rewrote, every hash and seal with them")
struct RewrittenLedgerTests {
    let example: ExampleChain

    init() throws {
        example = try ExampleChain.story()
    }

    static let badlySigned: [Forgery] = [
        Forgery(
            "a byte of a creator's signature",
            .signatures,
            at: ExampleChain.Place.second,
            subject: "validation code"
        ) {
            script in
            try script.replace(ExampleChain.Place.second) { old in
                let signed = old.signedProposal
                let proposal = try SignedProposal(bytes: signed.bytes, signature: signed.signature.flipped(at: 20))
                return Envelope(proposal, result: old.result, endorsements: old.endorsements)
            }
        },
        Forgery(
            "a byte of an endorser's signature",
            .signatures,
            at: ExampleChain.Place.shared,
            subject: "validation code"
        ) {
            script in
            script.replace(ExampleChain.Place.shared) { old in
                let last = old.endorsements[1]
                let forged = Endorsement(endorser: last.endorser, signature: last.signature.flipped(at: 20))
                return old.with(endorsements: [old.endorsements[0], forged])
            }
        },
        Forgery("no endorsement", .signatures, at: ExampleChain.Place.first, subject: "validation code") { script in
            script.replace(ExampleChain.Place.first) { $0.with(endorsements: []) }
        },
        Forgery("an endorsement too few", .signatures, at: ExampleChain.Place.shared, subject: "validation code") {
            script in
            script.replace(ExampleChain.Place.shared) { $0.with(endorsements: [$0.endorsements[0]]) }
        },
        Forgery("an endorsement by another role", .signatures, at: ExampleChain.Place.first, subject: "validation code")
        { script in
            let admin = script.network.admin
            try script.replace(ExampleChain.Place.first) { try $0.with(result: $0.result, endorsedBy: [admin]) }
        },
        Forgery(
            "an expired certificate let through",
            .signatures,
            at: ExampleChain.Place.expired,
            subject: "validation code"
        ) {
            script in
            script.replace(ExampleChain.Place.expired, code: .mvccReadConflict) { $0 }
        },
        Forgery("a valid creator refused", .signatures, at: ExampleChain.Place.second, subject: "validation code") {
            script in
            script.replace(ExampleChain.Place.second, code: .badCreatorSignature) { $0 }
        },
        Forgery("a duplicate let through", .signatures, at: ExampleChain.Place.duplicate, subject: "validation code") {
            script in
            script.replace(ExampleChain.Place.duplicate, code: .mvccReadConflict) { $0 }
        },
        Forgery(
            "an only one called a duplicate",
            .signatures,
            at: ExampleChain.Place.readConflict,
            subject: "duplicate"
        ) { script in
            script.replace(ExampleChain.Place.readConflict, code: .duplicateTxid) { $0 }
        },
        Forgery("a certificate of another root", .signatures, at: ExampleChain.Place.second, subject: "validation code")
        { script in
            let stranger = try LedgerNetwork().client
            script.certificates[stranger.fingerprint] = stranger.identity.certificate.der
            try script.replace(ExampleChain.Place.second) { old in
                let proposal = old.proposal.by(stranger.fingerprint)
                let signed = try SignedProposal(proposal, signedBy: stranger.key)
                return Envelope(signed, result: old.result, endorsements: old.endorsements)
            }
        },
    ]

    static let notFollowing: [Forgery] = [
        Forgery("a read version", .state, at: ExampleChain.Place.second, subject: "validation code") { script in
            let peer = script.network.peer
            try script.replace(ExampleChain.Place.second) { old in
                let reads = old.result.reads.map { KeyRead(key: $0.key, version: ExampleChain.Place.open) }
                return try old.with(result: old.result.with(reads: reads), endorsedBy: [peer])
            }
        },
        Forgery("a stale call let through", .state, at: ExampleChain.Place.readConflict, subject: "validation code") {
            script in
            script.replace(ExampleChain.Place.readConflict, code: .valid) { $0 }
        },
        Forgery("a phantom let through", .state, at: Version(block: 6, transaction: 1), subject: "validation code") {
            $0.replace(Version(block: 6, transaction: 1), code: .valid) { $0 }
        },
        Forgery("a request suppressed as a conflict", .state, at: ExampleChain.Place.second, subject: "validation code")
        { script in
            script.replace(ExampleChain.Place.second, code: .mvccReadConflict) { $0 }
        },
        Forgery("a write left out", .calls, at: ExampleChain.Place.first, subject: "write set") { script in
            let peer = script.network.peer
            try script.replace(ExampleChain.Place.first) { old in
                try old.with(result: old.result.with(writes: Array(old.result.writes.dropFirst())), endorsedBy: [peer])
            }
        },
        Forgery("a write more", .calls, at: ExampleChain.Place.first, subject: "write set") { script in
            let peer = script.network.peer
            try script.replace(ExampleChain.Place.first) { old in
                let more = old.result.writes + [KeyWrite(key: "z", value: [1])]
                return try old.with(result: old.result.with(writes: more), endorsedBy: [peer])
            }
        },
        Forgery("a read left out", .calls, at: ExampleChain.Place.second, subject: "read set") { script in
            let peer = script.network.peer
            try script.replace(ExampleChain.Place.second) {
                try $0.with(result: $0.result.with(reads: []), endorsedBy: [peer])
            }
        },
        Forgery("a response", .calls, at: ExampleChain.Place.second, subject: "response") { script in
            let peer = script.network.peer
            try script.replace(ExampleChain.Place.second) { old in
                let response = old.result.response.flipped(at: 3)
                return try old.with(result: old.result.with(response: response), endorsedBy: [peer])
            }
        },
        Forgery("a call that the contract refuses", .calls, at: ExampleChain.Place.second, subject: "contract call") {
            script in
            let (client, peer) = (script.network.client, script.network.peer)
            try script.replace(ExampleChain.Place.second) { old in
                let proposal = old.proposal.calling(try levelChange("b09", 5, sequence: 90))
                let signed = try SignedProposal(proposal, signedBy: client.key)
                let bare = Envelope(signed, result: old.result, endorsements: [])
                return try bare.with(result: old.result, endorsedBy: [peer])
            }
        },
    ]

    @Test("What was signed by the wrong ones, or not at all, is found at level 2", arguments: badlySigned)
    func signatures(_ forgery: Forgery) async throws {
        _ = try await forgery.check(example)
    }

    @Test("What does not follow from the state is found at level 3, from the calls at level 4", arguments: notFollowing)
    func results(_ forgery: Forgery) async throws {
        _ = try await forgery.check(example)
    }
}

extension TransactionResult {
    /// The result with other reads, writes or another response.
    func with(reads: [KeyRead]? = nil, writes: [KeyWrite]? = nil, response: [UInt8]? = nil) -> TransactionResult {
        TransactionResult(
            reads: reads ?? self.reads,
            ranges: ranges,
            writes: writes ?? self.writes,
            response: response ?? self.response
        )
    }
}

extension Proposal {
    /// The proposal by another creator.
    func by(_ creator: Digest) -> Proposal {
        Proposal(
            channel: channel,
            timestamp: timestamp,
            creator: creator,
            nonce: nonce,
            chaincode: chaincode,
            function: function,
            arguments: arguments
        )
    }

    /// The proposal of another call.
    func calling(_ call: AllocationCall) -> Proposal {
        Proposal(
            channel: channel,
            timestamp: timestamp,
            creator: creator,
            nonce: nonce,
            chaincode: chaincode,
            function: call.function,
            arguments: call.arguments
        )
    }
}
