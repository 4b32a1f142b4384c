import Foundation

/// The program that is running, to be started once more.
enum OwnProgram {
    /// Its path.
    static func path() throws(CommandFailure) -> String {
        do {
            return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        } catch {
            throw .environment("the running program cannot be found in /proc/self/exe: \(error.localizedDescription)")
        }
    }
}
