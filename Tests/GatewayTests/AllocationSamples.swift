import Allocation
import Gateway
import Testing
import Units

/// Replies of every kind.
enum AllocationSamples {
    static func served() throws -> AllocationPayload {
        AllocationPayload(
            requestID: DemandSamples.id,
            building: try #require(BuildingID("b01")),
            epoch: 42,
            sequence: 1_871,
            status: .ok,
            allocation: AllocationInForce(
                bands: [
                    Band(server: .gridContract, power: .watts(12_000), price: Price(micros: 200_000)),
                    Band(server: .battery, power: .watts(4_000), price: Price(micros: 300_000)),
                    Band(server: .gridPremium, power: .watts(2_500), price: Price(micros: 1_400_000)),
                ],
                currency: "EUR",
                policy: .adaptive,
                mode: .strict,
                limitedBy: ["raf-share", "battery-power"],
                inputs: .fresh,
                validUntil: .milliseconds(1_787_566_590_123)
            ),
            transaction: TransactionPlace(id: String(repeating: "ab", count: 32), height: 90_211, index: 3)
        )
    }

    static func refused() throws -> AllocationPayload {
        AllocationPayload(
            requestID: nil,
            building: try #require(BuildingID("b01")),
            epoch: nil,
            sequence: nil,
            status: .invalidData,
            allocation: nil,
            transaction: nil
        )
    }

    /// As large as a reply can be.
    static func largest() throws -> AllocationPayload {
        var reply = try served()
        reply.building = try #require(BuildingID(String(repeating: "x", count: 32)))
        (reply.epoch, reply.sequence) = (.max, .max)
        reply.allocation?.bands = Server.allCases.map { server in
            Band(server: server, power: .watts(999_999_999_999_999), price: Price(micros: .max))
        }
        reply.allocation?.limitedBy = [
            "raf-share", "grid-contract-full", "battery-power", "battery-empty", "battery-quota", "adaptive-strict",
            "reserved-band",
        ]
        reply.transaction?.height = .max
        return reply
    }

    static func all() throws -> [AllocationPayload] {
        [try served(), try refused(), try largest()]
    }
}
