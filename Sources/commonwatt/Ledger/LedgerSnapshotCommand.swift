import ArgumentParser
import Cryptography
import Foundation
import Ledger
import LedgerStore

/// `commonwatt ledger snapshot`: what the blocks after one block follow from, in a file.
struct LedgerSnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Write what a ledger has come to at a block: to begin another ledger or an audit with.",
        discussion: """
            The chain is followed from its first block on, every block made again from its transactions. What comes \
            of it follows from the chain alone: whoever has the same block writes the same file, byte for byte. So \
            compare the hash that is printed with what other peers of the channel print.

            EXAMPLE:
              commonwatt ledger snapshot ledger --out riverside.snapshot
            """
    )

    @OptionGroup var ledger: LedgerArgument

    @Option(help: ArgumentHelp("The block to stop after; the last one if absent.", valueName: "number"))
    var block: Int?

    @Option(name: .customLong("out"), help: ArgumentHelp("The file to write.", valueName: "file"))
    var file: String

    func run() throws {
        let place = try LedgerPlace(ledger.path)
        guard !FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure.badInput("\(file) is there already; name another file, or remove it")
        }
        let snapshot = try take(of: place)
        let encoded = snapshot.encoded
        do {
            try Data(encoded).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw CommandFailure.environment("\(file) cannot be written: \(error.localizedDescription)")
        }
        try StandardOutput.write(SnapshotText.of(snapshot, encoded: encoded))
    }

    private func take(of place: LedgerPlace) throws -> LedgerSnapshot {
        let bar = ProgressBar("Following")
        defer { bar.finish() }
        let chain = try LedgerArchive(at: place.directory)
        let base = try chain.snapshot()
        do throws(SnapshotError) {
            return try LedgerSnapshot(of: chain, at: block, after: base) { bar.update(Double($0) / Double(max($1, 1))) }
        } catch {
            throw CommandFailure(error, of: place.directory)
        }
    }
}

/// `commonwatt ledger restore`: a ledger that begins with a snapshot.
struct LedgerRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Begin a ledger from a snapshot, for serve to go on with.",
        discussion: """
            The new ledger goes on behind the snapshot's block. What came before is not in it: whoever needs that \
            asks for the whole ledger. An identifier that was taken before stays taken.

            The file's hash, the signatures of its configurations and of its last block are verified; that its state \
            is right nobody but the whole ledger can tell. Give the hash that you have from somebody you trust.

            A snapshot of a ledger with private values has their hashes: --values names a file of 'ledger reveal \
            --all', of which those in force are kept beside the new ledger. Without them it can be audited, and no \
            allocation can be made on it.

            EXAMPLE:
              commonwatt ledger restore riverside.snapshot ledger --hash 9f3c…
              commonwatt ledger restore riverside.snapshot ledger --hash 9f3c… --values all.values
            """
    )

    @Argument(help: "The snapshot.", completion: .file())
    var snapshot: String

    @Argument(help: ArgumentHelp("The directory to create.", valueName: "ledger"), completion: .directory)
    var directory: String

    @Option(help: ArgumentHelp("The channel that the snapshot has to be of.", valueName: "name"))
    var channel: String?

    @Option(
        help: ArgumentHelp(
            "A file of 'ledger reveal' with the private values in force; may be repeated.",
            valueName: "file"
        ),
        completion: .file()
    )
    var values: [String] = []

    @OptionGroup var trust: SnapshotTrust

    func run() throws {
        let (snapshot, encoded) = try trust.read(self.snapshot, channel: channel)
        let (kept, note) = try privateValues(of: snapshot)
        try LedgerStore.restore(at: directory, from: encoded, values: kept).close()
        try StandardOutput.write(SnapshotText.of(snapshot, encoded: encoded))
        try StandardOutput.write("\(directory) begins behind block \(snapshot.block)\(note)")
    }

    /// The values that were handed over, all that are in force among them; and what is to be said of them.
    private func privateValues(of snapshot: LedgerSnapshot) throws -> (values: [KeptPrivateValue], note: String) {
        let inForce = try SnapshotValues(of: snapshot)
        guard inForce.arePrivate else {
            guard values.isEmpty else {
                throw CommandFailure.badInput("--values: the values of this ledger are not private")
            }
            return ([], "")
        }
        var given: [KeptPrivateValue] = []
        for path in values {
            let file = try RevealedFile(file: path)
            guard file.channel == snapshot.channel else {
                throw CommandFailure.badInput(
                    "\(path): the values are of channel '\(file.channel)', the snapshot is of '\(snapshot.channel)'"
                )
            }
            given += file.values
        }
        let count = inForce.needed.count
        guard !values.isEmpty else {
            let missing = "its \(count) values in force are private and not here"
            return ([], "; \(missing): it can be audited, and serve needs them (--values)")
        }
        let (kept, missing) = inForce.pick(from: given)
        guard missing.isEmpty else {
            throw CommandFailure.badInput(
                "--values: \(missing.count) of the \(count) values in force are missing, that of '\(missing[0])' "
                    + "first; 'commonwatt ledger reveal LEDGER --all' writes them all"
            )
        }
        return (kept, ", with the \(count) values in force")
    }
}

/// What a snapshot has to be to be believed.
struct SnapshotTrust: ParsableArguments {
    @Option(
        name: .customLong("hash"),
        help: ArgumentHelp("The hash that the snapshot has to have.", valueName: "hex")
    )
    var expected: String?

    func validate() throws {
        guard expected.map({ Digest(hex: $0) != nil }) ?? true else {
            throw ValidationError("--hash takes 64 hexadecimal digits, as ledger snapshot prints them")
        }
    }

    /// Reads a snapshot, and confirms that it is the one that is meant.
    func read(_ path: String, channel: String? = nil) throws -> (LedgerSnapshot, encoded: [UInt8]) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure.badInput("\(path) cannot be read: no such file, or no permission")
        }
        let encoded = [UInt8](data)
        let hash = LedgerSnapshot.hash(of: encoded)
        do throws(SnapshotError) {
            let snapshot = try LedgerSnapshot(encoded: encoded)
            if let channel, snapshot.channel != channel {
                throw .channel(snapshot.channel, expected: channel)
            }
            if let expected, hash != Digest(hex: expected) { throw .hash(hash?.hex ?? "none", expected: expected) }
            _ = try snapshot.configurations()
            return (snapshot, encoded)
        } catch {
            throw CommandFailure(error, of: path)
        }
    }
}

/// What is said of a snapshot.
enum SnapshotText {
    static func of(_ snapshot: LedgerSnapshot, encoded: [UInt8]) -> String {
        """
        channel       \(snapshot.channel)
        block         \(snapshot.block), hash \(snapshot.tip.hash.hex)
        transactions  \(snapshot.edge.size)
        keys          \(snapshot.state.count)
        snapshot      \(encoded.count) bytes, hash \(LedgerSnapshot.hash(of: encoded)?.hex ?? "none")
        """
    }
}

extension CommandFailure {
    /// What a snapshot that cannot be had or used stands for.
    init(_ error: SnapshotError, of path: String) {
        switch error {
        case .chain(let error): self.init(error)
        case .altered, .inconsistent, .block, .hash: self = .negativeFinding("\(path): \(error)")
        case .foreign, .cutOff, .format, .malformed, .channel, .beyond, .before, .redacted:
            self = .badInput("\(path): \(error)")
        }
    }
}
