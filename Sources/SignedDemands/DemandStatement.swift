public import Allocation

/// What a building signs when it signs a demand: the demand's values, where they were sent, and nothing else.
///
/// The bytes that are signed are lines of ASCII, each ended by a line feed: the heading `commonwatt demand v1`, then
/// site, building, request id, epoch, number, time, load, watts and seconds, as they stand in the topic and the
/// payload. No value can hold a line feed, so that no two statements have the same bytes; and any language can write
/// them without a library.
public struct DemandStatement: Hashable, Sendable {
    /// The site's name, from the topic.
    public var site: String
    /// The building, from the topic.
    public var building: BuildingID
    /// `request_id`, in lower case.
    public var requestID: String
    /// `epoch`.
    public var epoch: Int64
    /// `seq`.
    public var sequence: Int64
    /// `ts`, as it is written: `2026-08-24T10:15:30.123Z`.
    public var sentAt: String
    /// `load_id`.
    public var load: String
    /// `demand_w`.
    public var watts: Int64
    /// `lease_s`.
    public var leaseSeconds: Int64

    /// Creates a statement.
    public init(
        site: String,
        building: BuildingID,
        requestID: String,
        epoch: Int64,
        sequence: Int64,
        sentAt: String,
        load: String,
        watts: Int64,
        leaseSeconds: Int64
    ) {
        self.site = site
        self.building = building
        self.requestID = requestID
        self.epoch = epoch
        self.sequence = sequence
        self.sentAt = sentAt
        self.load = load
        self.watts = watts
        self.leaseSeconds = leaseSeconds
    }

    /// The first line, which tells these bytes from anything else that the same key may sign.
    static let heading = "commonwatt demand v1"

    /// The bytes that are signed.
    public var signedBytes: [UInt8] {
        let lines = [
            Self.heading, site, building.text, requestID, "\(epoch)", "\(sequence)", sentAt, load, "\(watts)",
            "\(leaseSeconds)",
        ]
        return lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
    }

    /// Reads the bytes that were signed, as an auditor does; `nil` for all that ``signedBytes`` never is.
    public init?(signedBytes: [UInt8]) {
        guard let text = String(validating: signedBytes, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count == 11, lines[0] == Self.heading, lines[10].isEmpty,
            let building = BuildingID(lines[2]), let epoch = Int64(lines[4]), let sequence = Int64(lines[5]),
            let watts = Int64(lines[8]), let leaseSeconds = Int64(lines[9])
        else { return nil }
        self.init(
            site: lines[1],
            building: building,
            requestID: lines[3],
            epoch: epoch,
            sequence: sequence,
            sentAt: lines[6],
            load: lines[7],
            watts: watts,
            leaseSeconds: leaseSeconds
        )
        // Numbers have one spelling.
        guard self.signedBytes == signedBytes else { return nil }
    }
}
