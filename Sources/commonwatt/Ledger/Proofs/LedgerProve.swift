import ArgumentParser
import Cryptography
import Transparency

/// `commonwatt ledger prove`: proofs that convince without the ledger, and their check.
struct LedgerProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove that a transaction is in a ledger, or check a proof without the ledger.",
        discussion: """
            A proof is a text file (C2SP tlog-proof): the transaction's leaf, its path through the tree, and a signed \
            checkpoint. --from writes the proof that the ledger continues an earlier checkpoint; if it does not, the \
            evidence of the fork. Without a ledger, --from and --checkpoint compare two kept checkpoints of one size.

            --check tells by the first line what a file is: a proof, a proof of consistency (then --from names the \
            earlier checkpoint), evidence of a fork, or a checkpoint. The exit status is 1 for a proof that proves \
            nothing and for evidence that holds, 2 for a file that cannot be read.

            EXAMPLE:
              commonwatt ledger prove ledger 5f0c… --with-content -o request.tlog-proof
              commonwatt ledger prove --check request.tlog-proof --key ledger.vkey
              commonwatt ledger prove ledger --from kept.note -o consistency
              commonwatt ledger prove --check consistency --from kept.note --roots roots
            """
    )

    @Argument(help: "The ledger's directory, or the chain.db in it.", completion: .directory)
    var ledger: String?

    @Argument(help: "The transaction's identifier: 64 hexadecimal digits.")
    var txid: String?

    @Option(help: ArgumentHelp("A kept checkpoint to lead to, instead of the newest.", valueName: "note"))
    var checkpoint: String?

    @Option(help: ArgumentHelp("An earlier checkpoint that the ledger must continue.", valueName: "note"))
    var from: String?

    @Flag(help: "Put the transaction itself into the proof, so that its content can be seen.")
    var withContent = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; standard output if absent.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Check this file, without a ledger.", valueName: "file"))
    var check: String?

    @OptionGroup var trust: TrustOptions

    func validate() throws {
        if check != nil {
            guard ledger == nil, checkpoint == nil, output == nil, !withContent else {
                throw ValidationError("--check takes a file and whom to believe, and no ledger")
            }
        } else {
            let isComparison = ledger == nil && from != nil && checkpoint != nil
            guard isComparison || ledger != nil && (txid == nil) == (from != nil) else {
                throw ValidationError("expected a ledger, and a transaction or --from a checkpoint, or --check a file")
            }
        }
    }

    func run() throws {
        if let check { return try ProofCheck(path: check, from: from, trust: trust.trust()).run() }
        guard let ledger else {
            guard let from, let checkpoint else { return }
            return try NoteComparison(first: from, second: checkpoint, trust: trust.trust()).run(output: output)
        }
        let proven = try ProvenLedger(ledger)
        if let from {
            switch try proven.answer(to: from, checkpoint: checkpoint) {
            case .continued(let request): try TextFile.write(request.encoded, to: output)
            case .forked(let evidence):
                try TextFile.write(evidence.encoded, to: output)
                throw CommandFailure.negativeFinding(try evidence.verify(LogTrust(proven.terms)))
            }
        } else if let txid {
            guard let digest = Digest(hex: txid) else {
                throw CommandFailure.badInput("'\(txid)' is no identifier: expected 64 hexadecimal digits")
            }
            let proof = try proven.proof(of: digest, checkpoint: checkpoint, withContent: withContent)
            try TextFile.write(proof.encoded, to: output)
        }
    }
}
