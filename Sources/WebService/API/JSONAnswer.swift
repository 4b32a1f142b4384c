import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Writes the API's JSON: keys in snake_case and in order, so that the same state is the same bytes.
enum JSONAnswer {
    /// A response of JSON.
    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: try buffer(value)))
    }

    /// A value as JSON.
    static func buffer(_ value: some Encodable) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ByteBuffer(bytes: try encoder.encode(value))
    }

    /// A refusal, with the reason for people.
    static func refusal(_ status: HTTPResponse.Status, _ reason: String) -> Response {
        struct Refusal: Encodable {
            let error: String
            let status: Int
        }
        let body = try? buffer(Refusal(error: reason, status: status.code))
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body ?? ByteBuffer()))
    }
}
