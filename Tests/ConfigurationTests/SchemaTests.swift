import Foundation
import TestKit
import Testing

@testable import Configuration

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
        try expect(HTTPKey.self, in: #require(sections["http"]), "http")
        try expect(LedgerKey.self, in: #require(sections["ledger"]), "ledger")
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
}
