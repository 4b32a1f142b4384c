import Cryptography
import Ledger
import Membership

/// The committed state with the updates of the transactions that are on their way over it, and what runs on it.
///
/// Peer and endorsers execute with this and nothing else, so that equal streams give equal results.
struct PendingState<Base: StateView & PrivateValues> {
    private let chaincodes: [String: any Chaincode]
    private var executors: [String: any ChaincodeExecutor] = [:]
    private(set) var overlay: StateOverlay<Base>
    /// The private values of the transactions on their way.
    private var aside = ValuesAside()

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
        _ signed: SignedProposal,
        creator: Identity,
        under configuration: ChannelConfiguration
    ) throws(PeerFailure) -> ExecutedCall {
        let proposal = signed.proposal
        let name = proposal.chaincode
        guard let chaincode = chaincodes[name], let definition = configuration.chaincode(named: name) else {
            throw .unknownChaincode(name)
        }
        var call = ChaincodeCall(proposal, creator: Creator(creator), terms: definition.terms)
        guard definition.hasPrivateValues else {
            return ExecutedCall(try run(call, of: chaincode, on: ChaincodeStub(chaincode: name, state: overlay)))
        }
        let transient: TransientData
        do { transient = try signed.confirmedTransient() } catch { throw .refused("\(error)") }
        call.arguments = transient.arguments
        let opened = OpenedState(overlay, values: ValuesInReach(aside: aside, base: overlay.base))
        let result = try run(call, of: chaincode, on: ChaincodeStub(chaincode: name, state: opened))
        return ExecutedCall(result, hiding: transient, in: call.txid) { slot, value in
            executors[name]?.owner(of: value, in: slot, of: call)
        }
    }

    private mutating func run(
        _ call: ChaincodeCall,
        of chaincode: any Chaincode,
        on stub: ChaincodeStub
    ) throws(PeerFailure) -> TransactionResult {
        var executor = executors.removeValue(forKey: chaincode.name) ?? chaincode.makeExecutor()
        defer { executors[chaincode.name] = executor }
        do {
            return stub.result(response: try executor.invoke(call, on: stub))
        } catch {
            throw .chaincode(error)
        }
    }

    /// Executes a call on the committed state, under the terms in force, and keeps nothing of it.
    func evaluate(
        _ call: ChaincodeCall,
        of name: String,
        under configuration: ChannelConfiguration
    ) throws(PeerFailure) -> [UInt8] {
        guard let chaincode = chaincodes[name] else { throw .unknownChaincode(name) }
        var executor = chaincode.makeExecutor()
        var call = call
        call.terms = configuration.chaincode(named: name)?.terms ?? []
        do {
            let base = overlay.base
            let stub =
                configuration.hasPrivateValues(name)
                ? ChaincodeStub(chaincode: name, state: OpenedState(base, values: base))
                : ChaincodeStub(chaincode: name, state: base)
            return try executor.invoke(call, on: stub)
        } catch {
            throw .chaincode(error)
        }
    }

    /// Lets later transactions see what one writes, with the values aside.
    mutating func record(
        _ writes: [KeyWrite],
        of chaincode: String,
        place: Version,
        aside kept: [KeptPrivateValue] = []
    ) {
        overlay.updates.record(writes, of: chaincode, version: place)
        aside.keep(kept)
    }

    /// Forgets the updates of a block that are in the committed state now, and the values of its transactions.
    mutating func settle(_ updates: StateUpdates, of transactions: @autoclosure () -> [Digest]) {
        overlay.updates.settle(updates)
        if !aside.isEmpty { aside.forget(transactions()) }
    }

    /// Forgets everything that is not committed.
    mutating func reset() {
        overlay.updates = StateUpdates()
        aside = ValuesAside()
    }
}

/// The private values of transactions that are on their way.
private struct ValuesAside {
    private var values: [Digest: PrivateValue] = [:]
    private var hashes: [Digest: [Digest]] = [:]

    var isEmpty: Bool { hashes.isEmpty }

    subscript(hash: Digest) -> PrivateValue? { values[hash] }

    mutating func keep(_ kept: [KeptPrivateValue]) {
        guard let transaction = kept.first?.transaction else { return }
        hashes[transaction] = kept.map(\.hash)
        for entry in kept { values[entry.hash] = entry.value }
    }

    mutating func forget(_ transactions: [Digest]) {
        for transaction in transactions {
            for hash in hashes.removeValue(forKey: transaction) ?? [] { values[hash] = nil }
        }
    }
}

/// The values on their way, and those of the committed state.
private struct ValuesInReach<Base: PrivateValues>: PrivateValues {
    let aside: ValuesAside
    let base: Base

    func privateValue(of hash: Digest) throws(StateError) -> PrivateValue? {
        if let value = aside[hash] { return value }
        return try base.privateValue(of: hash)
    }
}
