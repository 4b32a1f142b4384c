import Allocation
import Gateway
import MQTTClient
import Testing
import Units

/// A demand as a building would send it, and ways to spoil it.
enum DemandSamples {
    static let id = "0198f2c4-7c1e-7b7e-9a55-2f0d6a1c9e10"

    static let json = """
        {"v":1,"request_id":"\(id)","epoch":42,"seq":1871,"ts":"2026-08-24T10:15:30.123Z",\
        "load_id":"total","demand_w":18500,"lease_s":60}
        """

    static let demand = DemandPayload(
        requestID: id,
        epoch: 42,
        sequence: 1_871,
        sentAt: .milliseconds(1_787_566_530_123),
        loadID: "total",
        power: .watts(18_500),
        lease: .seconds(60)
    )

    /// The sample with a member's value replaced.
    static func with(_ name: String, _ value: String) -> String {
        let start = json.range(of: "\"\(name)\":")
        let end = json[start.upperBound...].firstIndex { $0 == "," || $0 == "}" } ?? json.endIndex
        return json.replacingCharacters(in: start.upperBound..<end, with: value)
    }

    /// The sample without a member.
    static func without(_ name: String) -> String {
        let members = json.dropFirst().dropLast().split(separator: ",").filter { !$0.hasPrefix("\"\(name)\":") }
        return "{\(members.joined(separator: ","))}"
    }

    /// The sample with a member more.
    static func adding(_ member: String) -> String {
        json.dropLast() + ",\(member)}"
    }
}

extension String {
    /// Where a text that is there stands.
    fileprivate func range(of text: String) -> Range<Index> {
        guard let range = firstRange(of: text) else { preconditionFailure("\(text) is not in \(self)") }
        return range
    }

    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
