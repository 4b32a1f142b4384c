public import Ledger
public import Units

/// Why a proposal has not become a valid transaction.
public enum PeerFailure: Error, Hashable, Sendable {
    /// The proposal is not one that a member may make on this channel, and why.
    case refused(String)

    /// The proposal's time is too far from the peer's clock.
    case timeOff(proposed: Instant, peer: Instant)

    /// The channel has no such chaincode.
    case unknownChaincode(String)

    /// The chaincode gave no result. Nothing is recorded.
    case chaincode(ChaincodeError)

    /// Too few endorsers have signed in time: who did not, and why. Nothing is recorded; it may be handed in again.
    case notEndorsed(by: [String])

    /// The transaction is recorded, but is not valid.
    case invalid(ValidationCode, Version)

    /// The transaction could not be ordered.
    case ordering(OrderingError)

    /// The ledger cannot be read or written at present. Nothing is recorded.
    case ledger(ChainError)

    /// The peer is stopping.
    case stopped
}

extension PeerFailure {
    /// Whether the same proposal may become a valid transaction when it is handed in again.
    public var isTemporary: Bool {
        switch self {
        case .notEndorsed, .ledger, .stopped: true
        case .refused, .timeOff, .unknownChaincode, .chaincode, .invalid, .ordering: false
        }
    }
}

extension PeerFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let reason): reason
        case .timeOff(let proposed, let peer):
            "the proposal's time \(proposed) is too far from the peer's clock \(peer)"
        case .unknownChaincode(let name): "the channel has no chaincode '\(name)'"
        case .chaincode(let error): "\(error)"
        case .notEndorsed(let missing):
            "not endorsed at present by \(missing.joined(separator: "; ")); hand it in again"
        case .invalid(let code, let place):
            "block \(place.block), transaction \(place.transaction) is not valid: \(code)"
        case .ordering(let error): "\(error)"
        case .ledger(let error): "\(error)"
        case .stopped: "the peer is stopping"
        }
    }
}
