public import Cryptography

/// The sequential half of validation: duplicate identifiers, read versions and ranges, in the order of the transactions
/// (thesis, A.3.4 and A.4.4).
///
/// "If the version recorded in readset differs from the version present in the latest state (assuming that all
/// preceding valid transactions are committed), then the PTM marks the transaction as invalid." The result is one-copy
/// serialisability.
public struct StateValidator<Base: StateView>: Sendable {
    /// The state by which the next transaction is judged, and on which it was executed if it is valid.
    public private(set) var state: StateOverlay<Base>

    private var claimed: Set<Digest> = []
    private let isKnown: @Sendable (Digest) throws(ChainError) -> Bool

    /// The updates of the valid transactions so far.
    public var updates: StateUpdates { state.updates }

    /// Begins with a block.
    ///
    /// - Parameters:
    ///   - state: The state after the block before it.
    ///   - isKnown: Whether an earlier block has a transaction with that identifier that claims it
    ///     (``ValidationCode/claimsIdentifier``).
    public init(on state: Base, isKnown: @escaping @Sendable (Digest) throws(ChainError) -> Bool) {
        self.state = StateOverlay(state)
        self.isKnown = isKnown
    }

    /// Judges the next transaction.
    ///
    /// - Parameters:
    ///   - envelope: The transaction.
    ///   - endorsed: What the check of identities and signatures found.
    ///   - place: Its block, and its place there.
    /// - Throws: ``ValidationFailure``, if the store could not be read; nothing is decided then.
    public mutating func validate(
        _ envelope: Envelope,
        endorsed: ValidationCode,
        place: Version
    ) throws(ValidationFailure) -> ValidationCode {
        let code = try judge(envelope, endorsed: endorsed)
        if code.claimsIdentifier { claimed.insert(envelope.txid) }
        if code == .valid {
            state.updates.record(envelope.result.writes, of: envelope.proposal.chaincode, version: place)
        }
        return code
    }

    private func judge(_ envelope: Envelope, endorsed: ValidationCode) throws(ValidationFailure) -> ValidationCode {
        guard endorsed.claimsIdentifier else { return endorsed }
        if claimed.contains(envelope.txid) { return .duplicateTxid }
        do {
            if try isKnown(envelope.txid) { return .duplicateTxid }
        } catch {
            throw .chain(error)
        }
        guard endorsed == .valid else { return endorsed }
        do {
            return try envelope.conflict(with: state) ?? .valid
        } catch {
            throw .state(error)
        }
    }
}

/// Validation could not be carried out.
public enum ValidationFailure: Error, Hashable, Sendable {
    /// The state could not be read.
    case state(StateError)

    /// The chain could not be read.
    case chain(ChainError)
}

extension Envelope {
    /// The conflict between what the transaction read and a state; `nil` if it read exactly this state.
    ///
    /// - Throws: ``StateError``.
    public func conflict(with state: some StateView) throws(StateError) -> ValidationCode? {
        for read in result.reads {
            let version = try state.value(of: QualifiedKey(read.key, in: proposal.chaincode))?.version
            if version != read.version { return .mvccReadConflict }
        }
        for range in result.ranges {
            let end = range.to.map { QualifiedKey($0, in: proposal.chaincode) } ?? .end(of: proposal.chaincode)
            let found = try state.values(from: QualifiedKey(range.from, in: proposal.chaincode), to: end)
            if RangeRead.digest(of: found) != range.digest { return .phantomReadConflict }
        }
        // Values that are in force cannot be dropped: the state would not follow from the chain any more.
        if Redaction.isOne(self), let redaction = try? Redaction(self),
            try redaction.valueInForce(in: state) != nil
        {
            return .mvccReadConflict
        }
        return nil
    }
}

extension ValidationCode {
    /// Whether a transaction with this code keeps others from using its identifier.
    ///
    /// One that its creator has not signed for this channel does not, or strangers could take identifiers away; neither
    /// does a duplicate.
    public var claimsIdentifier: Bool {
        switch self {
        case .badCreatorSignature, .targetChainNotFound, .duplicateTxid: false
        case .valid, .invalidConfigTransaction, .endorsementPolicyFailure, .mvccReadConflict, .phantomReadConflict,
            .invalidChaincode:
            true
        }
    }
}
