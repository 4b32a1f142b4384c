import Cryptography
import Ledger
import Units

/// The execution phase (thesis, A.3.2), on the state that will be: the ledger's, with the writes of all transactions
/// that are ordered and not in it yet, in the versions that they will have.
///
/// Fabric executes on the committed state, where of two transactions that touch one key in a block one must fail. Here
/// a transaction reads what the one before it wrote, so that a block holds many that depend on one another.
struct Endorser {
    private let identity: SigningIdentity
    private let chaincodes: [String: any Chaincode]
    private var executors: [String: any ChaincodeExecutor] = [:]
    private var queries: [String: any ChaincodeExecutor] = [:]
    private var state: StateOverlay<CommittedState>

    init(_ identity: SigningIdentity, chaincodes: [String: any Chaincode], store: any LedgerStorage) {
        self.identity = identity
        self.chaincodes = chaincodes
        for (name, chaincode) in chaincodes {
            executors[name] = chaincode.makeExecutor()
            queries[name] = chaincode.makeExecutor()
        }
        state = StateOverlay(CommittedState(store: store))
    }

    /// Executes a proposal. Nothing is recorded; the result holds for the present state.
    mutating func execute(_ proposal: Proposal, creator: Creator) throws(PeerError) -> TransactionResult {
        let stub = ChaincodeStub(chaincode: proposal.chaincode, state: state)
        let call = ChaincodeCall(proposal, creator: creator)
        // In place: a copy of an executor would be a copy of its projection.
        return stub.result(response: try Self.run(call, on: stub, by: &executors[proposal.chaincode]))
    }

    /// Runs a call that is only asked, on the present state; whatever it writes is forgotten.
    mutating func evaluate(_ call: ChaincodeCall, of chaincode: String) throws(PeerError) -> [UInt8] {
        let stub = ChaincodeStub(chaincode: chaincode, state: state)
        guard queries[chaincode] != nil else { throw .unknownChaincode(chaincode) }
        return try Self.run(call, on: stub, by: &queries[chaincode])
    }

    private static func run(
        _ call: ChaincodeCall,
        on stub: ChaincodeStub,
        by executor: inout (any ChaincodeExecutor)?
    ) throws(PeerError) -> [UInt8] {
        let response: [UInt8]?
        do {
            response = try executor?.invoke(call, on: stub)
        } catch {
            throw .chaincode(error)
        }
        guard let response else { throw .chaincode(.unknownFunction(call.function)) }
        return response
    }

    /// Endorses a proposal and its result.
    func endorse(_ proposal: SignedProposal, _ result: TransactionResult) throws(PeerError) -> Envelope {
        let bytes = result.encoded
        let content = ContentHash(proposal: proposal.bytes, result: bytes)
        do {
            let endorsement = try Endorsement(of: content, endorser: identity.fingerprint, key: identity.key)
            return Envelope(
                proposal,
                result: result,
                resultBytes: bytes,
                content: content,
                endorsements: [endorsement]
            )
        } catch {
            throw .signing(error)
        }
    }

    /// Whether what a transaction read is the present state.
    func isCurrent(_ envelope: Envelope) throws(PeerError) -> Bool {
        do {
            return try envelope.conflict(with: state) == nil
        } catch {
            throw .state(error)
        }
    }

    /// Lays the writes of a transaction over the state, in the version that they will have.
    mutating func record(_ envelope: Envelope, place: Version) {
        state.updates.record(ValidatedTransaction(envelope, code: .valid), version: place)
    }

    /// Takes away what is in the ledger's state now.
    mutating func settle(_ block: BlockDraft) {
        state.updates.settle(block)
    }
}

/// The state in the ledger.
struct CommittedState: StateView {
    let store: any LedgerStorage

    func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        try store.value(of: key)
    }

    func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        try store.values(from: from, to: to)
    }
}
