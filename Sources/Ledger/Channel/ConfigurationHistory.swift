public import Units

/// The configurations of a chain, from the genesis block's to the one in force, each found to be what the one before it
/// allows.
public struct ConfigurationHistory: Sendable {
    /// A configuration and where it was set.
    public struct Entry: Sendable {
        /// The channel under the configuration.
        public let channel: Channel

        /// The number of the block that sets it; it holds for the blocks after that one.
        public let block: Int

        /// When that block was cut.
        public let time: Instant

        /// The transaction that sets it.
        public let transaction: Envelope
    }

    /// The configurations, ascending; at least the genesis block's.
    public let entries: [Entry]

    /// The channel under the configuration in force.
    public let channel: Channel

    /// Reads a chain's configurations. The blocks between them are not looked at.
    ///
    /// - Throws: ``ConfigurationHistoryError``.
    public init(of chain: some ChainReader) throws(ConfigurationHistoryError) {
        var channel: Channel
        do {
            channel = try Genesis.channel(of: chain)
        } catch {
            throw .genesis(error)
        }
        var entries: [Entry] = []
        for number in try Self.blocks(of: chain) {
            let (entry, signers) = try Self.read(number, of: chain, before: channel)
            if number > 0 {
                let problem = channel.problem(with: entry.transaction, signers: signers, at: entry.time)
                if let problem { throw .refused(block: number, problem) }
            }
            channel = entry.channel
            entries.append(entry)
        }
        self.entries = entries
        self.channel = channel
    }

    /// The numbers of the blocks that set configurations, ascending: each header names the one in force.
    private static func blocks(of chain: some ChainReader) throws(ConfigurationHistoryError) -> [Int] {
        do {
            var numbers: [Int] = []
            var next = try chain.height() - 1
            while next >= 0 {
                guard let block = try chain.block(next), let header = try? BlockHeader(encoded: block.header),
                    header.configurationBlock <= next
                else { throw ConfigurationHistoryError.unreadable(block: next) }
                numbers.append(header.configurationBlock)
                next = header.configurationBlock - 1
            }
            return numbers.reversed()
        } catch let error as ConfigurationHistoryError {
            throw error
        } catch let error as ChainError {
            throw .genesis(.chain(error))
        } catch {
            throw .genesis(.missing)
        }
    }

    private static func read(
        _ number: Int,
        of chain: some ChainReader,
        before channel: Channel
    ) throws(ConfigurationHistoryError) -> (entry: Entry, signers: IdentityDirectory) {
        var signers = IdentityDirectory()
        do throws(ChainError) {
            guard let block = try chain.block(number), let header = try? BlockHeader(encoded: block.header),
                block.transactions.count == 1, let transaction = try? block.validatedTransaction(0),
                transaction.changesConfiguration
            else { throw ChainError(.damaged, "") }
            try signers.insertSigners(of: transaction.envelope, from: chain)
            let next = channel.after([transaction])
            let entry = Entry(channel: next, block: number, time: header.time, transaction: transaction.envelope)
            return (entry, signers)
        } catch {
            throw error.kind == .damaged ? .unreadable(block: number) : .genesis(.chain(error))
        }
    }
}

/// Why a chain's configurations do not follow from one another.
public enum ConfigurationHistoryError: Error, Hashable, Sendable {
    /// The genesis block founds no channel, or the chain cannot be read.
    case genesis(GenesisError)

    /// A block that should set a configuration sets none.
    case unreadable(block: Int)

    /// The configuration before it does not allow a configuration.
    case refused(block: Int, ConfigurationProblem)
}

extension ConfigurationHistoryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .genesis(let error): error.description
        case .unreadable(let block): "block \(block) should set a configuration and does not; audit the ledger"
        case .refused(let block, let problem):
            "the configuration of block \(block) is not one that the one before it allows: \(problem)"
        }
    }
}
