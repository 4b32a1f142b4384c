import ChildProcesses
import Foundation
import TestKit
import Testing

/// `commonwatt identity`, with the openssl program as the judge.
@Suite("An organisation's authority on disk", .timeLimit(.minutes(8)))
struct IdentityTests {
    @Test("OpenSSL accepts what it issues and refuses what it revokes", arguments: [false, true])
    func authority(hasIntermediate: Bool) async throws {
        try await withTemporaryDirectory { parent in
            let directory = parent + "/utility"
            let flag = hasIntermediate ? ["--intermediate"] : []
            try await run(["init", directory, "--organisation", "Utility"] + flag)
            for (name, role) in [("admin", "admin"), ("peer", "peer"), ("b01", "client")] {
                try await run(["issue", directory, name, "--role", role, "--dns", "localhost"])
            }
            for name in ["admin", "peer", "b01"] { #expect(try await verify(name, directory).isSuccess) }
            try await run(["revoke", directory, "b01", "--reason", "key-compromise"])
            let refused = try await verify("b01", directory)
            #expect(!refused.isSuccess && refused.errorOutput.contains("certificate revoked"), "\(refused.errorOutput)")
            #expect(try await verify("admin", directory).isSuccess)
            try await run(["revoke", directory, "peer"])
            for name in ["b01", "peer"] { #expect(try await !verify(name, directory).isSuccess) }
            let again = try await commonwatt(["identity", "revoke", directory, "b01"])
            #expect(again.status == 2 && again.errorOutput.contains("is revoked already"))
            let keys = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".key") }
            #expect(keys.count == (hasIntermediate ? 5 : 4))
            for key in keys {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(key)")
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(key)")
            }
            let list = try await run(["list", directory, "--format", "csv"]).output.split(separator: "\n")
            #expect(list.count == (hasIntermediate ? 6 : 5))
            #expect(list.contains { $0.hasPrefix("b01.pem,b01,client,") && $0.contains("(key-compromise)") })
            #expect(list.contains { $0.hasPrefix("admin.pem,admin,admin,") && $0.contains(",valid,") })
        }
    }

    @Test("With the root's key away an intermediate goes on issuing and revoking; without one nothing does")
    func rootAway() async throws {
        try await withTemporaryDirectory { parent in
            for hasIntermediate in [true, false] {
                let directory = "\(parent)/\(hasIntermediate)"
                let flag = hasIntermediate ? ["--intermediate"] : []
                try await run(["init", directory, "--organisation", "Utility"] + flag)
                try FileManager.default.removeItem(atPath: directory + "/authority.key")
                let issue = try await commonwatt(["identity", "issue", directory, "peer", "--role", "peer"])
                #expect(issue.status == (hasIntermediate ? 0 : 2))
                if hasIntermediate {
                    try await run(["revoke", directory, "peer"])
                    #expect(try await !verify("peer", directory).isSuccess)
                } else {
                    #expect(issue.errorOutput.contains("authority.key"))
                }
            }
        }
    }

    @Test("Bad input is refused with what was expected")
    func refused() async throws {
        try await withTemporaryDirectory { parent in
            let directory = parent + "/a"
            try await run(["init", directory, "--organisation", "A"])
            try await run(["init", parent + "/b", "--organisation", "B"])
            try await run(["issue", parent + "/b", "peer", "--role", "peer"])
            let rows: [([String], String)] = [
                (["init", directory, "--organisation", "A"], "exists already"),
                (["init", parent + "/c", "--organisation", "A B"], "expected 1 to 64 letters"),
                (["issue", directory, "x", "--role", "boss"], "expected one of client, peer, orderer, admin"),
                (["issue", directory, "../x", "--role", "peer"], "no name to issue for"),
                (["issue", directory, "authority", "--role", "peer"], "no name to issue for"),
                (["revoke", directory, "nobody"], "there is no such file"),
                (["revoke", directory, parent + "/b/peer.pem"], "was not issued by A's authority"),
                (["revoke", directory, "authority", "--reason", "boredom"], "expected one of unspecified"),
                (["list", parent], "there is no such file"),
            ]
            for (arguments, sentence) in rows {
                let run = try await commonwatt(["identity"] + arguments)
                #expect(run.status == 2 && run.errorOutput.contains(sentence), "\(arguments): \(run.errorOutput)")
            }
        }
    }

    @Test(
        "Every list has a greater number than the one before it (RFC 5280, 5.2.3), says openssl",
        arguments: [false, true]
    )
    func numbers(hasIntermediate: Bool) async throws {
        try await withTemporaryDirectory { parent in
            let directory = parent + "/utility"
            try await run(["init", directory, "--organisation", "U"] + (hasIntermediate ? ["--intermediate"] : []))
            // Each authority has a list of its own; the root's is the first that it ever made, and stays.
            let still = hasIntermediate ? [1] : []
            #expect(try await listNumbers(directory) == ([1] + still))
            for number in 2...4 {
                try await run(["issue", directory, "b\(number)", "--role", "client"])
                try await run(["revoke", directory, "b\(number)"])
                #expect(try await listNumbers(directory) == ([number] + still))
            }
        }
    }

    /// The numbers of the lists in the directory's file, as `openssl crl -text` reads them.
    private func listNumbers(_ directory: String) async throws -> [Int] {
        let end = "-----END X509 CRL-----"
        let lists = try String(contentsOfFile: directory + "/revocations.pem", encoding: .utf8)
            .components(separatedBy: end).dropLast()
        var numbers: [Int] = []
        for (index, list) in lists.enumerated() {
            let file = directory + "/list\(index)"
            try (list + end + "\n").write(toFile: file, atomically: true, encoding: .utf8)
            let run = try await ChildCommand("openssl", ["crl", "-in", file, "-text", "-noout"]).run()
            let number = try #require(run.output.firstMatch(of: /X509v3 CRL Number: *\n *(\d+)/)?.1)
            numbers.append(try #require(Int(number)))
        }
        return numbers
    }

    @discardableResult
    private func run(_ arguments: [String]) async throws -> ToolResult {
        let run = try await commonwatt(["identity"] + arguments)
        try #require(run.isSuccess, "\(arguments): \(run.errorOutput)")
        return run
    }

    private func verify(_ name: String, _ directory: String) async throws -> ToolResult {
        var arguments = ["verify", "-crl_check_all", "-CAfile", "\(directory)/authority.pem"]
        if FileManager.default.fileExists(atPath: "\(directory)/intermediate.pem") {
            arguments += ["-untrusted", "\(directory)/intermediate.pem"]
        }
        arguments += ["-CRLfile", "\(directory)/revocations.pem", "\(directory)/\(name).pem"]
        return try await ChildCommand("openssl", arguments).run()
    }
}
