import ChildProcesses
import Controller
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@testable import ControllerService

@Suite("Periods of a served site", .timeLimit(.minutes(8)))
struct PeriodServiceTests {
    @Test("By hand: opened, closed and billed when somebody says so, and demands between are told to wait")
    func byHand() async throws {
        let edit: (TestSite) throws -> Void = { try $0.edit("{duration: 6h}", to: "{duration: 6h, start: manual}") }
        try await withServedSite(edit: edit) {
            site,
            servers in
            try await withBuilding(0, of: site) { building in
                let early = try await building.ask(demand(1, watts: 80_000)).reply
                #expect(early.status == .temporaryError)
                let byHand = PeriodState(isOpen: false, opensAt: nil, isByHand: true)
                #expect(early.period == byHand)
                try await expectStatus(of: site, byHand)
                try await expect("close", of: site, 2, "no period is open")
                try await expect("open", of: site, 0, "a period is open")
                try await expect("open", of: site, 2, "a period is open already")
                let first = try await building.ask(demand(2, watts: 80_000)).reply
                #expect(first.status == .ok && first.allocation?.allocated == .kilowatts(80))
                #expect(first.period == nil)
                try await expectStatus(of: site, PeriodState(isOpen: true, opensAt: nil, isByHand: true))
                try await expect("close", of: site, 0, "every member billed")
                try await expectStatus(of: site, byHand)
                #expect(try await building.ask(demand(3, watts: 90_000)).reply.status == .temporaryError)
                // What the ledger knows is answered as it was, period or not.
                #expect(try await building.ask(demand(2, watts: 80_000)).reply.isReplay)
                try await expect("open", of: site, 0, "a period is open")
            }
            await servers.controller.stop()
            try await expect("close", of: site, 3, "nobody serves the site")
            try await expectSound(site)
            let bill = try await site.commonwatt(["ledger", "bill", site.ledger, "--format", "json"])
            #expect(bill.isSuccess && bill.output.contains("b02"), "\(bill.errorOutput)")
            #expect(bill.output.contains("\"recharge_mj\": 0,"), "\(bill.output)")
        }
    }

    private func expect(_ what: String, of site: TestSite, _ status: Int32, _ sentence: String) async throws {
        let run = try await site.commonwatt(["period", what, "--config", site.clusterFile])
        let text = run.output + run.errorOutput
        #expect(run.status == status && text.contains(sentence), "\(what): \(run.status), \(text)")
    }

    /// Whoever comes is told by the broker how it stands with periods; what was said a moment ago may be on its way.
    private func expectStatus(of site: TestSite, _ expected: PeriodState) async throws {
        _ = try await latest(site.topics.controllerStatus, of: site) { message in
            (try? ControllerStatusPayload(message.payload))?.period == expected
        }
    }

    /// The page goes on showing how the site stands, also while no period is open.
    private func expectPage(_ port: UInt16, isPeriodOpen: Bool) async throws {
        let script = """
            import json, sys, time, urllib.request
            read = lambda path: urllib.request.urlopen("http://127.0.0.1:%s%s" % (sys.argv[1], path)).read()
            for attempt in range(100):
                try:
                    state = json.loads(read("/api/v1/state"))
                    break
                except urllib.error.HTTPError:
                    time.sleep(0.1)
            read("/healthz")
            print("period_opened_ts" in state, state["load_w"] if "load_w" in state else None, len(state["buildings"]))
            """
        let run = try await ChildCommand("python3", ["-c", script, "\(port)"]).run()
        #expect(run.output.hasPrefix(isPeriodOpen ? "True" : "False 0 2"), "\(run.output)\(run.errorOutput)")
    }

    private func expectSound(_ site: TestSite) async throws {
        let roots = site.directory + "/identities/roots"
        let audit = try await site.commonwatt(["ledger", "audit", site.ledger, "--roots", roots, "--level", "5"])
        #expect(audit.isSuccess, "\(audit.output)\(audit.errorOutput)")
    }

    @Test("By the clock: a start between two windows serves and waits; within one it opens a period")
    func daily() async throws {
        let (away, here) = (DailyPeriod(hoursFromNow: 12), DailyPeriod(hoursFromNow: -1))
        let page = freePort()
        let edit: (TestSite) throws -> Void = {
            try $0.edit("{duration: 6h}", to: away.text)
            try $0.edit("policy: policy.yaml", to: "policy: policy.yaml\nhttp: {port: \(page)}")
        }
        try await withServedSite(edit: edit) { site, servers in
            let early = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000)).reply }
            #expect(early.status == .temporaryError)
            let opensAt = try #require(early.period?.opensAt)
            #expect(opensAt.milliseconds / 3_600_000 % 24 == away.hour && opensAt.milliseconds % 3_600_000 == 0)
            #expect(opensAt > now() && opensAt < now() + .hours(24))
            let closed = PeriodState(isOpen: false, opensAt: opensAt, isByHand: false)
            #expect(early.period == closed)
            try await expectStatus(of: site, closed)
            let policies = ["period", "open", "--config", site.clusterFile]
            let byHand = try await site.commonwatt(policies)
            #expect(byHand.status == 2 && byHand.errorOutput.contains("the cluster file says when"))
            try await expectPage(page, isPeriodOpen: false)
            await servers.controller.stop()
            try site.edit(away.text, to: here.text)
            try await servers.controller.start()
            let open = try await withBuilding(0, of: site) { try await $0.ask(demand(2, watts: 80_000)).reply }
            #expect(open.status == .ok)
            try await expectStatus(of: site, PeriodState(isOpen: true, opensAt: nil, isByHand: false))
            try await expectPage(page, isPeriodOpen: true)
            // Outside of its windows again, the period that is still open is closed at once.
            await servers.controller.stop()
            try site.edit(here.text, to: away.text)
            try await servers.controller.start()
            let late = try await withBuilding(0, of: site) { try await $0.ask(demand(3, watts: 80_000)).reply }
            #expect(late.status == .temporaryError)
            try await expectStatus(of: site, closed)
            await servers.controller.stop()
            try await expectSound(site)
        }
    }

    @Test(
        "The machine's zones are what Python's zoneinfo has",
        arguments: [
            "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Tokyo", "UTC",
        ]
    )
    func zones(name: String) async throws {
        // 1 January 2026 and 2031.
        let (start, end) = (Instant.milliseconds(1_767_225_600_000), Instant.milliseconds(1_924_992_000_000))
        let clocks = try #require(LocalClocks(timeZone: name, from: start + .hours(48)))
        let script = """
            import sys, datetime, zoneinfo
            zone = zoneinfo.ZoneInfo(sys.argv[1])
            at = lambda s: int(datetime.datetime.fromtimestamp(s, zone).utcoffset().total_seconds())
            print(at(\(start.milliseconds / 1_000)))
            for s in range(\(start.milliseconds / 1_000), \(end.milliseconds / 1_000), 1800):
                if at(s) != at(s + 1800): print(s + 1800, at(s + 1800))
            """
        let python = try await ChildCommand("python3", ["-c", script, name]).run()
        try #require(python.isSuccess, "\(python.errorOutput)")
        var lines = ["\(clocks.offset.milliseconds / 1_000)"]
        for change in clocks.changes where change.at <= end {
            lines.append("\(change.at.milliseconds / 1_000) \(change.offset.milliseconds / 1_000)")
        }
        #expect(python.output.split(separator: "\n").map(String.init) == lines)
    }
}
