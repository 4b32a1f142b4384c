import AllocationContract
import ControllerService
import Ledger
import LedgerStore

/// The configuration in force on a ledger, whoever has it open.
enum ConfigurationInForce {
    /// Reads it from the ledger's blocks, or asks the controller that serves the ledger.
    static func read(_ path: String) async throws -> Channel {
        try await withLedger(path) { archive in
            do {
                return try ConfigurationHistory(of: archive).channel
            } catch {
                throw CommandFailure.negativeFinding("\(path): \(error)")
            }
        } served: { inbox in
            let configuration = try await inbox.ask(.configuration).configuration()
            do {
                return try Channel(configuration)
            } catch {
                throw CommandFailure.environment("the controller's configuration cannot be used: \(error)")
            }
        }
    }

    /// Reads a ledger, or asks the controller that has it open.
    static func withLedger<Value>(
        _ path: String,
        read: (LedgerArchive) throws -> Value,
        served: (SiteInbox) async throws -> Value
    ) async throws -> Value {
        let place = try LedgerPlace(path)
        let archive: LedgerArchive
        do {
            archive = try LedgerArchive(at: place.directory)
        } catch {
            guard error.kind == .locked else { throw CommandFailure(error) }
            return try await served(SiteInbox(ofLedgerAt: place.directory))
        }
        return try read(archive)
    }
}
