/// A decoder as a fuzzer sees it: bytes go in, and either they are refused or what they say can be written again.
public struct FuzzDecoder: Sendable {
    /// What became of an input.
    public enum Outcome: Hashable, Sendable {
        /// The decoder does not take it.
        case refused

        /// The decoder takes it.
        case accepted

        /// The decoder takes it, and what it read is written as other bytes, though the format has one form only.
        case rewritten([UInt8])
    }

    /// The decoder's name on the command line.
    public let name: String

    /// Good inputs to begin with.
    public let seeds: [[UInt8]]

    /// How often a run in continuous integration calls it; fewer where a single call takes long.
    public let executions: Int

    /// Calls the decoder.
    public let run: @Sendable ([UInt8]) -> Outcome

    /// A decoder of a format in which everything has one form: what is accepted must be written as it was read.
    init(
        canonical name: String,
        _ seeds: [[UInt8]],
        executions: Int = 20_000,
        _ rewrite: @escaping @Sendable ([UInt8]) -> [UInt8]?
    ) {
        self.name = name
        self.seeds = seeds
        self.executions = executions
        run = { input in
            guard let written = rewrite(input) else { return .refused }
            return written == input ? .accepted : .rewritten(written)
        }
    }

    /// A decoder of a format that may say one thing in several ways: what is accepted must mean the same when written
    /// and read again.
    init<Value: Equatable & Sendable>(
        equal name: String,
        _ seeds: [[UInt8]],
        executions: Int = 20_000,
        read: @escaping @Sendable ([UInt8]) -> Value?,
        write: @escaping @Sendable (Value) -> [UInt8]
    ) {
        self.name = name
        self.seeds = seeds
        self.executions = executions
        run = { input in
            guard let value = read(input) else { return .refused }
            let written = write(value)
            return read(written) == value ? .accepted : .rewritten(written)
        }
    }

    /// A decoder of what is never written again.
    init(
        reading name: String,
        _ seeds: [[UInt8]],
        executions: Int = 20_000,
        _ accepts: @escaping @Sendable ([UInt8]) -> Bool
    ) {
        self.name = name
        self.seeds = seeds
        self.executions = executions
        run = { accepts($0) ? .accepted : .refused }
    }

    /// Every decoder.
    public static func all() throws -> [FuzzDecoder] {
        try ledger() + privateValues() + identities() + transparency() + wire() + endorsing() + files()
    }
}

/// The bytes of a text.
func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The text of bytes that are UTF-8.
func text(_ bytes: [UInt8]) -> String? { String(validating: bytes, as: UTF8.self) }
