import Foundation
import NIOCore
import Testing

@testable import WebService

@Suite("The stream", .timeLimit(.minutes(8)))
struct StreamTests {
    private func open(_ page: ServedPage) throws -> Connection {
        let connection = try Connection(port: page.port)
        connection.write("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return connection
    }

    /// The events of what was read.
    private func events(_ text: String) throws -> [(id: Int, members: [String], loadW: Int)] {
        try text.matches(of: /id: (\d+)\nevent: state\ndata: (.*)\n\n/).map { match in
            let data = Data(match.2.utf8)
            let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let members = try #require(object["buildings"] as? [[String: Any]]).compactMap { $0["id"] as? String }
            return (try #require(Int(match.1)), members, try #require(object["load_w"] as? Int))
        }
    }

    @Test("It begins with all members and goes on with those that have changed, a frame a second")
    func frames() async throws {
        try await withServedPage { page in
            let connection = try open(page)
            let first = try events(await connection.read { $0.contains("\ndata: ") && $0.hasSuffix("\n\n\r\n") })
            #expect(first.first?.members == ["b01", "b02"])
            page.site.draw(watts: 5_000)
            let text = await connection.read { $0.contains("\"load_w\":5000") && $0.hasSuffix("\n\n\r\n") }
            let next = try #require(try events(text).first { $0.loadW == 5_000 })
            #expect(next.members == ["b01"])
            #expect(next.id > first[0].id)
        }
    }

    @Test("While the ledger is silent no frame is sent; then the stream goes on with the number after the last")
    func silence() async throws {
        try await withServedPage { page in
            let connection = try open(page)
            let first = try events(await connection.read { $0.contains("\ndata: ") && $0.hasSuffix("\n\n\r\n") })
            await page.site.failOnce()
            #expect(try await page.get("/api/v1/state").status == 200)
            let next = try events(await connection.read { $0.contains("\ndata: ") && $0.hasSuffix("\n\n\r\n") })
            let last = try #require(first.last)
            #expect(next.first?.id == last.id + 1)
        }
    }

    @Test("Two hundred listen, the next is asked to come back, and who leaves makes room")
    func limit() async throws {
        try await withServedPage { page in
            var connections = try (0..<200).map { _ in try open(page) }
            for connection in connections { _ = await connection.read { $0.contains("event-stream") } }
            let refused = try await page.get("/api/v1/stream")
            #expect(refused.status == 503)
            #expect(refused.body.contains("200"))
            #expect(try await page.get("/metrics").body.contains("\ncommonwatt_page_listeners 200\n"))
            connections.removeAll()
            while !(try await page.get("/metrics").body.contains("\ncommonwatt_page_listeners 0\n")) {
                await Task.yield()
            }
        }
    }

    @Test("A question for the stream's head alone leaves no listener behind")
    func head() async throws {
        try await withServedPage { page in
            #expect(try await page.get("/api/v1/stream", method: "HEAD").status == 200)
            while !(try await page.get("/metrics").body.contains("\ncommonwatt_page_listeners 0\n")) {
                await Task.yield()
            }
        }
    }

    @Test("Who has missed a frame is sent everything, and after that the changes again")
    func missed() {
        var cursor = FrameCursor()
        let texts = [7, 8, 11, 12].map { number in
            let changes = ByteBuffer(string: "changes")
            let everything = ByteBuffer(string: "everything")
            return String(buffer: cursor.event(.init(number: number, changes: changes, everything: everything)))
        }
        #expect(
            texts == [
                "id: 7\nevent: state\ndata: everything\n\n", "id: 8\nevent: state\ndata: changes\n\n",
                "id: 11\nevent: state\ndata: everything\n\n", "id: 12\nevent: state\ndata: changes\n\n",
            ]
        )
    }
}
