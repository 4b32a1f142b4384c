public import Cryptography
public import Units

/// A program whose transactions the ledger records: code that implements the application's logic and runs in the
/// execution phase (thesis, A.3.1).
///
/// It is deterministic: what a call reads and writes follows from the call and the state alone, with no clock, no
/// chance, no floating point and no order of a `Set` or `Dictionary`. An audit executes every recorded call again and
/// compares the result byte for byte.
public protocol Chaincode: Sendable {
    /// The name in proposals, and the namespace of its state: lower-case letters, digits and hyphens.
    var name: String { get }

    /// An executor that has seen nothing yet.
    func makeExecutor() -> any ChaincodeExecutor
}

/// What runs a chaincode's calls, one after the other.
///
/// An executor may keep a projection of the state between calls, on two conditions. It reads the state again through
/// ``ChaincodeStub/unrecordedRange(from:to:)`` unless a guard key, which it reads in every call and writes in every
/// call that writes, has the bytes that its last call left: a call may have been lost, or followed by another. And what
/// a call reads and writes is the same whether the projection was there or not.
public protocol ChaincodeExecutor: Sendable {
    /// Runs a call on a snapshot of the state and returns the response for the caller.
    ///
    /// Where it throws, nothing of the call is recorded; a projection that the call has already altered must not
    /// survive.
    mutating func invoke(_ call: ChaincodeCall, on stub: ChaincodeStub) throws(ChaincodeError) -> [UInt8]

    /// Whose a value of the call that has just been invoked is, where the channel keeps values private: a member, as
    /// the chaincode names them, or `nil` for what is the operator's to show.
    func owner(of value: [UInt8], in slot: PrivateSlot, of call: ChaincodeCall) -> String?
}

extension ChaincodeExecutor {
    /// Everything is the operator's.
    public func owner(of value: [UInt8], in slot: PrivateSlot, of call: ChaincodeCall) -> String? { nil }
}

/// What a proposal asks a chaincode to do.
public struct ChaincodeCall: Hashable, Sendable {
    /// The transaction's name within the chaincode.
    public let function: String

    /// Its arguments.
    public var arguments: [[UInt8]]

    /// The proposal's time: the only clock that a chaincode may read.
    public let timestamp: Instant

    /// The transaction's identifier.
    public let txid: Digest

    /// Who proposes it.
    public let creator: Creator

    /// The chaincode's terms in the configuration in force (``ChaincodeDefinition/terms``).
    public var terms: [UInt8]

    /// Creates a call.
    public init(
        function: String,
        arguments: [[UInt8]],
        timestamp: Instant,
        txid: Digest,
        creator: Creator,
        terms: [UInt8]
    ) {
        self.function = function
        self.arguments = arguments
        self.timestamp = timestamp
        self.txid = txid
        self.creator = creator
        self.terms = terms
    }
}

/// Who proposes a transaction, as their certificate says.
public struct Creator: Hashable, Sendable {
    /// SHA-256 of the certificate.
    public let fingerprint: Digest

    /// The organisation that vouches for them (O).
    public let organisation: String

    /// Their name in the organisation (CN); for a building, its id.
    public let commonName: String

    /// Their organisational units (OU), among them their roles.
    public let organisationalUnits: [String]

    /// Creates a creator.
    public init(fingerprint: Digest, organisation: String, commonName: String, organisationalUnits: [String]) {
        self.fingerprint = fingerprint
        self.organisation = organisation
        self.commonName = commonName
        self.organisationalUnits = organisationalUnits
    }
}

extension ChaincodeCall {
    /// The call that a proposal makes.
    public init(_ proposal: Proposal, creator: Creator, terms: [UInt8]) {
        self.init(
            function: proposal.function,
            arguments: proposal.arguments,
            timestamp: proposal.timestamp,
            txid: proposal.txid,
            creator: creator,
            terms: terms
        )
    }
}
