import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing

@Suite("A controller under a service manager", .timeLimit(.minutes(8)))
struct WatchedControllerTests {
    @Test("It is ready when it has subscribed, alive while it gets on, and says when it is about to end")
    func notices() async throws {
        try await withSite { site in
            let path = site.directory + "/notify"
            let stream = try NotificationSocket(at: path).notices
            let arguments = ["NOTIFY_SOCKET=\(path)", "WATCHDOG_USEC=600000"]
            let serve = [try Products.executable("commonwatt"), "serve", "--config", site.clusterFile]
            try await withBroker(of: site) { _ in
                try await withDaemon(ChildCommand("env", arguments + serve)) {
                    $0.contains("ctl/status")
                } _: { controller in
                    var notices = stream.makeAsyncIterator()
                    var heard: [String] = []
                    while heard.count(where: { $0 == "WATCHDOG=1" }) < 3 || !heard.contains("READY=1") {
                        heard.append(await notices.next() ?? "")
                    }
                    #expect(Set(heard) == ["READY=1", "WATCHDOG=1"])
                    // Once ready it answers: nothing that is asked from now on is lost.
                    let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 1_000)) }
                    #expect(answer.reply.status == .ok)
                    await controller.stop()
                    var last = await notices.next()
                    while last == "WATCHDOG=1" { last = await notices.next() }
                    #expect(last == "STOPPING=1")
                }
            }
        }
    }

    @Test("Asked for it, it logs a line of JSON an entry, with the site, the building and the transaction")
    func logs() async throws {
        try await withSite { site in
            try await withBroker(of: site) { _ in
                let arguments = ["serve", "--config", site.clusterFile, "--log-format", "json", "--log-level", "debug"]
                let command = ChildCommand(try Products.executable("commonwatt"), arguments)
                try await withDaemon(command) {
                    $0.contains("ctl/status")
                } _: { controller in
                    let answer = try await withBuilding(0, of: site) { building in
                        try await building.send(Array("no JSON".utf8), correlation: "bad")
                        _ = try await building.answer(to: "bad")
                        return try await building.ask(demand(1, watts: 1_000))
                    }
                    await controller.stop()
                    var entries: [LogEntry] = []
                    for line in controller.log {
                        entries.append(try JSONDecoder().decode(LogEntry.self, from: Data(line.utf8)))
                    }
                    #expect(entries.allSatisfy { $0.metadata["site"] == "riverside" && $0.label == "commonwatt" })
                    let answered = entries.first { $0.metadata["status"] == "OK" }
                    #expect(answered?.metadata["txid"] == answer.reply.transaction?.id && answered?.level == "debug")
                    #expect(answered?.metadata["building"] == "b01")
                    let refused = entries.first { $0.metadata["status"] == "INVALID_DATA" }
                    #expect(refused?.metadata["detail"]?.contains("not JSON") == true && refused?.level == "info")
                }
            }
        }
    }

    private struct LogEntry: Decodable {
        let ts: String
        let level: String
        let label: String
        let message: String
        let metadata: [String: String]
    }
}
