import ArgumentParser
import ControllerService
import Cryptography
import Foundation
import Transparency

/// `commonwatt witness`: a member who remembers what the operator has signed.
struct WitnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Witness a ledger: cosign a checkpoint only if it continues the last one.",
        discussion: """
            EXAMPLE:
              commonwatt witness key witness.key --name utility.example
              commonwatt ledger prove ledger --from last.note -o request
              commonwatt witness cosign request --log ledger.vkey --key witness.key --name utility.example \
            --state last.note
              commonwatt witness serve --log ledger.vkey --key witness.key --name utility.example --state witness-state
            """,
        subcommands: [WitnessKey.self, WitnessCosign.self, WitnessServe.self]
    )
}

/// `commonwatt witness key`: a witness's key.
struct WitnessKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Print a witness's verifier key; make the key if there is none.",
        discussion: """
            The members and the operator are given what is printed; the file stays with the witness.

            EXAMPLE:
              commonwatt witness key witness.key --name utility.example
            """
    )

    @Argument(help: "The key's file: Ed25519, PKCS#8 in PEM.")
    var file: String

    @Option(help: "The witness's name, best the beginning of an address: no spaces, no plus.")
    var name: String

    func run() throws {
        if !FileManager.default.fileExists(atPath: file) {
            let pem = try CheckpointSigningKey.generate().pem
            let isWritten = FileManager.default.createFile(
                atPath: file,
                contents: Data(pem.utf8),
                attributes: [.posixPermissions: 0o600]
            )
            guard isWritten else { throw CommandFailure.environment("\(file) cannot be written") }
        }
        try StandardOutput.write(try NoteSigner.witness(name, key: file).verifierKey.text)
    }
}

extension NoteSigner {
    /// Reads a witness's key.
    static func witness(_ name: String, key path: String) throws -> NoteSigner {
        let pem = String(decoding: try TextFile.read(path), as: UTF8.self)
        let key: CheckpointSigningKey
        do {
            key = try CheckpointSigningKey(pem: pem)
        } catch {
            throw CommandFailure.badInput("\(path): the file is no Ed25519 key: \(error)")
        }
        return try NoteSigner(name: NoteName(name), kind: .witness, key: key)
    }
}
