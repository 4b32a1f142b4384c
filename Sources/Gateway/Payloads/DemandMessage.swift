public import Allocation
public import MQTTClient

/// A demand as it came: who sent it, what it says, and what an answer has to repeat.
public struct DemandMessage: Hashable, Sendable {
    /// The building, from the topic.
    public let building: BuildingID

    /// What it asks for.
    public let demand: DemandPayload

    /// The payload's bytes, evidence of what was asked.
    public let payload: [UInt8]

    /// The message's correlation data, to be repeated in the reply.
    public let correlationData: [UInt8]?

    /// Reads a message that arrived on a demand topic.
    ///
    /// - Throws: ``DemandRefusal``, which is answered, for whatever a sender can do wrong.
    /// - Precondition: the topic is one of `topics.allDemands`.
    public init(_ message: MQTTMessage, topics: Topics) throws(DemandRefusal) {
        guard case (let building, .demand)? = topics.building(of: message.topic) else {
            preconditionFailure("\(message.topic) is no demand topic of \(topics.site)")
        }
        var fields: Fields?
        do throws(PayloadError) {
            try Self.checkEnvelope(message, replies: topics.allocation(building))
            let read = try Fields(payload: message.payload)
            fields = read
            demand = try DemandPayload(read, from: building)
        } catch {
            throw DemandRefusal(building, error, fields, message)
        }
        self.building = building
        self.payload = message.payload
        self.correlationData = message.properties.correlationData
    }

    private static func checkEnvelope(_ message: MQTTMessage, replies: Topic) throws(PayloadError) {
        // A retained demand would be carried out again by each controller that starts.
        guard !message.isRetained else {
            throw PayloadError(.invalidMessage, "a demand must not be retained")
        }
        // The controller may write to every building's topic: it must not be made to write to a neighbour's.
        if let wanted = message.properties.responseTopic, Topic(wanted) != replies {
            throw PayloadError(.invalidMessage, "the response topic must be \(replies), or be left out")
        }
    }
}

/// A demand that is refused for what it is, with what of it could be read: enough to answer it.
public struct DemandRefusal: Error, Hashable, Sendable {
    /// The building, from the topic.
    public let building: BuildingID

    /// `INVALID_DATA`, `INVALID_MESSAGE` or `INVALID_CONTENT`.
    public let status: ReplyCode

    /// What was wrong, for a person.
    public let detail: String

    /// The request's id in canonical form, if it could be read.
    public let requestID: String?

    /// The message's epoch, if it could be read.
    public let epoch: Int64?

    /// The message's number, if it could be read.
    public let sequence: Int64?

    /// The message's correlation data, to be repeated in the reply.
    public let correlationData: [UInt8]?

    init(_ building: BuildingID, _ error: PayloadError, _ fields: Fields?, _ message: MQTTMessage) {
        self.building = building
        status = error.status
        detail = error.detail
        requestID = try? fields?.parsed("request_id", "a UUID", RequestIdentifier.canonical)
        epoch = try? fields?.integer("epoch")
        sequence = try? fields?.integer("seq")
        correlationData = message.properties.correlationData
    }
}

extension DemandRefusal {
    /// The reply to the refused demand: its status, and the allocation that stays in force.
    public func reply(allocation: AllocationInForce?, transaction: TransactionPlace?) -> AllocationPayload {
        AllocationPayload(
            requestID: requestID,
            building: building,
            epoch: epoch,
            sequence: sequence,
            status: status,
            allocation: allocation,
            transaction: transaction
        )
    }
}
