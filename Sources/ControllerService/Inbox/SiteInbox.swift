import Foundation

/// A directory, `inbox` in the ledger's, through which the controller that serves a site is asked for something.
///
/// A request is a file that appears whole, by renaming; so is the answer. Only who owns the ledger can write there, and
/// who does could as well write to the ledger, so nothing else guards it; a change of the configuration carries its
/// signatures with it all the same.
public struct SiteInbox: Sendable {
    let directory: String

    /// The inbox of the ledger in a directory.
    public init(ofLedgerAt path: String) {
        directory = URL(filePath: path).appending(path: "inbox").path(percentEncoded: false)
    }

    /// More than any configuration takes.
    private static let largestRequest = 16 << 20

    /// How often either side looks.
    static let pause = Duration.milliseconds(200)

    private func path(_ name: String) -> String { "\(directory)/\(name)" }

    // MARK: - Who asks

    /// Asks the controller that serves the site, and waits for its answer.
    ///
    /// - Throws: ``ServiceError``, if nobody answers in time; what nobody has taken up by then is withdrawn.
    public func ask(
        _ request: InboxRequest,
        patience: Duration = .seconds(30)
    ) async throws(ServiceError) -> InboxAnswer {
        let id = UUID().uuidString
        do {
            try write(try request.encoded, to: "\(id).request")
        } catch {
            throw ServiceError(.environment, "\(directory): nobody can be asked here: \(error.localizedDescription)")
        }
        defer { try? FileManager.default.removeItem(atPath: path("\(id).answer")) }
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end {
            if let data = FileManager.default.contents(atPath: path("\(id).answer")) {
                guard let answer = try? JSONDecoder().decode(InboxAnswer.self, from: data) else {
                    throw ServiceError(.environment, "\(path(id)).answer: the answer cannot be read")
                }
                return answer
            }
            try? await Task.sleep(for: Self.pause)
        }
        guard (try? FileManager.default.removeItem(atPath: path("\(id).request"))) == nil else {
            throw ServiceError(.environment, "whoever holds the ledger does not answer; the request is withdrawn")
        }
        throw ServiceError(
            .environment,
            "the controller has taken up the request, and has not answered yet; look later"
        )
    }

    // MARK: - Who answers

    /// Makes the directory, and removes what an earlier start has left unfinished.
    func prepare() throws {
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        for name in try names() where !name.hasSuffix(".request") {
            try? FileManager.default.removeItem(atPath: path(name))
        }
    }

    /// Takes what waits, in the order of the names; what is no request that can be read is refused at once.
    func take() -> [(id: String, request: InboxRequest)] {
        var requests: [(String, InboxRequest)] = []
        for name in (try? names()) ?? [] where name.hasSuffix(".request") {
            let id = String(name.dropLast(".request".count))
            do throws(InboxFormatError) {
                requests.append((id, try InboxRequest(encoded: try read(name))))
            } catch {
                try? answer(InboxAnswer(.refused, error.description), to: id)
            }
            try? FileManager.default.removeItem(atPath: path(name))
        }
        return requests
    }

    /// Answers a request.
    func answer(_ answer: InboxAnswer, to id: String) throws {
        try write(try JSONEncoder().encode(answer), to: "\(id).answer")
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }

    private func read(_ name: String) throws(InboxFormatError) -> Data {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
        guard attributes?[.type] as? FileAttributeType == .typeRegular,
            let size = attributes?[.size] as? Int, size <= Self.largestRequest,
            let data = FileManager.default.contents(atPath: path(name))
        else { throw InboxFormatError(description: "the request is no file of at most 16 MiB that can be read") }
        return data
    }

    /// Writes a file that appears whole.
    private func write(_ data: Data, to name: String) throws {
        let part = path("\(name).part")
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: part, contents: data, attributes: attributes) else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: part])
        }
        try FileManager.default.moveItem(atPath: part, toPath: path(name))
    }
}
