import Glibc
import Ledger

/// The one writer's hold on a ledger: a locked file with the holder's process id.
///
/// The lock is the kernel's and ends with the process, however it ends; what the file says is for people.
final class LedgerLock: Sendable {
    private let file: File

    /// Takes the lock.
    ///
    /// - Parameter what: What is locked, for people.
    /// - Throws: `ChainError` of kind `locked` with the holder's process id, if another process has it.
    init(_ files: LedgerFiles, of what: String = "the ledger") throws(ChainError) {
        let file = try File(files.lock, .writing)
        guard try file.lock() else {
            throw LedgerLock.inUse(files, of: what, contents: try file.readAll())
        }
        self.file = file
        try file.truncate(to: 0)
        try file.write(Array("\(getpid())\n".utf8), at: 0)
    }

    /// Keeps writers away while a ledger is being read; `nil` where there is no lock to take.
    ///
    /// - Throws: `ChainError` of kind `locked`, if a process is writing the ledger.
    static func holdForReading(_ files: LedgerFiles) throws(ChainError) -> File? {
        guard File.exists(files.lock) else { return nil }
        let file = try File(files.lock, .reading)
        guard try file.lock(shared: true) else { throw LedgerLock.inUse(files, contents: try file.readAll()) }
        return file
    }

    /// Empties the file, so that a ledger at rest names nobody, and gives the lock up.
    func release() throws(ChainError) {
        try file.truncate(to: 0)
        try file.unlock()
    }

    private static func inUse(
        _ files: LedgerFiles,
        of what: String = "the ledger",
        contents: [UInt8]
    ) -> ChainError {
        let number = Int(String(decoding: contents.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
        let holder = number.map { "process \($0)" } ?? "another process"
        return ChainError(.locked, "\(what) \(files.directory) is in use by \(holder); stop it first")
    }
}

/// The files of a ledger.
struct LedgerFiles: Sendable {
    /// The directory that holds them.
    let directory: String

    /// The lock of the one writer.
    var lock: String { directory + "/lock" }

    /// The chain.
    var chain: String { directory + "/chain.db" }

    /// The seals of the chain's pages.
    var chainSeals: String { directory + "/chain.pages" }

    /// The state, which follows from the chain.
    var state: String { directory + "/state.db" }

    /// The seals of the state's pages.
    var stateSeals: String { directory + "/state.pages" }

    /// The values of which the chain has hashes.
    var privateValues: String { directory + "/private.db" }

    /// The seals of its pages.
    var privateSeals: String { directory + "/private.pages" }

    /// The last block's header and seal, kept a second time.
    var head: String { directory + "/head" }

    /// The newest checkpoint, kept a second time.
    var checkpoint: String { directory + "/checkpoint" }

    /// Confirms that the chain is there.
    ///
    /// - Throws: `ChainError`: `damaged`, if other files of a ledger are there without it; else `unsuitable`.
    func requireChain() throws(ChainError) {
        guard !File.exists(chain) else { return }
        if let left = [head, checkpoint].first(where: File.exists) {
            throw ChainError(
                .damaged,
                "\(chain) is missing and \(left) is there: the ledger was copied by half; restore all of its files"
            )
        }
        throw ChainError(.unsuitable, "there is no ledger in \(directory): \(chain) is missing")
    }
}
