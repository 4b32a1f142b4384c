import ArgumentParser
import Cryptography
import Ledger
import LedgerStore

/// `commonwatt ledger reveal`: private values for an auditor.
struct LedgerReveal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reveal",
        abstract: "Write a member's private values to a file, for an auditor.",
        discussion: """
            For a ledger that has salted hashes in place of power values ('ledger: {private_values: true}' in the \
            cluster file). The file holds each value with its salt; 'commonwatt ledger audit --revealed' compares it \
            with its hash in the ledger. It shows no other member's values and nothing of theirs. Hand it to the \
            auditor and nobody else.

            EXAMPLE:
              commonwatt ledger reveal site/ledger --member b01 --out b01.values
            """
    )

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var choice: ValueChoice

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
    var out: String

    func run() throws {
        let place = try LedgerPlace(ledger.path)
        var values: [KeptPrivateValue] = []
        let channel: String
        do {
            let chain = try LedgerArchive(at: place.directory)
            channel = try Genesis.channel(of: chain).configuration.channel
            guard PrivateReader(of: chain, values: nil).hasPrivateValues else {
                throw CommandFailure.badInput("the values of this ledger are not private: it can be read as it is")
            }
            guard let archive = try PrivateArchive(at: place.directory) else {
                throw CommandFailure.badInput("there is no private.db beside this ledger: the operator has the values")
            }
            try archive.forEach { kept, hash in
                guard choice.contains(kept) else { return }
                guard kept.hash == hash else {
                    let problem = "a value of transaction \(kept.transaction.hex) in private.db has been altered"
                    throw ChainError(.damaged, "\(problem); restore private.db from a copy")
                }
                values.append(kept)
            }
        } catch let error as ChainError {
            throw CommandFailure(error)
        }
        guard !values.isEmpty else {
            throw CommandFailure.badInput("private.db has no values of \(choice.text)")
        }
        try TextFile.write(RevealedFile(channel: channel, values: values).encoded, to: out)
        try StandardOutput.write("\(values.count) values of \(choice.text) are in \(out)")
    }
}

/// `commonwatt ledger forget`: private values deleted for good.
struct LedgerForget: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Delete private values for good; the chain stays as it is.",
        discussion: """
            What is in force stays, because the next allocation needs it; stop the controller first. What is deleted \
            is overwritten in private.db. It cannot be shown to an auditor any more, and calls that need it are not \
            executed again: levels 0 to 3 of an audit do not need values, levels 4 and 5 say what they could not look \
            at. Copies and files that were revealed are for whoever has them.

            EXAMPLE:
              commonwatt ledger forget site/ledger --member b01
            """
    )

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var choice: ValueChoice

    func run() throws {
        let place = try LedgerPlace(ledger.path)
        do {
            let store = try LedgerStore(at: place.directory)
            let (deleted, inForce) = try store.deletePrivateValues { choice.contains($0) }
            try store.close()
            let rest = inForce > 0 ? "; \(inForce) are in force and stay" : ""
            try StandardOutput.write("\(deleted) values of \(choice.text) are deleted\(rest)")
        } catch let error as ChainError {
            throw CommandFailure(error)
        }
    }
}

extension RevealedFile {
    /// Reads a file that somebody has handed over.
    init(file path: String) throws(CommandFailure) {
        do {
            try self.init(encoded: TextFile.read(path))
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .badInput("\(path) is no file of 'commonwatt ledger reveal': \(error)")
        }
    }
}
