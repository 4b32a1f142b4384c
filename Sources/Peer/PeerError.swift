public import Cryptography
public import Ledger
public import Membership
public import Units

/// Why a proposal or a transaction was not taken. Nothing of it is in the ledger.
public enum PeerError: Error, Hashable, Sendable {
    /// It is for another channel than this peer's.
    case wrongChannel(String, expected: String)

    /// The channel has no chaincode of that name, or this program does not have it.
    case unknownChaincode(String)

    /// Nobody knows the certificate of that fingerprint: it has to come with the first proposal.
    case unknownCreator(Digest)

    /// The certificate is no identity, or its organisation does not vouch for it.
    case refused(IdentityRefusal)

    /// The signature is not the creator's signature of the proposal.
    case badSignature

    /// The proposal's time is too far from the peer's.
    case timestamp(Instant, now: Instant, tolerance: Interval)

    /// The chaincode gave no result.
    case chaincode(ChaincodeError)

    /// The transaction cannot be ordered.
    case ordering(OrderingError)

    /// As many transactions are waiting as this peer allows: try again later.
    case overloaded(waiting: Int)

    /// The key cannot sign.
    case signing(CryptoError)

    /// The ledger cannot be read or written; the peer has stopped.
    case storage(ChainError)

    /// The state cannot be read; the peer has stopped.
    case state(StateError)

    /// The peer is stopping, or has stopped.
    case stopped

    /// The channel cannot be served with what was given, and why.
    case unsuitable(String)
}

extension PeerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongChannel(let channel, let expected):
            "the proposal is for channel '\(channel)', this peer serves '\(expected)'"
        case .unknownChaincode(let name): "there is no chaincode '\(name)' here"
        case .unknownCreator(let fingerprint):
            "the certificate \(fingerprint) is not known; send it with the proposal"
        case .refused(let refusal): refusal.description
        case .badSignature: "the signature is not the creator's signature of the proposal"
        case .timestamp(let time, let now, let tolerance):
            """
            the proposal's time \(time.milliseconds) ms is more than \(tolerance.milliseconds) ms from this peer's, \
            \(now.milliseconds) ms; set the clock
            """
        case .chaincode(let error): error.description
        case .ordering(let error): error.description
        case .overloaded(let waiting): "\(waiting) transactions are waiting already; try again later"
        case .signing(let error): error.description
        case .storage(let error): error.description
        case .state(let error): error.description
        case .stopped: "the peer has stopped"
        case .unsuitable(let reason): reason
        }
    }
}
