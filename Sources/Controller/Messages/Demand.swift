public import Allocation
public import AllocationContract
public import Units

/// A building's demand, read and checked for form: the absolute level of one of its loads.
public struct Demand: Hashable, Sendable {
    /// The building, as the topic (and so the certificate) says.
    public var building: BuildingID
    /// The idempotency key: the same request is answered with the same allocation, whatever happens in between.
    public var requestID: RequestID
    /// The message's place in the building's order.
    public var order: MessageOrder
    /// When the building says it sent the message; it orders nothing.
    public var sentAt: Instant
    /// The load.
    public var load: LoadID
    /// The level; zero releases the load.
    public var power: Power
    /// For how long the level holds.
    public var lease: Interval
    /// The message as it came, kept on the ledger as evidence.
    public var message: [UInt8]
    /// What the sender wants repeated in the answer, to match it with its request.
    public var correlation: [UInt8]?

    /// Creates a demand.
    public init(
        building: BuildingID,
        requestID: RequestID,
        order: MessageOrder,
        sentAt: Instant,
        load: LoadID,
        power: Power,
        lease: Interval,
        message: [UInt8],
        correlation: [UInt8]? = nil
    ) {
        self.building = building
        self.requestID = requestID
        self.order = order
        self.sentAt = sentAt
        self.load = load
        self.power = power
        self.lease = lease
        self.message = message
        self.correlation = correlation
    }

    /// The contract call that the demand asks for.
    var call: AllocationCall {
        let change = LevelChange(
            building: building,
            load: load,
            power: power,
            lease: lease,
            order: order,
            message: message
        )
        return power == .zero ? .release(change) : .request(change)
    }
}

/// A message on a building's demand topic that is no demand, with what of it could be read.
public struct MalformedDemand: Hashable, Sendable {
    /// The building, as the topic says.
    public var building: BuildingID
    /// The request's id, if it could be read.
    public var requestID: RequestID?
    /// The message's place in the building's order, if it could be read.
    public var order: MessageOrder?
    /// What the sender wants repeated in the answer.
    public var correlation: [UInt8]?
    /// What is wrong.
    public var status: ReplyStatus
    /// What is wrong and what was expected, for people.
    public var detail: String

    /// Creates a malformed demand.
    public init(
        building: BuildingID,
        requestID: RequestID?,
        order: MessageOrder?,
        correlation: [UInt8]?,
        status: ReplyStatus,
        detail: String
    ) {
        self.building = building
        self.requestID = requestID
        self.order = order
        self.correlation = correlation
        self.status = status
        self.detail = detail
    }
}

/// A UUID in its canonical form: 36 characters, lower case.
public struct RequestID: Hashable, Sendable {
    /// The UUID's text.
    public let text: String

    /// Creates an identifier from the text of a UUID in either case, else `nil`.
    public init?(_ text: String) {
        let bytes = Array(text.lowercased().utf8)
        guard bytes.count == 36 else { return nil }
        for (place, byte) in bytes.enumerated() {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            let isDash = byte == UInt8(ascii: "-")
            guard [8, 13, 18, 23].contains(place) ? isDash : isDigit || isLetter else { return nil }
        }
        self.text = String(decoding: bytes, as: UTF8.self)
    }
}

extension RequestID: CustomStringConvertible {
    public var description: String { text }
}
