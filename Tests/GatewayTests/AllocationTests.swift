import Allocation
import Gateway
import MQTTClient
import Testing
import Units

@Suite("Replies")
struct AllocationTests {
    private let golden = """
        {"v":1,"request_id":"0198f2c4-7c1e-7b7e-9a55-2f0d6a1c9e10","bld":"b01","epoch":42,"seq":1871,"status":"OK",\
        "allocated_w":18500,"bands":[{"band":"grid-contract","w":12000,"price":"0.20"},\
        {"band":"battery","w":4000,"price":"0.30"},{"band":"grid-premium","w":2500,"price":"1.40"}],"currency":"EUR",\
        "policy":"adaptive","mode":"strict","limited_by":["raf-share","battery-power"],"inputs":"fresh",\
        "valid_until":"2026-08-24T10:16:30.123Z","tx":{"id":"\(String(repeating: "ab", count: 32))","height":90211,\
        "index":3},"replay":false}
        """

    @Test("A reply's bytes are these, for ever")
    func bytes() throws {
        #expect(String(decoding: try AllocationSamples.served().json, as: UTF8.self) == golden)
    }

    @Test("A reply that has nothing to say has every key")
    func emptyReply() throws {
        let expected = """
            {"v":1,"request_id":null,"bld":"b01","epoch":null,"seq":null,"status":"INVALID_DATA","allocated_w":null,\
            "bands":[],"currency":null,"policy":null,"mode":null,"limited_by":[],"inputs":null,"valid_until":null,\
            "tx":null,"replay":false}
            """
        #expect(String(decoding: try AllocationSamples.refused().json, as: UTF8.self) == expected)
    }

    @Test("A reply is read as it was written, and fits into a message")
    func roundTrip() throws {
        for reply in try AllocationSamples.all() {
            #expect(try AllocationPayload(reply.json) == reply)
            #expect(reply.json.count <= 4_096)
        }
    }

    @Test("A reply sent again differs in its last key alone")
    func replay() throws {
        var reply = try AllocationSamples.served()
        let again = try #require(AllocationPayload.replay(of: reply.json))
        #expect(String(decoding: again, as: UTF8.self) == golden.dropLast(6) + "true}")
        #expect(AllocationPayload.replay(of: again) == again)
        reply.isReplay = true
        #expect(reply.json == again)
        #expect(AllocationPayload.replay(of: Array("{}".utf8)) == nil)
    }

    @Test(
        "A reply that contradicts itself is refused",
        arguments: [
            (#""w":2500"#, #""w":2501"#, "\"allocated_w\" is not the sum"),
            (#""price":"0.30""#, #""price":"0.3""#, "a decimal"),
            ("\"battery\",", "\"diesel\",", "a server's name"), (#""v":1"#, #""v":2"#, "\"v\" must be 1"),
            (#""status":"OK""#, #""status":"FINE""#, "a status"), (#","replay":false"#, "", "\"replay\" is missing"),
        ]
    )
    func contradictions(_ part: String, _ replacement: String, _ detail: String) {
        let text = golden.replacing(part, with: replacement)
        let error = #expect(throws: PayloadError.self) { try AllocationPayload(Array(text.utf8)) }
        #expect(error?.detail.contains(detail) == true, "\(error?.detail ?? "")")
    }

    @Test("Keys of a later version are passed over")
    func laterVersion() throws {
        let text = golden.replacing(#""tx":{"#, with: #""later":[1.5],"tx":{"hash":"x","#)
        #expect(try AllocationPayload(Array(text.utf8)) == AllocationSamples.served())
    }
}

@Suite("Statuses and the policy in force")
struct StatusTests {
    @Test("A building's status")
    func building() throws {
        let status = BuildingStatusPayload(isOnline: true, epoch: 42, writtenAt: .milliseconds(1_787_566_530_123))
        let text = #"{"online":true,"epoch":42,"ts":"2026-08-24T10:15:30.123Z"}"#
        #expect(String(decoding: status.json, as: UTF8.self) == text)
        #expect(try BuildingStatusPayload(status.json) == status)
    }

    @Test("The controller's status")
    func controller() throws {
        let status = ControllerStatusPayload(isOnline: false, instance: "a\"b", epoch: 7, version: "1.0", height: 0)
        let text = #"{"online":false,"instance":"a\"b","epoch":7,"version":"1.0","height":0}"#
        #expect(String(decoding: status.json, as: UTF8.self) == text)
        #expect(try ControllerStatusPayload(status.json) == status)
        var open = status
        open.period = PeriodState(isOpen: false, opensAt: .milliseconds(1_787_566_530_123), isByHand: false)
        let period = #""period":{"open":false,"opens_at":"2026-08-24T10:15:30.123Z","by_hand":false}}"#
        #expect(String(decoding: open.json, as: UTF8.self) == text.dropLast() + "," + period)
        #expect(try ControllerStatusPayload(open.json) == open)
        open.period?.opensAt = nil
        #expect(try ControllerStatusPayload(open.json) == open)
        let head = LedgerHeadPayload(height: 3, checkpoint: "log\n3\nAAAA=\n\n\u{2014} log AAAA\n")
        #expect(try LedgerHeadPayload(head.json) == head)
    }

    @Test("The policy in force, with whole watt-hours")
    func policy() throws {
        var policy = PolicyPayload(
            policy: .noBounds,
            mode: .noBounds,
            reason: "policy",
            cap: .watts(1_000_000),
            load: .watts(900_000),
            headroom: .watts(100_000),
            charge: .wattHours(1_500_000) + .millijoules(3_599_999)
        )
        let text = """
            {"policy":"no-bounds","mode":"no-bounds","reason":"policy","cap_w":1000000,"load_w":900000,\
            "headroom_w":100000,"charge_wh":1500000}
            """
        #expect(String(decoding: policy.json, as: UTF8.self) == text)
        let read = try PolicyPayload(policy.json)
        policy.charge = .wattHours(1_500_000)
        #expect(read == policy)
    }
}
