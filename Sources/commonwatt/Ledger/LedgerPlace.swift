import Audit
import Cryptography
import Foundation
import Ledger
import LedgerStore

/// A ledger's directory, as somebody names it.
struct LedgerPlace {
    private static let chain = "chain.db"

    /// The directory.
    let directory: String

    /// Whether only the chain was handed over, without the seals of its pages and the other files.
    let isChainAlone: Bool

    /// Takes a directory with a chain, or the path of the chain itself.
    init(_ path: String) throws(CommandFailure) {
        let target = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
            throw .badInput("there is no ledger at \(path): no such file or directory")
        }
        let isDirectory = attributes[.type] as? FileAttributeType == .typeDirectory
        if isDirectory {
            directory = path
        } else {
            guard path.split(separator: "/").last == Substring(Self.chain) else {
                throw .badInput("\(path) is no ledger: expected a directory, or the \(Self.chain) in it")
            }
            directory = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        }
        guard FileManager.default.fileExists(atPath: "\(directory)/\(Self.chain)") else {
            throw .badInput("there is no ledger in \(directory): \(Self.chain) is missing")
        }
        isChainAlone = !isDirectory && !FileManager.default.fileExists(atPath: "\(directory)/chain.pages")
    }

    /// Looks at every byte of the files; `nil` if only the chain is there, which has nothing to be compared with.
    func examine() throws(CommandFailure) -> FileExamination? {
        guard !isChainAlone else { return nil }
        do {
            return FileExamination(
                files: sizes.count,
                bytes: sizes.reduce(0, +),
                damages: try LedgerVerification.run(at: directory).map(FileDamage.init)
            )
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Opens the chain. One that cannot be opened because it is damaged says so whenever it is read.
    func open(after examination: FileExamination?) throws(CommandFailure) -> any ChainReader {
        do {
            return try LedgerArchive(at: directory)
        } catch {
            let isExplained = examination?.damages.isEmpty == false
            switch error.kind {
            case .damaged: return UnreadableChain(reason: error.message)
            case .unsuitable where isExplained: return UnreadableChain(reason: error.message)
            default: throw CommandFailure(error)
            }
        }
    }

    /// The state beside the chain, if there is one; a damaged one has been named with its page.
    func storedState(after examination: FileExamination?) throws(CommandFailure) -> (any StoredState)? {
        guard let examination, examination.damages.isEmpty else { return nil }
        do {
            return try StateArchive(at: directory).map(ArchivedState.init)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The sizes of the ledger's files; the lock is none of them.
    private var sizes: [Int] {
        let names = [
            "chain.db", "chain.db-wal", "chain.pages", "state.db", "state.db-wal", "state.pages", "head", "checkpoint",
            "private.db", "private.db-wal", "private.pages",
        ]
        return names.compactMap { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
            return (attributes?[.size] as? NSNumber)?.intValue
        }
    }
}

/// Files that have been examined already.
struct ExaminedFiles: FileIntegrity {
    let examination: FileExamination

    func examine() throws(ChainError) -> FileExamination { examination }
}

/// A ledger's own state, as an audit reads it.
private struct ArchivedState: StoredState {
    let archive: StateArchive

    var name: String { "state.db" }

    func savepoint() throws(ChainError) -> (height: Int, hash: Digest)? { try archive.savepoint() }

    func forEach(_ body: (QualifiedKey, VersionedValue) -> Bool) throws(ChainError) { try archive.forEach(body) }
}

/// A chain that SQLite cannot even open.
private struct UnreadableChain: ChainReader {
    let reason: String

    func height() throws(ChainError) -> Int { throw ChainError(.damaged, reason) }

    func block(_: Int) throws(ChainError) -> StoredBlock? { throw ChainError(.damaged, reason) }

    func certificate(_: Digest) throws(ChainError) -> [UInt8]? { throw ChainError(.damaged, reason) }
}

extension FileDamage {
    fileprivate init(_ finding: IntegrityFinding) {
        self.init(file: finding.file, part: finding.place, problem: finding.problem)
    }
}

extension CommandFailure {
    /// What a ledger that cannot be read stands for.
    init(_ error: ChainError) {
        switch error.kind {
        case .unsuitable: self = .badInput(error.message)
        case .damaged, .rolledBack, .forked: self = .negativeFinding(error.message)
        case .locked, .full, .failed: self = .environment(error.message)
        }
    }
}
