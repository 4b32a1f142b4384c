import Allocation
import Gateway
import SignedDemands
import Units

extension FuzzDecoder {
    /// What comes over MQTT.
    static func wire() throws -> [FuzzDecoder] {
        guard let building = BuildingID("b01") else { return [] }
        let demand = DemandPayload(
            requestID: "0198f2c4-7c1e-7b7e-9a55-2f0d6a1c9e10",
            epoch: 42,
            sequence: 1_871,
            sentAt: .milliseconds(1_787_566_530_123),
            loadID: "total",
            power: .watts(18_500),
            lease: .seconds(60)
        )
        let allocation = utf8(allocationText)
        let building1 = BuildingStatusPayload(isOnline: true, epoch: 3, writtenAt: .milliseconds(1_787_566_530_123))
        let controller = ControllerStatusPayload(
            isOnline: true,
            instance: "riverside-1",
            epoch: 5,
            version: "0.1.0",
            height: 12,
            period: PeriodState(isOpen: false, opensAt: .milliseconds(1_787_566_530_123), isByHand: false)
        )
        return [
            FuzzDecoder(reading: "json", [demand.json, allocation, controller.json]) {
                (try? JSONReader.read($0)) != nil
            },
            FuzzDecoder(
                equal: "demand",
                [demand.json],
                read: { try? DemandPayload($0, from: building) },
                write: \.json
            ),
            FuzzDecoder(equal: "allocation", [allocation], read: { try? AllocationPayload($0) }, write: \.json),
            FuzzDecoder(
                equal: "building-status",
                [building1.json],
                read: { try? BuildingStatusPayload($0) },
                write: \.json
            ),
            FuzzDecoder(
                equal: "controller-status",
                [controller.json],
                read: { try? ControllerStatusPayload($0) },
                write: \.json
            ),
            FuzzDecoder(equal: "ledger-head", [LedgerHeadPayload(height: 7, checkpoint: "a\n7\n").json]) {
                try? LedgerHeadPayload($0)
            } write: {
                $0.json
            },
        ] + signed(building)
    }

    private static func signed(_ building: BuildingID) -> [FuzzDecoder] {
        let statement = DemandStatement(
            site: "riverside",
            building: building,
            requestID: "0198f2c4-7c1e-7b7e-9a55-2f0d6a1c9e10",
            epoch: 42,
            sequence: 7,
            sentAt: "2026-08-24T10:15:30.123Z",
            load: "total",
            watts: 18_500,
            leaseSeconds: 60
        )
        let kept = SignedDemand(statement: statement.signedBytes, certificate: [1, 2, 3], signature: [4, 5, 6])
        return [
            FuzzDecoder(canonical: "demand-statement", [statement.signedBytes]) {
                DemandStatement(signedBytes: $0)?.signedBytes
            },
            FuzzDecoder(canonical: "signed-demand", [kept.encoded]) { try? SignedDemand(encoded: $0).encoded },
        ]
    }

    private static var allocationText: String {
        """
        {"v":1,"request_id":"0198f2c4-7c1e-7b7e-9a55-2f0d6a1c9e10","bld":"b01","epoch":42,"seq":1871,\
        "status":"OK","allocated_w":14000,"bands":[{"band":"grid-contract","w":12000,"price":"0.20"},\
        {"band":"battery","w":2000,"price":"0.30"}],"currency":"EUR","policy":"adaptive","mode":"strict",\
        "limited_by":["raf-share"],"inputs":"fresh","valid_until":"2026-08-24T10:16:30.123Z",\
        "tx":{"id":"\(String(repeating: "ab", count: 32))","height":3,"index":1},"replay":false}
        """
    }
}
