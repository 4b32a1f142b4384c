public import Cryptography
public import Ledger

/// Level 4: contract calls executed again.
struct Execution {
    private let contracts: [AuditedContract]
    private let certificates: CertificateShelf
    private var executors: [String: any ChaincodeExecutor] = [:]
    private var identities: [String: Digest] = [:]

    /// The number of calls executed.
    private(set) var calls = 0

    init(contracts: [AuditedContract], certificates: CertificateShelf) {
        self.contracts = contracts
        self.certificates = certificates
    }

    /// Takes the contracts that a batch's configuration names; those that stay keep what they have in memory.
    mutating func prepare(for batch: BlockBatch) {
        for definition in batch.configuration.configuration.chaincodes
        where identities[definition.name] != definition.identity {
            let contract = contracts.first {
                $0.chaincode.name == definition.name && $0.identity == definition.identity
            }
            executors[definition.name] = contract?.chaincode.makeExecutor()
            identities[definition.name] = definition.identity
        }
    }

    /// Executes a valid transaction's call on the state before it, and compares what it did.
    mutating func executeAgain(
        _ envelope: Envelope,
        at place: Divergence.Place,
        on state: some StateView
    ) throws(Stop) {
        let name = envelope.proposal.chaincode
        guard name != ChannelConfiguration.chaincode else { return }
        let result = try execute(envelope, at: place, on: state)
        calls += 1
        guard result.encoded != envelope.resultBytes else { return }
        throw .divergence(Divergence(between: result, and: envelope, at: place))
    }

    private mutating func execute(
        _ envelope: Envelope,
        at place: Divergence.Place,
        on state: some StateView
    ) throws(Stop) -> TransactionResult {
        let proposal = envelope.proposal
        let certificate = try creator(of: proposal, at: place)
        guard executors[proposal.chaincode] != nil else {
            throw .divergence(missing(proposal.chaincode, at: place))
        }
        let stub = ChaincodeStub(chaincode: proposal.chaincode, state: state)
        let call = ChaincodeCall(proposal, creator: certificate)
        do {
            guard let response = try executors[proposal.chaincode]?.invoke(call, on: stub) else {
                throw ChaincodeError.unknownFunction(proposal.function)
            }
            return stub.result(response: response)
        } catch {
            let expected = "no transaction: \(error)"
            throw .divergence(.call(at: place, expected: expected, found: "one endorsed and recorded as VALID"))
        }
    }

    private func creator(of proposal: Proposal, at place: Divergence.Place) throws(Stop) -> Certificate {
        let entry: CertificateShelf.Entry
        do { entry = try certificates.entry(proposal.creator) } catch { throw .unreadable(error) }
        if let certificate = entry.certificate { return certificate }
        let found = "no certificate \(proposal.creator.hex)"
        throw .divergence(.call(at: place, expected: "a creator whose certificate the ledger has", found: found))
    }

    private func missing(_ name: String, at place: Divergence.Place) -> Divergence {
        let known = contracts.filter { $0.chaincode.name == name }.map { "\(name) \($0.identity.hex)" }
        return .call(
            at: place,
            expected: known.isEmpty
                ? "a contract that this program has" : "the contract that this program has, \(known.joined())",
            found: "\(name) \(identities[name]?.hex ?? "without an identity")"
        )
    }
}

/// A contract that the auditor's own program has.
public struct AuditedContract: Sendable {
    /// What is executed.
    public let chaincode: any Chaincode

    /// The hash of its source, which the channel's configuration must name.
    public let identity: Digest

    /// Creates a contract.
    public init(_ chaincode: any Chaincode, identity: Digest) {
        self.chaincode = chaincode
        self.identity = identity
    }
}

extension ChaincodeCall {
    /// The call that a proposal asks for.
    fileprivate init(_ proposal: Proposal, creator: Certificate) {
        self.init(
            function: proposal.function,
            arguments: proposal.arguments,
            timestamp: proposal.timestamp,
            txid: proposal.txid,
            creator: Creator(
                fingerprint: creator.fingerprint,
                organisation: creator.organisation,
                commonName: creator.commonName,
                organisationalUnits: creator.organisationalUnits
            )
        )
    }
}

extension Divergence {
    fileprivate static func call(at place: Place, expected: String, found: String) -> Divergence {
        Divergence(level: .calls, place: place, subject: "contract call", expected: expected, found: found)
    }
}
