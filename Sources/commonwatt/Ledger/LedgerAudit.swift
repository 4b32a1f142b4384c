import AllocationAudit
import AllocationContract
import ArgumentParser
import Audit
import Cryptography
import Foundation
import Ledger
import LedgerStore
import Transparency

/// `commonwatt ledger audit`: everything that can be checked with a ledger and its members' roots alone.
struct LedgerAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Audit a ledger: believe nothing in it that does not follow from what stands before.",
        discussion: """
            Levels, each with all below it:
              0  files byte by byte, blocks in a row, the chain of headers
              1  leaves, roots and commit hashes made again from the transactions; every checkpoint
              2  signatures, certificates as of each block under your roots, endorsement policies, duplicates
              3  state rebuilt from genesis, read conflicts recomputed
              4  every valid contract call executed again: reads, writes and response equal byte for byte
              5  the physics and the bill, without the contract's code: the cap, the battery's bounds, the balance of \
            energy to the millijoule, what the policy promises, and every bill computed again

            The report ends with "audit: OK", or names the first divergence: block, transaction, key, what was \
            expected and what was found. It also prints the last block and its hash; kept and given as --head to a \
            later audit, they show that the ledger was continued and not rewritten.

            The exit status is 0 for a ledger that is what it should be, 1 for one that is not, 2 for a bad argument, \
            3 if the ledger cannot be read now.

            EXAMPLE:
              commonwatt ledger audit ledger --roots roots --level 5
            """
    )

    @OptionGroup var ledger: LedgerArgument

    @Option(
        help: ArgumentHelp(
            "A directory with the root certificate of each organisation (PEM), from the organisations themselves.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var roots: String

    @Option(
        help: ArgumentHelp("How deep to look, 0 to 5; as deep as possible if absent.", valueName: "n"),
        transform: AuditLevel.parse
    )
    var level: AuditLevel = .physics

    @Option(help: ArgumentHelp("How many tasks to use; as many as there are cores if absent.", valueName: "n"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp("The block that an earlier audit of this ledger ended with.", valueName: "block:hash"),
        transform: KnownHead.parse
    )
    var head: KnownHead?

    @Option(
        help: ArgumentHelp(
            "A checkpoint that you have kept elsewhere; the ledger must contain it. From level 1 on.",
            valueName: "note"
        )
    )
    var checkpoint: String?

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "A snapshot that you trust: the blocks after it are audited, and it is taken as it is.",
            valueName: "snapshot"
        ),
        completion: .file()
    )
    var snapshot: String?

    @Option(
        name: .customLong("revealed"),
        help: ArgumentHelp(
            "A file of 'ledger reveal', where the ledger has hashes; may be repeated. Without it the values beside "
                + "the ledger are taken, if there are any.",
            valueName: "file"
        ),
        completion: .file()
    )
    var revealed: [String] = []

    @OptionGroup var trust: SnapshotTrust
    @OptionGroup var output: AuditOutputOptions

    func validate() throws {
        guard (jobs ?? 1) > 0 else { throw ValidationError("--jobs is 1 or more") }
        guard checkpoint == nil || level > .headers else {
            throw ValidationError("--checkpoint is looked at from level 1 on")
        }
        guard revealed.isEmpty || level >= .signatures else {
            throw ValidationError("--revealed is looked at from level 2 on")
        }
        guard trust.expected == nil || snapshot != nil else {
            throw ValidationError("--hash is that of the snapshot that --from names")
        }
    }

    func run() async throws {
        let place = try LedgerPlace(ledger.path)
        let base = try snapshot.map { path in try trust.read(path).0 }
        let kept = try checkpoint.map { path throws(CommandFailure) in try SignedCheckpoint(file: path) }
        if let base { try base.confirm(head: head, kept: kept, ledger: place) }
        let report = try await place.audit(
            level: level,
            jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
            head: head,
            roots: try RootsDirectory.read(roots),
            contracts: AuditedContract.all,
            kept: kept,
            from: base,
            shown: try shownValues(in: place),
            label: "Auditing"
        )
        try output.write(report)
    }

    private func shownValues(in place: LedgerPlace) throws(CommandFailure) -> ShownValues {
        guard revealed.isEmpty else {
            var files: [(String, RevealedFile)] = []
            for path in revealed { files.append((path, try RevealedFile(file: path))) }
            return ShownValues(files: files)
        }
        do {
            return try PrivateArchive(at: place.directory).map { ShownValues(stored: $0) } ?? ShownValues(files: [])
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension LedgerSnapshot {
    /// Confirms that the rest of what an auditor brings is of the snapshot's channel, and can be compared with what
    /// comes behind it.
    fileprivate func confirm(
        head: KnownHead?,
        kept: SignedCheckpoint?,
        ledger: LedgerPlace
    ) throws(CommandFailure) {
        if let head, head.block < block {
            throw .badInput("--head names block \(head.block), which lies before the snapshot's block \(block)")
        }
        if let kept, kept.checkpoint.size < edge.size {
            let sizes = "\(kept.checkpoint.size) transactions, the snapshot of \(edge.size)"
            throw .badInput("--checkpoint is of \(sizes): it lies before; audit without --from")
        }
        do throws(ChainError) {
            // A chain that cannot be read is for the audit to name.
            guard let other = try? Genesis.channel(of: LedgerArchive(at: ledger.directory)).configuration.channel,
                other != channel
            else { return }
            throw ChainError(.unsuitable, "the snapshot is of channel '\(channel)', the ledger of '\(other)'")
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension AuditedContract {
    /// The contracts that this program has.
    static let all = [
        AuditedContract(
            AllocationContract(),
            identity: AllocationContract.identity,
            rules: AllocationRules(),
            evidence: DemandEvidence(),
            members: AllocationMembers()
        )
    ]
}

extension AuditLevel {
    /// Reads a level's number.
    static func parse(_ argument: String) throws -> AuditLevel {
        guard let number = Int(argument), let level = AuditLevel(rawValue: number) else {
            throw ValidationError("there is no such level; levels 0 to 5 do exist")
        }
        return level
    }
}

extension KnownHead {
    /// Reads a block's number and hash.
    static func parse(_ argument: String) throws -> KnownHead {
        let parts = argument.split(separator: ":")
        guard parts.count == 2, let block = Int(parts[0]), block >= 0, let hash = Digest(hex: String(parts[1])) else {
            throw ValidationError("expected the number of a block, a colon, and its hash of 64 hexadecimal digits")
        }
        return KnownHead(block: block, hash: hash)
    }
}
