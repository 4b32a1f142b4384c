public import Cryptography
public import Ledger
import Membership

/// Level 4: contract calls executed again.
struct Execution {
    private let contracts: [AuditedContract]
    private var executors: [String: any ChaincodeExecutor] = [:]
    private var definitions: [String: ChaincodeDefinition] = [:]

    /// The number of calls executed.
    private(set) var calls = 0

    /// The number of calls that need values which were not shown.
    private(set) var callsNotShown = 0

    private var sequence: Int?

    /// Takes the contracts that the auditor has.
    init(contracts: [AuditedContract]) {
        self.contracts = contracts
    }

    /// Goes on under a configuration: runs the contracts that it names, under the terms that it has.
    mutating func adopt(_ configuration: ChannelConfiguration) {
        guard sequence != configuration.sequence else { return }
        sequence = configuration.sequence
        let former = definitions
        definitions = [:]
        for definition in configuration.chaincodes {
            definitions[definition.name] = definition
            guard former[definition.name]?.identity != definition.identity else { continue }
            let contract = contracts.first {
                $0.chaincode.name == definition.name && $0.identity == definition.identity
            }
            executors[definition.name] = contract?.chaincode.makeExecutor()
        }
    }

    /// Executes a valid transaction's call on the state before it, and compares what it did.
    mutating func executeAgain(
        _ envelope: Envelope,
        by creator: Identity?,
        at place: Divergence.Place,
        on state: some StateView
    ) throws(Divergence) {
        guard let result = try execute(envelope, by: creator, at: place, on: state) else { return }
        calls += 1
        guard result.encoded != envelope.resultBytes else { return }
        throw Divergence(between: result, and: envelope, at: place)
    }

    /// Executes a call whose values are private on the values that were shown, and compares what it did in values.
    ///
    /// - Parameter opened: The transaction in values; `nil` where they were not all shown.
    mutating func executeAgain(
        _ opened: Envelope?,
        by creator: Identity?,
        at place: Divergence.Place,
        on state: some StateView,
        showing values: ShownValues
    ) throws(Divergence) {
        let opening = OpenedState(state, values: values)
        guard let opened, let result = try execute(opened, by: creator, at: place, on: opening, isPrivate: true) else {
            callsNotShown += 1
            return
        }
        calls += 1
        guard result != opened.result else { return }
        throw Divergence(between: result, and: opened, at: place)
    }

    /// - Returns: What the call did; `nil` where it reads private values that were not shown.
    private mutating func execute(
        _ envelope: Envelope,
        by creator: Identity?,
        at place: Divergence.Place,
        on state: some StateView,
        isPrivate: Bool = false
    ) throws(Divergence) -> TransactionResult? {
        let proposal = envelope.proposal
        guard let creator else {
            let found = "no certificate \(proposal.creator.hex)"
            throw .call(at: place, expected: "a creator whose certificate the ledger has", found: found)
        }
        guard executors[proposal.chaincode] != nil, let definition = definitions[proposal.chaincode] else {
            throw missing(proposal.chaincode, at: place)
        }
        let stub = ChaincodeStub(chaincode: proposal.chaincode, state: state)
        let call = ChaincodeCall(proposal, creator: Creator(creator), terms: definition.terms)
        do {
            guard let response = try executors[proposal.chaincode]?.invoke(call, on: stub) else {
                throw ChaincodeError.unknownFunction(proposal.function)
            }
            return stub.result(response: response)
        } catch {
            // A state in memory can be read: what cannot is a value behind a hash.
            if isPrivate, case ChaincodeError.stateUnavailable = error { return nil }
            throw .call(
                at: place,
                expected: "no transaction: \(error)",
                found: "one recorded as \(ValidationCode.valid)"
            )
        }
    }

    private func missing(_ name: String, at place: Divergence.Place) -> Divergence {
        let known = contracts.filter { $0.chaincode.name == name }.map { "\(name) \($0.identity.hex)" }
        return .call(
            at: place,
            expected: known.isEmpty
                ? "a contract that this program has" : "the contract that this program has, \(known.joined())",
            found: "\(name) \(definitions[name]?.identity.hex ?? "without an identity")"
        )
    }
}

/// A contract that the auditor's own program has.
public struct AuditedContract: Sendable {
    /// What is executed.
    public let chaincode: any Chaincode

    /// The hash of its source, which the channel's configuration must name.
    public let identity: Digest

    /// What its transactions have to keep whatever its code says (level 5); a contract without physics has none.
    public let rules: (any DomainRules)?

    /// What its calls carry of others' signatures (level 2); a contract whose calls carry none has none.
    public let evidence: (any CallEvidence)?

    /// What follows from one member's own values where the ledger has hashes; a contract without members has none.
    public let members: (any MemberRules)?

    /// Creates a contract.
    public init(
        _ chaincode: any Chaincode,
        identity: Digest,
        rules: (any DomainRules)? = nil,
        evidence: (any CallEvidence)? = nil,
        members: (any MemberRules)? = nil
    ) {
        self.chaincode = chaincode
        self.identity = identity
        self.rules = rules
        self.evidence = evidence
        self.members = members
    }
}

extension Divergence {
    fileprivate static func call(at place: Place, expected: String, found: String) -> Divergence {
        Divergence(level: .calls, place: place, subject: "contract call", expected: expected, found: found)
    }
}
