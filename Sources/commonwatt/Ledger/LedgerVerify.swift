import ArgumentParser
import Audit
import Transparency

/// `commonwatt ledger verify`: levels 0 and 1, for which nobody's certificates are needed.
struct LedgerVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify that a ledger's files and hashes are what was written.",
        discussion: """
            Every byte of the files, the chain of headers, and every leaf, root and commit hash: an audit at level 1, \
            which needs no certificates. It does not notice an operator who rewrites everything; an audit at level 4 \
            does.

            The exit status is 0 if all is as it was written and 1 if not.

            EXAMPLE:
              commonwatt ledger verify ledger
            """
    )

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var output: AuditOutputOptions

    func run() async throws {
        let place = try LedgerPlace(ledger.path)
        try output.write(try await place.audit(level: .leaves, label: "Verifying"))
    }
}

extension LedgerPlace {
    /// Audits the ledger, with a bar on a terminal.
    func audit(
        level: AuditLevel,
        jobs: Int = 1,
        head: KnownHead? = nil,
        roots: AuditorRoots = AuditorRoots([]),
        contracts: [AuditedContract] = [],
        kept: SignedCheckpoint? = nil,
        label: String
    ) async throws(CommandFailure) -> AuditReport {
        let examination = try examine()
        let chain = try open(after: examination)
        let auditor = Auditor(
            chain: chain,
            files: examination.map { ExaminedFiles(examination: $0) },
            head: head,
            roots: roots,
            contracts: contracts,
            state: try level >= .state ? storedState(after: examination) : nil,
            checkpoints: chain as? any CheckpointReader,
            kept: kept
        )
        let bar = ProgressBar(label)
        defer { bar.finish() }
        do {
            return try await auditor.audit(level: level, jobs: jobs) { progress in
                bar.update(Double(progress.blocks) / Double(max(progress.height, 1)))
            }
        } catch {
            throw CommandFailure(error)
        }
    }
}
