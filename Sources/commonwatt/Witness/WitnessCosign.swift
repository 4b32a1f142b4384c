import ArgumentParser
import ControllerService
import Foundation
import Transparency
import Units
import Witness

/// `commonwatt witness cosign`: one step of a witness, by hand.
struct WitnessCosign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosign",
        abstract: "Cosign a checkpoint that continues the last one cosigned.",
        discussion: """
            The request is what "ledger prove --from" writes (the body of C2SP add-checkpoint); the first one is \
            "old 0", an empty line and the checkpoint, or the checkpoint alone. The state file holds the last \
            checkpoint that was cosigned and is on the disk before the signature is printed; STATE.lock beside it \
            keeps two from deciding on the same one. A log that has signed two ledgers is refused with exit status \
            1, and --evidence keeps what shows it.

            EXAMPLE:
              commonwatt witness cosign request --log ledger.vkey --key witness.key --name utility.example \
            --state last.note
            """
    )

    @Argument(help: "The request, or '-' for standard input.")
    var request: String

    @Option(help: ArgumentHelp("The log's verifier key, or a file with it.", valueName: "vkey"))
    var log: String

    @Option(help: ArgumentHelp("The witness's key.", valueName: "file"))
    var key: String

    @Option(help: "The witness's name.")
    var name: String

    @Option(help: ArgumentHelp("The last checkpoint cosigned; none if the file does not exist.", valueName: "file"))
    var state: String

    @Option(help: ArgumentHelp("Where to write evidence of a fork.", valueName: "file"))
    var evidence: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write the signature.", valueName: "file"))
    var output: String?

    func run() throws {
        let logKey = try TrustOptions.read(log)
        let signer = try NoteSigner.witness(name, key: key)
        guard let hold = try FileHold(state + ".lock") else {
            throw CommandFailure.environment("\(state): another process is cosigning with it; wait until it has ended")
        }
        defer { hold.release() }
        let known = FileManager.default.fileExists(atPath: state) ? try SignedCheckpoint(file: state) : nil
        let trust = try LogTrust(origin: logKey.name, logKeys: [logKey])
        var machine = try WitnessMachine(log: trust, newest: known)
        let request = try read()
        do {
            try machine.consider(request)
        } catch {
            if case .fork(let found) = error, let evidence { try TextFile.write(found.encoded, to: evidence) }
            throw CommandFailure(error)
        }
        let checkpoint = request.checkpoint
        let time = UInt64(SystemClock().now().milliseconds / 1_000)
        let signature = try signer.sign(checkpoint.note.text, time: time)
        try DurableFile.replace(state, by: checkpoint.encoded)
        try TextFile.write(Array("\(signature.line)\n".utf8), to: output)
    }

    private func read() throws -> ConsistencyRequest {
        let bytes = try TextFile.read(request)
        do {
            guard bytes.starts(with: "old ".utf8) else {
                let checkpoint = try SignedCheckpoint(parsing: bytes)
                let proof = ConsistencyProof(from: 0, to: checkpoint.checkpoint.size, path: [])
                return ConsistencyRequest(proof, checkpoint: checkpoint)
            }
            return try ConsistencyRequest(parsing: bytes)
        } catch {
            throw CommandFailure.badInput("\(request): \(error)")
        }
    }
}

extension CommandFailure {
    /// What a witness's refusal stands for: a request that is wrong, or a log that is.
    fileprivate init(_ refusal: WitnessRefusal) {
        switch refusal {
        case .badRequest, .conflict: self = .badInput("\(refusal)")
        case .unknownLog, .checkpoint, .inconsistent, .fork: self = .negativeFinding("\(refusal)")
        }
    }
}
