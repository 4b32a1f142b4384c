import Allocation
import ConfigurationFiles
import Foundation
import Simulation
import TestKit

extension FuzzDecoder {
    /// Files that people write.
    static func files() throws -> [FuzzDecoder] {
        let policies = try ["adaptive", "strict", "max-min"].map { try shipped("Policies/\($0).yaml") }
        let buildings = (1...10).compactMap { BuildingID($0 < 10 ? "b0\($0)" : "b\($0)") }
        let trace = """
            \(Trace.header)
            b01,0,600000,12000
            b02,1500,,8000
            b10,60000,61000,1

            """
        return [
            FuzzDecoder(reading: "cluster-file", [try shipped("Examples/riverside.yaml")], executions: 1_500) {
                (try? ClusterFile(InputFile(path: "cluster.yaml", bytes: $0))) != nil
            },
            FuzzDecoder(reading: "policy-file", policies, executions: 5_000) {
                (try? PolicyFile(InputFile(path: "policy.yaml", bytes: $0))) != nil
            },
            FuzzDecoder(reading: "experiment-file", [try shipped("Experiments/cap/experiment.yaml")], executions: 2_000)
            {
                (try? ExperimentFile(InputFile(path: "experiment.yaml", bytes: $0))) != nil
            },
            FuzzDecoder(reading: "claims-file", [try claims()], executions: 1_500) {
                (try? ClaimsFile(InputFile(path: "claims.yaml", bytes: $0))) != nil
            },
            FuzzDecoder(reading: "trace", [utf8(trace)]) { (try? Trace(csv: $0, buildings: buildings)) != nil },
        ]
    }

    private static func shipped(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: Repository.path(path))))
    }

    /// The first figure of the shipped claims: the file as a whole would be read a few times a second only.
    private static func claims() throws -> [UInt8] {
        let whole = String(decoding: try shipped("Experiments/claims.yaml"), as: UTF8.self)
        let figures = whole.components(separatedBy: "\n  - id: ")
        return utf8(figures.prefix(2).joined(separator: "\n  - id: ") + "\n")
    }
}
