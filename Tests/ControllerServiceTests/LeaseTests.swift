import Allocation
import AllocationContract
import ChildProcesses
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("A building that falls silent", .timeLimit(.minutes(8)))
struct LeaseTests {
    /// Two members alike share the cap of 1 000 kW; what one of them falls back to by itself is half of it.
    private static let band = Power.kilowatts(500)

    @Test("When its lease has run out its band is reserved, until its next demand")
    func leaseEnds() async throws {
        try await withServedSite { site, _ in
            let (first, push, back) = try await withBuilding(0, of: site) { building in
                let first = try await building.ask(demand(1, watts: 80_000, lease: 1))
                let push = try await building.push { $0.inputs == .estimated }
                return (first, push, try await building.ask(demand(2, watts: 80_000)))
            }
            expectFailSafe(push)
            #expect(back.reply.allocation?.inputs == .fresh && back.reply.allocation?.mode == .noBounds)
            #expect(back.reply.allocation?.allocated == .kilowatts(80))
            #expect(back.reply.transaction?.height == first.reply.transaction.map { $0.height + 2 })
        }
    }

    @Test("When its connection is cut its last will does the same at once")
    func cut() async throws {
        try await withServedSite { site, _ in
            let push = try await withAuditor(of: site) { messages in
                try await withBuilding(0, of: site, ending: .cut) { building in
                    _ = try await building.ask(demand(1, watts: 80_000))
                }
                let topic = site.topics.allocation(site.buildings[0])
                let message = try await messages.first { message in
                    message.topic == topic && (try? AllocationPayload(message.payload))?.requestID == nil
                }
                return try Answer(try #require(message))
            }
            expectFailSafe(push)
            let current = try await latest(site.topics.currentAllocation(site.buildings[0]), of: site) { message in
                (try? AllocationPayload(message.payload))?.allocation?.inputs == .estimated
            }
            #expect(current.isRetained)
            let back = try await withBuilding(0, of: site) { try await $0.ask(demand(2, watts: 60_000)) }
            #expect(back.reply.allocation?.inputs == .fresh)
            #expect(back.reply.allocation?.allocated == .kilowatts(60))
        }
    }

    @Test("A last will of an epoch that is over says nothing")
    func lateWill() async throws {
        try await withServedSite { site, _ in
            let answers = try await withBuilding(0, of: site) { building in
                let first = try await building.ask(demand(1, watts: 80_000, epoch: 2))
                let gone = BuildingStatusPayload(isOnline: false, epoch: 1, writtenAt: now())
                try await building.client.publish(.status(gone, of: building.id, topics: building.topics))
                return [first, try await building.ask(demand(2, watts: 90_000, epoch: 2))]
            }
            #expect(answers.map(\.reply.allocation?.inputs) == [.fresh, .fresh])
            let heights = answers.compactMap(\.reply.transaction?.height)
            #expect(heights.count == 2 && heights[1] == heights[0] + 1)
        }
    }

    private func expectFailSafe(_ push: Answer) {
        #expect(push.reply.status == .ok && push.reply.requestID == nil)
        #expect(push.reply.allocation?.inputs == .estimated)
        #expect(push.reply.allocation?.mode == .failSafe)
        #expect(push.reply.allocation?.validUntil == nil)
        #expect(push.reply.transaction != nil)
        let bands = push.reply.allocation?.bands.filter { $0.power > .zero }
        #expect(bands?.map(\.server) == [.gridContract] && bands?.map(\.power) == [Self.band])
    }
}
