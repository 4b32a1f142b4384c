import Cryptography
import Foundation
import Ledger
import Transparency
import Units

/// The check of a proof, a proof of consistency, evidence or a checkpoint, without any ledger.
struct ProofCheck {
    let path: String
    let from: String?
    let trust: LogTrust

    func run() throws {
        let bytes = try TextFile.read(path)
        if ForkEvidence.isMeant(by: bytes) { return try checkEvidence(bytes) }
        if bytes.starts(with: "old ".utf8) { return try checkConsistency(bytes) }
        if bytes.starts(with: "c2sp.org/tlog-proof".utf8) { return try checkProof(bytes) }
        let checkpoint = try read { () throws(TextFormatError) in try SignedCheckpoint(parsing: bytes) }
        let witnesses = try trust.verifyWitnessed(checkpoint)
        try StandardOutput.write("\(text(of: checkpoint.checkpoint, witnesses: witnesses))\ncheckpoint: OK")
    }

    private func read<Value>(_ parse: () throws(TextFormatError) -> Value) throws(CommandFailure) -> Value {
        do { return try parse() } catch { throw .badInput("\(path): \(error)") }
    }

    private func checkProof(_ bytes: [UInt8]) throws {
        let proof = try read { () throws(TextFormatError) in try TransactionProof(parsing: bytes) }
        let proven = try proof.verify(trust)
        var lines = [
            "transaction  \(proven.leaf.txid.hex)", "place        \(proven.leaf.number) of \(proven.checkpoint.size)",
            "code         \(proven.leaf.code)", "content      \(proven.leaf.content.digest.hex)",
        ]
        if let proposal = proven.envelope?.proposal {
            let time = Date(timeIntervalSince1970: Double(proposal.timestamp.milliseconds) / 1_000)
                .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            lines.append("call         \(proposal.chaincode) \(proposal.function), proposed \(time)")
            lines.append("channel      \(proposal.channel)")
        }
        lines.append(text(of: proven.checkpoint, witnesses: proven.witnesses))
        try StandardOutput.write((lines + ["proof: OK"]).joined(separator: "\n"))
    }

    private func checkConsistency(_ bytes: [UInt8]) throws {
        let request = try read { () throws(TextFormatError) in try ConsistencyRequest(parsing: bytes) }
        guard let from else {
            throw CommandFailure.badInput("\(path) proves consistency: name the earlier checkpoint with --from")
        }
        let old = try SignedCheckpoint(file: from)
        try trust.verify(old)
        let witnesses = try trust.verifyWitnessed(request.checkpoint)
        let (earlier, later) = (old.checkpoint, request.checkpoint.checkpoint)
        guard request.oldSize == earlier.size else {
            throw CommandFailure.badInput(
                "\(path) begins at \(request.oldSize) transactions, \(from) has \(earlier.size)"
            )
        }
        guard request.proof.verifies(earlier.root, isContinuedBy: later.root) else {
            throw CommandFailure.negativeFinding("\(path) does not show that \(later) continues \(earlier)")
        }
        let text = "earlier      \(earlier.size) transactions, root \(earlier.root.hex)"
        try StandardOutput.write("\(text)\n\(self.text(of: later, witnesses: witnesses))\nconsistency: OK")
    }

    private func checkEvidence(_ bytes: [UInt8]) throws {
        let evidence = try read { () throws(TextFormatError) in try ForkEvidence(parsing: bytes) }
        let finding: String
        do {
            finding = try evidence.verify(trust)
        } catch {
            throw CommandFailure.badInput("\(path): \(error)")
        }
        throw CommandFailure.negativeFinding("fork: \(finding)")
    }

    private func text(of checkpoint: Checkpoint, witnesses: Int) -> String {
        """
        log          \(checkpoint.origin)
        checkpoint   \(checkpoint.size) transactions, root \(checkpoint.root.hex)
        witnesses    \(witnesses)\(trust.quorum > 0 ? ", \(trust.quorum) asked for" : "")
        """
    }
}
