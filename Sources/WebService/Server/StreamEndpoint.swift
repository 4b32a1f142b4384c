import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /api/v1/stream`: the site's state as server-sent events, one a second.
struct StreamEndpoint: Sendable {
    let live: LiveSite

    /// So many pages may listen; more are asked to come back.
    private static let limit = 200

    func response() async -> Response {
        guard await live.listenerCount < Self.limit else {
            return JSONAnswer.refusal(.serviceUnavailable, "\(Self.limit) pages listen already; try again later")
        }
        let frames = await live.frames()
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        return Response(status: .ok, headers: headers, body: Self.body(frames))
    }

    private static func body(_ frames: AsyncStream<LiveSite.Frame>) -> ResponseBody {
        ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            var cursor = FrameCursor()
            for await frame in frames { try await writer.write(cursor.event(frame)) }
            try await writer.finish(nil)
        }
    }
}

/// What one listener has seen.
struct FrameCursor {
    private var last: Int?

    /// A frame as an event: the changes alone to who has seen the frame before, everything to who has missed it.
    mutating func event(_ frame: LiveSite.Frame) -> ByteBuffer {
        let isNext = last.map { $0 + 1 == frame.number } ?? false
        last = frame.number
        var event = ByteBuffer(string: "id: \(frame.number)\nevent: state\ndata: ")
        var data = isNext ? frame.changes : frame.everything
        event.writeBuffer(&data)
        event.writeString("\n\n")
        return event
    }
}
