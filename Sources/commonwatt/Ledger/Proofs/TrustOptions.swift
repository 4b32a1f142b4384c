import ArgumentParser
import Foundation
import Site
import Transparency

/// Whom a command believes about a log.
struct TrustOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The log's verifier key, NAME+HASH+KEY, or a file with it.", valueName: "vkey"))
    var key: String?

    @Option(
        help: ArgumentHelp("A directory with the log's key, ledger.vkey, and the witnesses' *.vkey.", valueName: "dir"),
        completion: .directory
    )
    var roots: String?

    @Option(help: ArgumentHelp("A witness's verifier key, or a file with it; once for each.", valueName: "vkey"))
    var witness: [String] = []

    @Option(help: ArgumentHelp("How many witnesses must have cosigned.", valueName: "n"))
    var quorum = 0

    /// The trust that the options name.
    func trust() throws -> LogTrust {
        var keys = try ([key].compactMap(\.self) + witness).map(Self.read)
        if let roots { keys += try Self.readAll(roots) }
        let logs = keys.filter { $0.kind == .log }
        guard let log = logs.first, logs.count == 1 else {
            throw CommandFailure.badInput(
                "expected one key of a log by --key or --roots, found \(logs.count): \(logs.map(\.name.text))"
            )
        }
        let witnesses = keys.filter { $0.kind == .witness }
        return try LogTrust(origin: log.name, logKeys: [log], witnesses: witnesses, quorum: quorum)
    }

    private static func readAll(_ directory: String) throws -> [VerifierKey] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return try names.sorted().filter { $0.hasSuffix(".vkey") }.map { name in
            try LogIdentity.verifierKey("\(directory)/\(name)")
        }
    }

    /// Reads a key, or the file of a key.
    static func read(_ argument: String) throws -> VerifierKey {
        if FileManager.default.fileExists(atPath: argument) { return try LogIdentity.verifierKey(argument) }
        return try VerifierKey(argument)
    }
}
