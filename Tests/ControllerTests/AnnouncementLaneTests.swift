import Allocation
import Synchronization
import Testing

@testable import Controller

@Suite("What waits to be sent to a building")
struct AnnouncementLaneTests {
    private let building = BuildingID("b01")

    private func reply(_ status: ReplyStatus, unanswered: Int64 = 0) throws -> Announcement {
        .reply(
            AllocationReply(
                building: try #require(building),
                requestID: nil,
                status: status,
                detail: "\(status)",
                order: nil,
                allocation: nil,
                unanswered: unanswered
            )
        )
    }

    @Test(
        "Refusals beyond a thousand are said together with their number; allocations are all said",
        arguments: [0, 7]
    )
    func flood(unanswered: Int64) async throws {
        let announcer = SlowAnnouncer()
        let lane = AnnouncementLane(to: announcer)
        lane.send(try reply(.invalidData))
        await announcer.untilBusy()
        for _ in 0..<1_500 { lane.send(try reply(.invalidData)) }
        lane.send(try reply(.rateLimited, unanswered: unanswered))
        for _ in 0..<3 { lane.send(try reply(.ok)) }
        lane.finish()
        announcer.goOn()
        await lane.sending.value
        let replies = announcer.replies
        #expect(replies.count { $0.status == .ok } == 3)
        #expect(replies.count { $0.status == .invalidData } == 1_001)
        let together = replies.filter { $0.unanswered > 0 }
        #expect(together.map(\.unanswered) == [500 + max(1, unanswered)] && together[0].status == .rateLimited)
        #expect(together[0].detail?.hasPrefix("\(together[0].unanswered) messages were refused") == true)
    }
}

/// An announcer that is busy with its first message until it is told to go on.
private final class SlowAnnouncer: AllocationAnnouncer {
    private let said = Mutex<[AllocationReply]>([])
    private let (busy, isBusy) = AsyncStream.makeStream(of: Void.self)
    private let (free, isFree) = AsyncStream.makeStream(of: Void.self)

    var replies: [AllocationReply] { said.withLock { $0 } }

    func announce(_ announcement: Announcement) async {
        guard case .reply(let reply) = announcement else { return }
        let isFirst = said.withLock { said in
            said.append(reply)
            return said.count == 1
        }
        guard isFirst else { return }
        isBusy.finish()
        for await _ in free {}
    }

    func untilBusy() async { for await _ in busy {} }

    func goOn() { isFree.finish() }
}
