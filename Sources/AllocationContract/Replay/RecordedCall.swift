public import Ledger
public import Units

/// A call of the contract as a ledger has it: one that was executed, and is valid.
public struct RecordedCall: Hashable, Sendable {
    /// Its place.
    public let place: Version

    /// What was called.
    public let call: AllocationCall

    /// When, by the proposal.
    public let instant: Instant

    /// What the contract answered: ``AllocationResponse/encoded``.
    public let response: [UInt8]

    /// Creates a record.
    public init(place: Version, call: AllocationCall, instant: Instant, response: [UInt8]) {
        self.place = place
        self.call = call
        self.instant = instant
        self.response = response
    }
}

/// A ledger's record could not be read or played again, and where.
public struct RecordError: Error, Hashable, Sendable {
    /// The transaction's place.
    public let place: Version

    /// What is wrong with it, as a sentence.
    public let problem: String
}

extension RecordError: CustomStringConvertible {
    public var description: String { "block \(place.block), transaction \(place.transaction): \(problem)" }
}

extension StoredBlock {
    /// The contract's calls that changed the state, in order.
    ///
    /// Neither signatures nor hashes are looked at: that is an audit's part.
    ///
    /// - Parameter reader: Opens what is private.
    /// - Throws: ``RecordError`` for a transaction of the contract that cannot be read.
    public func allocationCalls(opening reader: PrivateReader = .plain) throws(RecordError) -> [RecordedCall] {
        var calls: [RecordedCall] = []
        for (index, transaction) in transactions.enumerated()
        where transaction.code == Int(ValidationCode.valid.rawValue) {
            let place = Version(block: number, transaction: index)
            do {
                guard let content = try transaction.replayed()?.content else { continue }
                guard case .whole(let recorded) = content else {
                    throw RecordError(place: place, problem: "its content was redacted; nothing can be played again")
                }
                let envelope = try reader.opened(recorded)
                let proposal = envelope.proposal
                guard proposal.chaincode == AllocationContract.name else { continue }
                calls.append(
                    RecordedCall(
                        place: place,
                        call: try AllocationCall(function: proposal.function, arguments: proposal.arguments),
                        instant: proposal.timestamp,
                        response: envelope.result.response
                    )
                )
            } catch let error as RecordError {
                throw error
            } catch let problem as PrivateValueProblem {
                throw RecordError(place: place, problem: "a value of it \(problem)")
            } catch {
                throw RecordError(place: place, problem: "the record cannot be read: \(error)")
            }
        }
        return calls
    }
}
