import ArgumentParser
import Ledger
import LedgerStore

/// `commonwatt ledger rebuild`: the state made anew from the chain.
struct LedgerRebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make state.db anew from chain.db.",
        discussion: """
            Nothing of the ledger is in the state that is not in the chain. On the way the commit hash after every \
            block is compared with the one in its header. A ledger that is being written is refused.

            EXAMPLE:
              commonwatt ledger rebuild ledger
            """
    )

    @OptionGroup var ledger: LedgerArgument

    func run() throws {
        let place = try LedgerPlace(ledger.path)
        let bar = ProgressBar("Rebuilding")
        defer { bar.finish() }
        do {
            let blocks = try LedgerRebuild.run(at: place.directory) { bar.update(Double($0) / Double(max($1, 1))) }
            try StandardOutput.write("state.db has been made anew from \(blocks) blocks; every commit hash was right")
        } catch let error as ChainError {
            throw CommandFailure(error)
        }
    }
}
