import Foundation

/// What another process of this machine uses (`proc(5)`).
struct ProcessUse {
    /// The memory it has in the machine's own, in MB.
    let memory: Double

    /// The processor time it has had, in seconds.
    let processor: Double

    init(of process: Int32?) throws(CommandFailure) {
        let directory = "/proc/\(process ?? 0)"
        guard let status = try? String(contentsOfFile: "\(directory)/status", encoding: .utf8),
            let times = try? String(contentsOfFile: "\(directory)/stat", encoding: .utf8)
        else { throw .environment("\(directory) cannot be read: has the process ended?") }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        // The name, the second field, may hold spaces; it ends with the last parenthesis.
        let fields = times.split(separator: ")").last?.split(separator: " ") ?? []
        guard let kilobytes = line?.split(separator: " ").dropLast().last.flatMap({ Double($0) }), fields.count > 12,
            let user = Double(fields[11]), let system = Double(fields[12])
        else { throw .environment("\(directory) is written otherwise than proc(5) says") }
        memory = kilobytes / 1_000
        processor = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
