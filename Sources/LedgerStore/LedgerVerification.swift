public import Ledger

/// Every byte of a ledger's files compared with what was written: pages with their seals, logs with their checksums,
/// the head with the chain.
///
/// What it finds is what SQLite does not look at, and names the place. Whether the transactions in it are right is for
/// an audit of the chain. The file `lock` is no part of the ledger.
public enum LedgerVerification {
    /// Looks at the files of a ledger at rest; writes nothing.
    ///
    /// - Returns: Every place that is not what was written; empty, if all is as it was.
    /// - Throws: `ChainError`, if a file cannot be read at all, or a process is writing the ledger.
    public static func run(at directory: String) throws(ChainError) -> [IntegrityFinding] {
        let files = LedgerFiles(directory: directory)
        let lock = try LedgerLock.holdForReading(files)
        defer { withExtendedLifetime(lock) {} }
        var chain = PageVerification(database: "chain.db", seals: "chain.pages", in: files)
        var findings = try chain.run()
        // The state follows from the chain: without it nothing is lost.
        if File.exists(files.state) || File.exists(files.stateSeals) {
            var state = PageVerification(database: "state.db", seals: "state.pages", in: files)
            findings += try state.run()
        }
        // Private values need not be there; each has its hash in the chain.
        if File.exists(files.privateValues) || File.exists(files.privateSeals) {
            var values = PageVerification(database: "private.db", seals: "private.pages", in: files)
            findings += try values.run()
        }
        return findings + (try head(files, isChainWhole: findings.isEmpty)) + checkpoint(files)
    }

    private static func checkpoint(_ files: LedgerFiles) -> [IntegrityFinding] {
        do {
            let chain = try LedgerArchive(at: files.directory)
            return try CheckpointFile.problem(files, with: chain).map { problem in
                [IntegrityFinding(file: "checkpoint", place: nil, problem: problem)]
            } ?? []
        } catch {
            // A chain that cannot be read has been named already, with the page.
            return []
        }
    }

    private static func head(_ files: LedgerFiles, isChainWhole: Bool) throws(ChainError) -> [IntegrityFinding] {
        let head: HeadFile
        do {
            guard let found = try HeadFile.read(files.head) else {
                return [IntegrityFinding(file: "head", place: nil, problem: "is missing")]
            }
            head = found
        } catch {
            guard error.kind == .damaged else { throw error }
            return [IntegrityFinding(file: "head", place: nil, problem: "has been altered")]
        }
        do {
            return try compare(head, with: LedgerArchive(at: files.directory))
        } catch {
            // A chain that cannot be read has been named already, with the page.
            guard isChainWhole else { return [] }
            return [IntegrityFinding(file: "chain.db", place: nil, problem: error.message)]
        }
    }

    private static func compare(
        _ head: HeadFile,
        with chain: LedgerArchive
    ) throws(ChainError) -> [IntegrityFinding] {
        guard let number = try? BlockHeader(encoded: head.header).number else {
            return [IntegrityFinding(file: "head", place: nil, problem: "has been altered")]
        }
        guard let block = try chain.block(number) else {
            let last = try chain.height() - 1
            let problem = "ends at block \(last), but the head names block \(number)"
            return [IntegrityFinding(file: "chain.db", place: nil, problem: problem)]
        }
        guard block.header == head.header, block.seal == head.seal else {
            let problem = "names another block \(number) than the chain has"
            return [IntegrityFinding(file: "head", place: nil, problem: problem)]
        }
        return []
    }
}
