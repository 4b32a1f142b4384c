import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
public import Transparency
public import WebAddresses

/// The way to witnesses.
public protocol WitnessConnection: Sendable {
    /// Sends the body of an `add-checkpoint` request.
    ///
    /// - Throws: `WitnessProblem`, if there is no answer.
    func addCheckpoint(_ body: [UInt8], to address: WebAddress) async throws(WitnessProblem) -> WitnessAnswer
}

/// Witnesses over HTTP, or HTTPS with the authorities that the machine believes or those that are named for a witness.
///
/// Neither is believed for a cosignature: that is verified with the witness's key.
public final class WitnessHTTP: WitnessConnection {
    private let client: HTTPClient
    /// Witnesses whose certificates descend from authorities of their own.
    private let apart: [WebAddress: (client: HTTPClient, authorities: WitnessAuthorities)]
    private let patience: Duration

    private init(patience: Duration, authorities: [WebAddress: WitnessAuthorities]) {
        self.patience = patience
        client = Self.client(TimeAmount(patience), tls: nil)
        apart = authorities.mapValues { authorities in
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(authorities.certificates)
            return (Self.client(TimeAmount(patience), tls: tls), authorities)
        }
    }

    private static func client(_ patience: TimeAmount, tls: TLSConfiguration?) -> HTTPClient {
        // A redirect would send elsewhere what was meant for one witness.
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: patience, read: patience)
        )
        // Tried again until patience is over, a connection that cannot be made would fail for want of time, and why it
        // cannot be made would not be said.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private func shutdown() async {
        for client in [client] + apart.values.map(\.client) { try? await client.shutdown() }
    }

    /// Asks witnesses while a body runs.
    ///
    /// - Parameters:
    ///   - patience: How long an answer may take.
    ///   - authorities: Whose certificate a witness has to show, where it is not one that the machine believes.
    ///   - body: Asks.
    @discardableResult
    public static func open<Value: Sendable, Failure: Error>(
        patience: Duration = .seconds(10),
        authorities: [WebAddress: WitnessAuthorities] = [:],
        _ body: (WitnessHTTP) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let connection = WitnessHTTP(patience: patience, authorities: authorities)
        do throws(Failure) {
            let value = try await body(connection)
            await connection.shutdown()
            return value
        } catch {
            await connection.shutdown()
            throw error
        }
    }

    public func addCheckpoint(
        _ body: [UInt8],
        to address: WebAddress
    ) async throws(WitnessProblem) -> WitnessAnswer {
        var request = HTTPClientRequest(url: "\(address)/add-checkpoint")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        // Minutes may pass before the next one, and a connection that is kept may be closed just as it is taken again.
        request.headers.add(name: "Connection", value: "close")
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            return try await answer(request, of: apart[address]?.client ?? client)
        } catch {
            throw .unreachable("\(address) does not answer: \(reason(error, address))")
        }
    }

    /// Waits for the whole answer, for as long as patience lasts: the client's own limits begin anew with each byte.
    private func answer(_ request: HTTPClientRequest, of client: HTTPClient) async throws -> WitnessAnswer {
        try await withThrowingTaskGroup(of: WitnessAnswer.self) { [patience] group in
            group.addTask {
                let response = try await client.execute(request, timeout: TimeAmount(patience))
                let body = try await response.body.collect(upTo: WitnessAnswer.maximumSize)
                return WitnessAnswer(
                    status: Int(response.status.code),
                    contentType: response.headers.first(name: "Content-Type") ?? "",
                    body: Array(body.readableBytesView)
                )
            }
            group.addTask {
                try await Task.sleep(for: patience)
                throw HTTPClientError.deadlineExceeded
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw HTTPClientError.cancelled }
            return answer
        }
    }

    private func reason(_ error: any Error, _ address: WebAddress) -> String {
        switch error {
        case is NIOSSLError, is NIOSSLExtraError:
            let believed = apart[address]?.authorities.files.joined(separator: ", ") ?? "what this machine believes"
            return "TLS has failed, with \(believed) for authorities of its certificate: \(error)"
        case is NIOTooManyBytesError: return "the answer is too long"
        case let error as HTTPClientError: return error.shortDescription
        default: return "\(error)"
        }
    }
}

extension WitnessConnection {
    /// Has a checkpoint cosigned.
    ///
    /// - Parameters:
    ///   - submission: The checkpoint, and what the witness is thought to know.
    ///   - tree: The ledger's tree.
    ///   - address: Where the witness is.
    /// - Returns: The cosignatures by witnesses of the channel.
    /// - Throws: `WitnessProblem`.
    public func cosignatures(
        of submission: WitnessSubmission,
        from tree: some TreeReader,
        at address: WebAddress
    ) async throws(WitnessProblem) -> [SignedNote.Signature] {
        var submission = submission
        while true {
            let request: ConsistencyRequest
            do {
                request = try submission.request(from: tree)
            } catch {
                throw .unreachable("the ledger cannot be read: \(error)")
            }
            let answer = try await addCheckpoint(request.encoded, to: address)
            if let cosignatures = try submission.take(answer) { return cosignatures }
        }
    }
}
