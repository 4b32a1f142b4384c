import Transparency

/// Two kept checkpoints compared without any ledger, as members do who tell each other what they were shown.
struct NoteComparison {
    let first: String
    let second: String
    let trust: LogTrust

    /// Says whether they agree; writes the evidence if they cannot both be true.
    func run(output: String?) throws {
        let one = try SignedCheckpoint(file: first)
        let other = try SignedCheckpoint(file: second)
        try trust.verify(one)
        try trust.verify(other)
        guard one.checkpoint.size == other.checkpoint.size else {
            throw CommandFailure.badInput(
                "\(first) is of \(one.checkpoint.size) transactions and \(second) of \(other.checkpoint.size): "
                    + "whether one continues the other, the ledger must prove"
            )
        }
        guard one.checkpoint.root != other.checkpoint.root else {
            return try StandardOutput.write("both: \(one.checkpoint)\ncomparison: OK")
        }
        let evidence = ForkEvidence(one, other)
        try TextFile.write(evidence.encoded, to: output)
        throw CommandFailure.negativeFinding("fork: \(try evidence.verify(trust))")
    }
}
