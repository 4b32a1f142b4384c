import ServiceManager
import TestKit
import Testing

@Suite("The service manager")
struct ServiceManagerTests {
    private func makeManager(_ environment: [String: String], process: Int32 = 7) -> ServiceManager? {
        ServiceManager(process: process) { environment[$0] }
    }

    @Test("It is told at its socket, in the file system or outside of it")
    func told() async throws {
        try await withTemporaryDirectory { directory in
            for path in [directory + "/notify", "@commonwatt-test-\(freePort())"] {
                let socket = try NotificationSocket(at: path)
                let manager = try #require(makeManager(["NOTIFY_SOCKET": path]))
                for (notice, text) in [
                    (.ready, "READY=1"), (.alive, "WATCHDOG=1"), (.stopping, "STOPPING=1"),
                ] as [(ServiceManager.Notice, String)] {
                    #expect(manager.notify(notice))
                    #expect(socket.next() == text)
                }
            }
        }
    }

    @Test("A socket that is gone is no reason to fail")
    func gone() throws {
        let manager = try #require(makeManager(["NOTIFY_SOCKET": "/nonexistent/socket"]))
        #expect(!manager.notify(.ready))
    }

    @Test(
        "Without a socket of ours there is none",
        arguments: [nil, "", "/", "@", "vsock:2:1234", "relative", "/" + String(repeating: "x", count: 108)]
    )
    func none(path: String?) {
        #expect(makeManager(path.map { ["NOTIFY_SOCKET": $0] } ?? [:]) == nil)
    }

    @Test("It watches if it says so, and means this process")
    func watchdog() {
        func watchdog(_ environment: [String: String]) -> Duration? {
            makeManager(environment.merging(["NOTIFY_SOCKET": "/run/notify"]) { $1 })?.watchdog
        }
        #expect(watchdog(["WATCHDOG_USEC": "30000000"]) == .seconds(30))
        #expect(watchdog(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"]) == .seconds(30))
        #expect(watchdog(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"]) == nil)
        #expect(watchdog(["WATCHDOG_USEC": "0"]) == nil && watchdog(["WATCHDOG_USEC": "soon"]) == nil)
        #expect(watchdog([:]) == nil)
    }
}
