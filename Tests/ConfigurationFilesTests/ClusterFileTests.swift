import Allocation
import TestKit
import Testing
import Units
import WebAddresses

@testable import ConfigurationFiles

@Suite("A cluster file")
struct ClusterFileTests {
    @Test("becomes terms, with the buildings ascending by identifier")
    func terms() throws {
        let cluster = try ClusterText.read(ClusterText.right)
        #expect(cluster.site == "riverside")
        #expect(cluster.currency == "EUR")
        #expect(cluster.terms.contractCap == .kilowatts(1_000))
        #expect(cluster.terms.battery.capacity == .wattHours(1_500_000))
        #expect(cluster.terms.battery.roundTripEfficiency == Share(partsPerBillion: 900_000_000))
        #expect(cluster.terms.prices.gridPremium == Price(micros: 1_400_000))
        #expect(cluster.terms.buildings.map(\.id.text) == ["b01", "b02"])
        #expect(cluster.terms.buildings.map(\.allocationFactor.partsPerBillion) == [100_000_000, 250_000_000])
        #expect(cluster.buildings.map(\.name) == ["Town hall", nil])
        #expect(cluster.period.duration == .hours(6))
    }

    @Test("settles meters and the battery's readings as it says, or as usual")
    func metering() throws {
        let usual = try ClusterText.read(ClusterText.right)
        #expect(usual.terms.meterTolerance == .standard && usual.meterInterval == .seconds(900))
        #expect(usual.terms.battery.start == .full && usual.batteryTolerance == .wattHours(15_000))
        let text = ClusterText.right + "\nmeter: {tolerance: \"0.1\", tolerance_wh: 7, interval: 5m}\n"
        let battery = "round_trip_efficiency: \"0.9\", start: reading, tolerance_wh: 3"
        let cluster = try ClusterText.read(text.replacing("round_trip_efficiency: \"0.9\"", with: battery))
        #expect(cluster.terms.meterTolerance.share == Share(partsPerBillion: 100_000_000))
        #expect(cluster.terms.meterTolerance.energy == .wattHours(7) && cluster.meterInterval == .seconds(300))
        #expect(cluster.terms.battery.start == .reading && cluster.batteryTolerance == .wattHours(3))
    }

    @Test(
        "refuses a tolerance, an interval or a start that cannot be",
        arguments: ["tolerance: 0.1", "tolerance: \"1.1\"", "tolerance_wh: -1", "interval: 0s", "interval: soon"]
    )
    func metering(setting: String) throws {
        let refusal = try #require(ClusterText.refusal(of: ClusterText.right + "\nmeter: {\(setting)}\n"))
        #expect(refusal.hasPrefix("cluster.yaml:11:"), "\(refusal)")
        let start = ClusterText.replacing("\"0.9\"}", with: "\"0.9\", start: empty}")
        #expect(ClusterText.refusal(of: start)?.contains("full, reading") == true)
    }

    @Test("keeps what it does not say nil")
    func absent() throws {
        let cluster = try ClusterText.read(ClusterText.right)
        #expect(cluster.mqtt == nil && cluster.http == nil && cluster.ledger == nil)
        #expect(cluster.policyPath == nil && cluster.period.start == .following)
    }

    @Test("keeps its bytes as they were read")
    func bytes() throws {
        #expect(try ClusterText.read(ClusterText.right).file.bytes == Array(ClusterText.right.utf8))
    }

    @Test("resolves paths from its own directory")
    func paths() throws {
        let text =
            ClusterText.right + """

                policy: ../Policies/strict.yaml
                mqtt: {host: broker, port: 8883, tls: {ca: /etc/ca.pem, certificate: c.pem, key: keys/k.pem}}
                http: {port: 8080, tls: {certificate: w.pem, key: /etc/w.key, client_authorities: [mqtt/ca.pem]}}
                ledger: {path: ledger/}
                """
        let cluster = try ClusterText.read(text, path: "sites/riverside/cluster.yaml")
        #expect(cluster.policyPath == "sites/riverside/../Policies/strict.yaml")
        #expect(cluster.mqtt?.tls.authority == "/etc/ca.pem")
        #expect(cluster.mqtt?.tls.key == "sites/riverside/keys/k.pem")
        #expect(cluster.http?.host == "127.0.0.1")
        #expect(cluster.http?.tls?.certificate == "sites/riverside/w.pem" && cluster.http?.tls?.key == "/etc/w.key")
        #expect(cluster.http?.tls?.clientAuthorities == ["sites/riverside/mqtt/ca.pem"])
        #expect(cluster.http?.tls?.clientRevocations == [])
        #expect(cluster.ledger?.path == "sites/riverside/ledger/")
        #expect(cluster.ledger?.engine == .solo)
    }

    @Test("names witnesses by their addresses, each once, with or without a slash at its end")
    func witnesses() throws {
        func read(_ witnesses: String) throws -> ClusterFile {
            try ClusterText.read(ClusterText.right + "\nledger: {path: ledger, witnesses: [\(witnesses)]}\n")
        }
        let cluster = try read(#""https://witness.example:8444/", "http://10.0.0.7/riverside""#)
        let addresses = cluster.ledger?.witnesses.map(\.address.description)
        #expect(addresses == ["https://witness.example:8444", "http://10.0.0.7/riverside"])
        let apart = try read(#"{url: "https://witness.example", ca: ca.pem}, {url: "http://10.0.0.7"}"#).ledger?
            .witnesses
        #expect(apart?.first?.authority?.hasSuffix("ca.pem") == true && apart?.last?.authority == nil)
        for (witnesses, sentence) in [
            (#""witness.example""#, "expected \(WebAddress.expected)"),
            (#""https://witness.example", "https://witness.example/""#, "the address is there twice"),
            (#""https://witness.example", {url: "https://witness.example"}"#, "the address is there twice"),
            (#"{url: "http://10.0.0.7", ca: ca.pem}"#, "a witness over http shows no certificate"),
            (#"{ca: ca.pem}"#, "missing the required key \"url\""),
            (#"{url: "witness.example"}"#, "url: expected \(WebAddress.expected)"),
        ] {
            let error = #expect(throws: ConfigurationError.self) { _ = try read(witnesses) }
            #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
        }
    }

    @Test("of the repository is right and finds its policy")
    func shipped() throws {
        let cluster = try ClusterFile.read(Repository.path("Examples/riverside.yaml"))
        #expect(cluster.terms.buildingCount == 10)
        let policy = try PolicyFile.read(#require(cluster.policyPath))
        #expect(policy.policy.kind == .adaptive)
        #expect(cluster.period.start == .daily([.hours(16)], timeZone: "Europe/Berlin"))
    }

    @Test(
        "says when periods start: one after the other, at times of a day, or by hand",
        arguments: [
            ("", PeriodStart.following), (", start: manual", .byHand),
            (", start: \"00:30\", time_zone: UTC", .daily([.seconds(1_800)], timeZone: "UTC")),
            (
                ", start: [\"06:00\", \"12:00\", \"20:00\"], time_zone: Europe/Zurich",
                .daily([.hours(6), .hours(12), .hours(20)], timeZone: "Europe/Zurich")
            ),
        ]
    )
    func starts(text: String, start: PeriodStart) throws {
        let cluster = try ClusterText.read(ClusterText.replacing("duration: 6h", with: "duration: 6h\(text)"))
        #expect(cluster.period.start == start)
    }

    @Test("takes comments, quotes and any order of keys")
    func order() throws {
        let lines = ClusterText.right.split(separator: "\n")
        let reordered = (lines[7...] + lines[..<7] + ["# the end"]).joined(separator: "\n")
        #expect(try ClusterText.read(reordered).terms == ClusterText.read(ClusterText.right).terms)
    }

    @Test(
        "reads durations exactly",
        arguments: [
            ("6h", 21_600_000), ("90m", 5_400_000), ("1h30m", 5_400_000), ("5.36h", 19_296_000), ("250ms", 250),
            ("1h1m1s1ms", 3_661_001), ("0.5s", 500),
        ]
    )
    func durations(text: String, milliseconds: Int64) throws {
        let cluster = try ClusterText.read(ClusterText.replacing("duration: 6h", with: "duration: \(text)"))
        #expect(cluster.period.duration == .milliseconds(milliseconds))
    }

    @Test("of another cluster's size is still read", arguments: [20_000])
    func large(count: Int) throws {
        let head = ClusterText.right.prefix { $0 != "-" }
        let buildings = (0..<count).map {
            "- {id: b\($0), arrivals_per_hour: 6.5, mean_duration_s: 50, mean_power_w: 9}"
        }
        let text = head + buildings.joined(separator: "\n  ")
        let cluster = try ClusterText.read(String(text))
        #expect(cluster.terms.buildings.allSatisfy { $0.allocationFactor == Share(partsPerBillion: 50_000) })
    }
}
