import Ledger
import Membership

/// The committed state with the updates of the transactions that are on their way over it, and what runs on it.
///
/// Peer and endorsers execute with this and nothing else, so that equal streams give equal results.
struct PendingState<Base: StateView> {
    private let chaincodes: [String: any Chaincode]
    private var executors: [String: any ChaincodeExecutor] = [:]
    private(set) var overlay: StateOverlay<Base>

    init(chaincodes: [any Chaincode], on base: Base) {
        var named: [String: any Chaincode] = [:]
        for chaincode in chaincodes { named[chaincode.name] = chaincode }
        self.chaincodes = named
        overlay = StateOverlay(base)
    }

    /// The committed state.
    var base: Base {
        get { overlay.base }
        set { overlay.base = newValue }
        _modify { yield &overlay.base }
    }

    /// Executes a proposal on the state as the transactions before it will leave it.
    mutating func execute(
        _ proposal: Proposal,
        creator: Identity,
        under configuration: ChannelConfiguration
    ) throws(PeerFailure) -> TransactionResult {
        let name = proposal.chaincode
        guard let chaincode = chaincodes[name], configuration.chaincode(named: name) != nil else {
            throw .unknownChaincode(name)
        }
        var executor = executors.removeValue(forKey: name) ?? chaincode.makeExecutor()
        let stub = ChaincodeStub(chaincode: name, state: overlay)
        let call = ChaincodeCall(proposal, creator: Creator(creator))
        defer { executors[name] = executor }
        do {
            return stub.result(response: try executor.invoke(call, on: stub))
        } catch {
            throw .chaincode(error)
        }
    }

    /// Executes a call on the committed state and keeps nothing of it.
    func evaluate(_ call: ChaincodeCall, of name: String) throws(PeerFailure) -> [UInt8] {
        guard let chaincode = chaincodes[name] else { throw .unknownChaincode(name) }
        var executor = chaincode.makeExecutor()
        do {
            return try executor.invoke(call, on: ChaincodeStub(chaincode: name, state: overlay.base))
        } catch {
            throw .chaincode(error)
        }
    }

    /// Lets later transactions see what one writes.
    mutating func record(_ writes: [KeyWrite], of chaincode: String, place: Version) {
        overlay.updates.record(writes, of: chaincode, version: place)
    }

    /// Forgets the updates of a block that are in the committed state now.
    mutating func settle(_ updates: StateUpdates) {
        overlay.updates.settle(updates)
    }

    /// Forgets everything that is not committed.
    mutating func reset() {
        overlay.updates = StateUpdates()
    }
}
