import Logging
public import MQTTClient
import ServiceLifecycle

/// How a client's run ends when the closure it was made for has ended.
public enum ClientEnding: Sendable {
    /// Gracefully: the broker is taken leave of.
    case graceful

    /// The connection is cut, as when the process dies; the broker publishes the last will.
    case cut
}

/// Runs a client for the length of a closure.
///
/// - Throws: what the closure throws; else what ``MQTTClient/run()`` throws.
public func withClient<Value: Sendable>(
    _ configuration: MQTTConfiguration,
    ending: ClientEnding = .graceful,
    _ body: @escaping @Sendable (MQTTClient) async throws -> Value
) async throws -> Value {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let client = try MQTTClient(configuration: configuration, logger: logger)
    let group = ServiceGroup(configuration: .init(services: [.init(service: client)], logger: logger))
    return try await withThrowingTaskGroup(of: Value?.self) { tasks in
        tasks.addTask {
            do {
                try await group.run()
            } catch is CancellationError {
                // Cut on purpose, below.
            }
            return nil
        }
        tasks.addTask { .some(try await body(client)) }
        // Whichever ends first: a client that fails fails the test, and a closure that ends ends the client.
        while let ended = try await tasks.next() {
            guard let value = ended else { continue }
            switch ending {
            case .graceful: await group.triggerGracefulShutdown()
            case .cut: tasks.cancelAll()
            }
            try await tasks.waitForAll()
            return value
        }
        throw MQTTError(.closed, "The client ended before the test did.")
    }
}
