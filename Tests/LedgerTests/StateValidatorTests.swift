import Cryptography
import Testing
import Units

@testable import Ledger

@Suite("Read versions, ranges and identifiers in order")
struct StateValidatorTests {
    @Test("A transaction that read a key written since is a read conflict, in the block and before it")
    func readConflict() throws {
        var validator = Self.validator()
        let stale = Self.transaction(1, reads: [KeyRead(key: "a", version: Version(block: 1, transaction: 0))])
        let writer = Self.transaction(2, reads: [KeyRead(key: "b", version: nil)], writes: ["b"])
        let sawNothing = Self.transaction(3, reads: [KeyRead(key: "b", version: nil)])
        let sawWriter = Self.transaction(4, reads: [KeyRead(key: "b", version: Version(block: 5, transaction: 1))])
        #expect(try validator.next(stale, 0) == .mvccReadConflict)
        #expect(try validator.next(writer, 1) == .valid)
        #expect(try validator.next(sawNothing, 2) == .mvccReadConflict)
        #expect(try validator.next(sawWriter, 3) == .valid)
    }

    @Test("What an invalid transaction wrote is not in the state that later ones are judged by")
    func invalidWrites() throws {
        var validator = Self.validator()
        let stale = Self.transaction(1, reads: [KeyRead(key: "a", version: nil)], writes: ["b"])
        let dependent = Self.transaction(2, reads: [KeyRead(key: "b", version: Version(block: 5, transaction: 0))])
        #expect(try validator.next(stale, 0) == .mvccReadConflict)
        #expect(try validator.next(dependent, 1) == .mvccReadConflict)
        #expect(validator.updates.entries.isEmpty)
    }

    @Test("A key that appeared in a range that was read is a phantom")
    func phantom() throws {
        let state = Self.state()
        let from = QualifiedKey("a", in: "cc")
        let seen = RangeRead.digest(of: try state.values(from: from, to: .end(of: "cc")))
        let range = RangeRead(from: "a", to: nil, digest: seen)
        var validator = Self.validator()
        #expect(try validator.next(Self.transaction(1, ranges: [range]), 0) == .valid)
        #expect(try validator.next(Self.transaction(2, writes: ["z"]), 1) == .valid)
        #expect(try validator.next(Self.transaction(3, ranges: [range]), 2) == .phantomReadConflict)
    }

    @Test("The second transaction of an identifier is a duplicate, in the block and over the chain")
    func duplicates() throws {
        let known = Self.transaction(9).txid
        var validator = StateValidator(on: Self.state()) { $0 == known }
        #expect(try validator.next(Self.transaction(9), 0) == .duplicateTxid)
        #expect(try validator.next(Self.transaction(1), 1) == .valid)
        #expect(try validator.next(Self.transaction(1), 2) == .duplicateTxid)
    }

    @Test("A forged transaction does not take the identifier away from its owner, an invalid one of the owner does")
    func claims() throws {
        var validator = Self.validator()
        let forged = Self.transaction(1)
        #expect(try validator.next(forged, 0, endorsed: .badCreatorSignature) == .badCreatorSignature)
        #expect(try validator.next(forged, 1) == .valid)
        let unendorsed = Self.transaction(2)
        #expect(try validator.next(unendorsed, 2, endorsed: .endorsementPolicyFailure) == .endorsementPolicyFailure)
        #expect(try validator.next(unendorsed, 3) == .duplicateTxid)
    }

    private static func validator() -> StateValidator<WorldState> {
        StateValidator(on: state()) { _ in false }
    }

    /// `a`, written by transaction 0 of block 2.
    private static func state() -> WorldState {
        var updates = StateUpdates()
        updates.record([KeyWrite(key: "a", value: [1])], of: "cc", version: Version(block: 2, transaction: 0))
        var state = WorldState()
        state.apply(updates)
        return state
    }

    private static func transaction(
        _ number: UInt8,
        reads: [KeyRead] = [],
        ranges: [RangeRead] = [],
        writes: [StateKey] = []
    ) -> Envelope {
        let proposal = Proposal(
            channel: "c",
            timestamp: .zero,
            creator: .zero,
            nonce: Array(repeating: number, count: 16),
            chaincode: "cc",
            function: "f",
            arguments: []
        )
        let writes = writes.map { KeyWrite(key: $0, value: [number]) }
        let result = TransactionResult(reads: reads, ranges: ranges, writes: writes, response: [])
        return Envelope(
            SignedProposal(proposal, bytes: proposal.encoded, signature: []),
            result: result,
            resultBytes: result.encoded,
            content: ContentHash(proposal: proposal.encoded, result: result.encoded),
            endorsements: []
        )
    }
}

extension StateValidator {
    fileprivate mutating func next(
        _ envelope: Envelope,
        _ index: Int,
        endorsed: ValidationCode = .valid
    ) throws -> ValidationCode {
        try validate(envelope, endorsed: endorsed, place: Version(block: 5, transaction: index))
    }
}
