import ArgumentParser

/// `commonwatt ledger`: what an auditor needs, offline and read-only.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Look at a ledger, verify it, audit it, prove what is in it: offline.",
        discussion: """
            Nothing is written, but by rebuild, restore, redact and forget. A ledger that is being written cannot be \
            read: stop its controller, or copy the directory.

            EXAMPLE:
              commonwatt ledger audit ledger --roots roots
            """,
        subcommands: [
            LedgerStatus.self, LedgerVerify.self, LedgerAudit.self, LedgerBill.self, LedgerExplain.self,
            LedgerHistory.self, LedgerExport.self, LedgerCompare.self, LedgerRebuildCommand.self,
            LedgerSnapshotCommand.self, LedgerRestore.self, LedgerRedact.self,
            LedgerReveal.self, LedgerForget.self,
            LedgerCheckpoint.self, LedgerProve.self,
        ]
    )
}

/// The argument that every subcommand has.
struct LedgerArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The ledger's directory, or the chain.db in it.", valueName: "ledger"),
        completion: .directory
    )
    var path: String
}
