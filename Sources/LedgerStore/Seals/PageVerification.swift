import Cryptography
import Ledger

/// A place in the ledger's files that is not what was written.
public struct IntegrityFinding: Hashable, Sendable {
    /// The file's name in the ledger's directory.
    public let file: String

    /// Where in the file, for example `page 7` or `frame 3 (page 9)`; `nil` for the file as a whole.
    public let place: String?

    /// What is wrong there.
    public let problem: String
}

extension IntegrityFinding: CustomStringConvertible {
    public var description: String {
        [file, place].compactMap(\.self).joined(separator: " ") + ": \(problem)"
    }
}

/// Compares a database page by page with its seals, and judges its write-ahead log; writes nothing.
struct PageVerification {
    private let name: String
    private let path: String
    private let sealsName: String
    private let sealsPath: String
    private let windowSize: Int
    private var findings: [IntegrityFinding] = []

    /// Prepares the verification of a database of the ledger.
    ///
    /// - Parameter windowSize: So many pages, a multiple of 256, are compared with one reading of the seals: it bounds
    ///   the memory. The usual ones are 64 MB of the database.
    init(database: String, seals: String, in files: LedgerFiles, windowSize: Int = 16_384) {
        self.windowSize = windowSize
        name = database
        sealsName = seals
        path = files.directory + "/" + database
        sealsPath = files.directory + "/" + seals
    }

    /// Looks at every byte of the database, its log and its seals.
    mutating func run() throws(ChainError) -> [IntegrityFinding] {
        findings = []
        guard File.exists(path) else { return [IntegrityFinding(file: name, place: nil, problem: "is missing")] }
        guard File.exists(sealsPath) else {
            return [IntegrityFinding(file: sealsName, place: nil, problem: "is missing")]
        }
        if File.exists(path + "-wal") { judge(try WriteAheadLog(of: File(path + "-wal", .reading)).end) }
        let seals = try seals(of: window(at: 1))
        guard seals.end != .damaged else {
            let place = seals.size == 0 ? "beginning" : "record \(seals.records + 1)"
            findings.append(IntegrityFinding(file: sealsName, place: place, problem: "has been altered"))
            return findings
        }
        if seals.end == .unfinished, try File.size(of: path + "-wal") == 0 {
            findings.append(
                IntegrityFinding(file: sealsName, place: "record \(seals.records + 1)", problem: "is cut off")
            )
        }
        try comparePages(seals)
        return findings
    }

    private func window(at page: Int) -> Range<Int> { page..<(page + windowSize) }

    private func seals(of pages: Range<Int>) throws(ChainError) -> PageSeals {
        try PageSeals(of: File(sealsPath, .reading), pages: pages)
    }

    private mutating func judge(_ end: WriteAheadLog.End) {
        switch end {
        case .clean, .unfinished: break
        case .broken(let frame, let page, let hasSuccessor):
            let problem =
                hasSuccessor ? "has been altered" : "has been altered, or the power failed while it was written"
            let place = "frame \(frame) (page \(page))"
            findings.append(IntegrityFinding(file: name + "-wal", place: place, problem: problem))
        case .brokenHeader:
            findings.append(IntegrityFinding(file: name + "-wal", place: "header", problem: "has been altered"))
        }
    }

    private mutating func comparePages(_ seals: PageSeals) throws(ChainError) {
        let file = try File(path, .reading)
        let size = try file.size()
        let pageSize = PageSealLog.pageSize
        let batch = 256
        var current = seals
        for first in stride(from: 0, to: size / pageSize, by: batch) {
            if first > 0, first.isMultiple(of: windowSize) {
                current = try self.seals(of: window(at: first + 1))
            }
            let bytes = try file.read(min(batch, size / pageSize - first) * pageSize, at: first * pageSize)
            for index in 0..<(bytes.count / pageSize) {
                compare(Array(bytes[(index * pageSize)..<((index + 1) * pageSize)]), page: first + index + 1, current)
            }
        }
        if size % pageSize != 0 {
            let place = "after page \(size / pageSize)"
            findings.append(IntegrityFinding(file: name, place: place, problem: "has \(size % pageSize) more bytes"))
        }
        // An interrupted checkpoint may not have written the pages at the end yet; without one they must be there.
        guard size / pageSize != seals.databasePages else { return }
        if size / pageSize > seals.databasePages || !seals.isOpen {
            findings.append(
                IntegrityFinding(
                    file: name,
                    place: nil,
                    problem: "has \(size / pageSize) pages instead of \(seals.databasePages)"
                )
            )
        }
    }

    private mutating func compare(_ content: [UInt8], page: Int, _ seals: PageSeals) {
        let sealed = seals.digests[page] ?? .zero
        let found = PageSeals.digest(of: content)
        guard found != sealed, !(seals.open[page]?.contains(found) ?? false) else { return }
        findings.append(IntegrityFinding(file: name, place: "page \(page)", problem: "has been altered"))
    }
}
