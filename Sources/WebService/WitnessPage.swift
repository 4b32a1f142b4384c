import HTTPTypes
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle
public import Transparency

/// A witness over HTTP (C2SP tlog-witness): `POST /add-checkpoint`, and its verifier key at `/`.
///
/// It decides nothing: what is answered is the desk's.
public struct WitnessPage: Service {
    /// Who answers the body of a request.
    public typealias Desk = @Sendable ([UInt8]) async -> WitnessAnswer

    private let settings: WebSettings
    private let key: String
    private let desk: Desk
    private let logger: Logger
    private let listening: @Sendable (Int) -> Void

    /// Prepares the service.
    ///
    /// - Parameters:
    ///   - settings: Where it listens; a token is not asked for, since a checkpoint is believed for its signature.
    ///   - key: The witness's verifier key.
    ///   - logger: What is to be told whoever runs it.
    ///   - listening: Called with the port as soon as requests are taken.
    ///   - desk: Who answers.
    public init(
        _ settings: WebSettings,
        key: String,
        logger: Logger,
        listening: @escaping @Sendable (Int) -> Void = { _ in },
        desk: @escaping Desk
    ) {
        self.settings = settings
        self.key = key
        self.desk = desk
        self.logger = logger
        self.listening = listening
    }

    /// Serves until the graceful shutdown.
    public func run() async throws {
        let application = try settings.application(logger: logger) { _ in
            router()
        } listening: { [logger, listening] url, port in
            logger.notice("the witness listens", metadata: ["url": "\(url)"])
            listening(port)
        }
        try await application.run()
    }

    private func router() -> Router<PageContext> {
        let router = Router(context: PageContext.self)
        router.get("/") { _, _ in Self.response(WitnessAnswer(status: 200, sentence: key)) }
        router.get("/healthz") { _, _ in Self.response(WitnessAnswer(status: 200, sentence: "ok")) }
        router.post("/add-checkpoint") { request, context in
            do {
                let body = try await request.body.collect(upTo: WitnessAnswer.maximumSize)
                return Self.response(await desk(Array(body.readableBytesView)))
            } catch is NIOTooManyBytesError {
                // Whoever sends more all the same has a second to read the answer.
                context.channel.eventLoop.scheduleTask(in: .seconds(1)) { [channel = context.channel] in
                    channel.close(promise: nil)
                }
                let sentence = "at most \(WitnessAnswer.maximumSize) bytes are read"
                return Self.response(WitnessAnswer(status: 413, sentence: sentence))
            }
        }
        return router
    }

    private static func response(_ answer: WitnessAnswer) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        headers[.cacheControl] = "no-store"
        return Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }
}
