import Foundation
import Logging
import TestKit
import Testing
import Transparency
import Units
import WebAddresses
import WebService
import Witness

/// A witness that is served on a port of its own, with the directory of its memory.
struct ServedWitness: Sendable {
    let address: WebAddress
    let directory: String
    let key: VerifierKey

    static let signer = Result { try MemoryLedger.signer("utility.example", .witness, seed: 9) }

    /// The files that its memory has, by their type.
    func files(_ type: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(type) }
            .map { "\(directory)/\($0)" }
    }
}

/// Serves a witness while the body runs.
func withWitness<Value: Sendable>(
    of logs: [VerifierKey],
    in directory: String,
    port: Int = 0,
    _ body: (ServedWitness) async throws -> Value
) async throws -> Value {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let (ports, port0) = AsyncStream.makeStream(of: Int.self)
    let state = try WitnessState(directory)
    defer { state.release() }
    let desk = try WitnessDesk(
        logs: logs,
        signer: ServedWitness.signer.get(),
        state: state,
        clock: { Instant(milliseconds: 1_800_000_000_000) },
        logger: logger
    )
    let page = WitnessPage(
        WebSettings(host: "127.0.0.1", port: port),
        key: desk.verifierKey.text,
        logger: logger,
        listening: { port0.yield($0) },
        desk: { await desk.answer($0) }
    )
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try? await page.run() }
        defer { group.cancelAll() }
        let port = try #require(await ports.first { _ in true })
        let address = try #require(WebAddress("http://127.0.0.1:\(port)/"))
        return try await body(ServedWitness(address: address, directory: directory, key: desk.verifierKey))
    }
}
