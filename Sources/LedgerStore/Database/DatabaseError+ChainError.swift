import GRDB
import Ledger

extension ChainError {
    /// What SQLite said about a file, in words for people.
    init(_ error: any Error, path: String) {
        if let error = error as? ChainError {
            self = error
            return
        }
        if error is RowDecodingError {
            self.init(.damaged, "\(path) is damaged: \(error)")
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.failed, "\(path): \(error)")
            return
        }
        let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(.full, "no room is left for \(path); make room and start again, nothing committed is lost")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.locked, "\(path) is in use by another process; stop it first")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.damaged, "\(path) is damaged: \(reason)")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self.init(.failed, "\(path) cannot be opened for writing: \(reason)")
        case .SQLITE_ERROR:
            // The statements are fixed: where one of them makes no sense, a table's definition was altered.
            self.init(.damaged, "\(path) is damaged: \(reason)")
        default:
            self.init(.failed, "\(path): \(reason)")
        }
    }
}

/// Runs a body that uses SQLite and names the file in whatever goes wrong.
func reporting<Result>(_ path: String, _ body: () throws -> Result) throws(ChainError) -> Result {
    do {
        return try body()
    } catch {
        throw ChainError(error, path: path)
    }
}
