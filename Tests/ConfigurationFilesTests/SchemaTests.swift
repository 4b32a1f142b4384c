import Foundation
import TestKit
import Testing

@testable import ConfigurationFiles

@Suite("The JSON schemas say what the reader knows")
struct SchemaTests {
    private func schema(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(filePath: Repository.path("Schemas/\(name).schema.json")))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func expect<Key: FileKey>(
        _ type: Key.Type,
        in object: [String: Any],
        _ name: Comment
    ) throws {
        let properties = try #require(object["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(Key.allCases.map(\.rawValue)), name)
        #expect(object["required"] as? [String] == Key.required.map(\.rawValue), name)
        #expect(object["additionalProperties"] as? Bool == false, name)
    }

    private func words(_ key: PolicyKey, in schema: [String: Any]) throws -> [String] {
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        return try #require(properties[key.rawValue]?["enum"] as? [String])
    }

    @Test("of a cluster, section by section")
    func cluster() throws {
        let cluster = try schema("cluster")
        let sections = try #require(cluster["$defs"] as? [String: [String: Any]])
        try expect(ClusterKey.self, in: cluster, "top")
        try expect(ContractKey.self, in: #require(sections["contract"]), "contract")
        try expect(PricesKey.self, in: #require(sections["prices"]), "prices")
        try expect(BatteryKey.self, in: #require(sections["battery"]), "battery")
        try expect(MeterKey.self, in: #require(sections["meter"]), "meter")
        try expect(PeriodKey.self, in: #require(sections["period"]), "period")
        try expect(BuildingKey.self, in: #require(sections["building"]), "building")
        try expect(MQTTKey.self, in: #require(sections["mqtt"]), "mqtt")
        try expect(TLSKey.self, in: #require(sections["tls"]), "tls")
        try expect(RateLimitKey.self, in: #require(sections["rate_limit"]), "rate_limit")
        try expect(HTTPKey.self, in: #require(sections["http"]), "http")
        try expect(HTTPTLSKey.self, in: #require(sections["http_tls"]), "http_tls")
        try expect(LedgerKey.self, in: #require(sections["ledger"]), "ledger")
        try expect(WitnessKey.self, in: #require(sections["witness"]), "witness")
        try expect(EndorsementKey.self, in: #require(sections["endorsement"]), "endorsement")
        try expect(EndorserAddressKey.self, in: #require(sections["endorser"]), "endorser")
        let mqtt = try #require(sections["mqtt"]?["properties"] as? [String: [String: Any]])
        #expect(mqtt["signed_demands"]?["enum"] as? [String] == SignatureRule.allCases.map(\.rawValue))
        let ledger = try #require(sections["ledger"]?["properties"] as? [String: [String: Any]])
        #expect(ledger["engine"]?["enum"] as? [String] == OrderingEngine.allCases.map(\.rawValue))
    }

    @Test("of a policy, with the words that it may use")
    func policy() throws {
        let policy = try schema("policy")
        try expect(PolicyKey.self, in: policy, "policy")
        #expect(try words(.kind, in: policy) == ["strict", "no-bounds", "adaptive", "max-min", "levelling"])
        #expect(try words(.discipline, in: policy) == ["redispatch", "admission"])
        #expect(try words(.signal, in: policy) == ["cluster-load", "grid-contract-load"])
    }

    @Test("of an endorser")
    func endorser() throws {
        let endorser = try schema("endorser")
        try expect(EndorserKey.self, in: endorser, "endorser")
        let properties = try #require(endorser["properties"] as? [String: [String: Any]])
        try expect(EndorserSnapshotKey.self, in: #require(properties["snapshot"]), "snapshot")
    }

    @Test("of an experiment, section by section")
    func experiment() throws {
        let experiment = try schema("experiment")
        let sections = try #require(experiment["$defs"] as? [String: [String: Any]])
        try expect(ExperimentKey.self, in: experiment, "top")
        try expect(TierKey.self, in: #require(sections["tier"]), "tier")
        try expect(SweepKey.self, in: #require(sections["sweep"]), "sweep")
        try expect(ReadingKey.self, in: #require(sections["reading"]), "reading")
        try expect(PanelKey.self, in: #require(sections["panel"]), "panel")
        try expect(PricesKey.self, in: #require(sections["prices"]), "prices")
        try expect(BatteryKey.self, in: #require(sections["battery"]), "battery")
        let sweep = try #require(sections["sweep"]?["properties"] as? [String: [String: Any]])
        #expect(sweep["parameter"]?["enum"] as? [String] == ExperimentFile.Parameter.allCases.map(\.rawValue))
        #expect(sections["measure"]?["enum"] as? [String] == ExperimentFile.Measure.allCases.map(\.rawValue))
        let panel = try #require(sections["panel"]?["properties"] as? [String: [String: Any]])
        for key in ["scale", "axis_scale"] {
            #expect(panel[key]?["enum"] as? [String] == ExperimentFile.AxisScale.allCases.map(\.rawValue))
        }
    }

    @Test("of claims, with the predicates")
    func claims() throws {
        let claims = try schema("claims")
        let sections = try #require(claims["$defs"] as? [String: [String: Any]])
        try expect(ClaimsKey.self, in: claims, "top")
        try expect(ClaimFigureKey.self, in: #require(sections["figure"]), "figure")
        try expect(ClaimKey.self, in: #require(sections["claim"]), "claim")
        try expect(ClaimTestKey.self, in: #require(sections["test"]), "test")
        let test = try #require(sections["test"]?["properties"] as? [String: [String: Any]])
        #expect(test["is"]?["enum"] as? [String] == PredicateName.allCases.map(\.rawValue))
        let figure = try #require(sections["figure"]?["properties"] as? [String: [String: Any]])
        #expect(figure["measure"]?["enum"] as? [String] == ExperimentFile.Measure.allCases.map(\.rawValue))
    }
}
