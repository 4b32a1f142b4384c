import ArgumentParser
import Audit
import Cryptography
import Ledger
import LedgerStore
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
    /// The snapshot that a ledger began from, to follow it from there.
    ///
    /// - Throws: `CommandFailure`, if the level asks for more than the ledger can say of it.
    private func ownSnapshot(of chain: any ChainReader, for level: AuditLevel) throws(CommandFailure) -> LedgerSnapshot?
    {
        do throws(ChainError) {
            guard let archive = chain as? LedgerArchive, let origin = try archive.origin() else { return nil }
            guard level > .leaves else { return try archive.snapshot() }
            throw ChainError(
                .unsuitable,
                "\(directory) began from the snapshot \(origin.hash.hex) of block \(origin.block): "
                    + "name a copy of it that you trust with --from"
            )
        } catch {
            // What is damaged is for the audit to name.
            guard error.kind == .damaged else { throw CommandFailure(error) }
            return nil
        }
    }

    /// Audits the ledger, with a bar on a terminal.
    func audit(
        level: AuditLevel,
        jobs: Int = 1,
        head: KnownHead? = nil,
        roots: AuditorRoots = AuditorRoots([]),
        contracts: [AuditedContract] = [],
        kept: SignedCheckpoint? = nil,
        from base: LedgerSnapshot? = nil,
        shown: ShownValues = ShownValues(files: []),
        label: String
    ) async throws(CommandFailure) -> AuditReport {
        let examination = try examine()
        let chain = try open(after: examination)
        let base = if let base { base } else { try ownSnapshot(of: chain, for: level) }
        let auditor = Auditor(
            chain: chain,
            files: examination.map { ExaminedFiles(examination: $0) },
            head: head,
            roots: roots,
            contracts: contracts,
            state: try level >= .state ? storedState(after: examination) : nil,
            checkpoints: chain as? any CheckpointReader,
            kept: kept,
            from: base,
            shown: shown
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
