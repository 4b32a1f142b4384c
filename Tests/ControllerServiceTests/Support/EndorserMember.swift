import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing

/// A member with an authority and an endorser of its own.
struct EndorserMember {
    let organisation: String
    let directory: String
    let port: UInt16

    var file: String { directory + "/endorser.yaml" }
    /// Where the endorser keeps what it has followed.
    var state: String { directory + "/endorser-state" }

    /// Makes an authority, issues the endorser's certificate, and writes its file.
    init(_ organisation: String, of site: TestSite) async throws {
        directory = site.directory + "-" + organisation.lowercased()
        for arguments in [
            ["init", directory, "--organisation", organisation], ["issue", directory, "endorser", "--role", "peer"],
        ] {
            let run = try await site.commonwatt(["identity"] + arguments)
            try #require(run.isSuccess, "\(run.errorOutput)")
        }
        let roots = site.directory + "/identities/roots"
        try FileManager.default.copyItem(atPath: directory + "/authority.pem", toPath: "\(roots)/\(organisation).pem")
        self.organisation = organisation
        port = freePort()
        try """
        site: riverside
        host: 127.0.0.1
        port: \(port)
        certificate: endorser.pem
        key: endorser.key
        roots: \(roots)
        asked_by: Operator
        """.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// Runs the endorser for the length of a closure, which begins when it has said a text.
    func run<Value>(
        until text: String = "the endorser listens",
        _ body: (Daemon) async throws -> Value
    ) async throws -> Value {
        let command = ChildCommand(try Products.executable("commonwatt"), ["endorser", "--config", file])
        return try await withDaemon(command, isReady: { $0.contains(text) }, body)
    }
}

extension TestSite {
    /// Two of three have to endorse.
    static let twoOfThree = "OutOf(2, 'Operator.peer', 'Utility.peer', 'Auditor.peer')"

    /// Names the members' endorsers in the cluster file.
    func join(_ members: [EndorserMember]) throws {
        var text = try String(contentsOfFile: clusterFile, encoding: .utf8)
        text += "\nendorsement:\n  policy: \"\(Self.twoOfThree)\"\n  endorsers:\n"
        for member in members {
            text += "    - host: 127.0.0.1\n      port: \(member.port)\n"
            text += "      certificate: \(member.directory)/endorser.pem\n"
        }
        try text.write(toFile: clusterFile, atomically: true, encoding: .utf8)
    }

    /// A building asks, and is answered when enough have endorsed.
    func ask(_ sequence: Int64) async throws {
        try await withBuilding(0, of: self) { building in
            let answer = try await building.ask(demand(sequence, watts: 1_000 * sequence, epoch: sequence))
            #expect(answer.reply.status == .ok)
        }
    }
}
