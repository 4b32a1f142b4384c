public import Cryptography
public import Units

/// A transaction whose only argument is the complete new configuration; it reads, writes and answers nothing (thesis,
/// A.4.6). The genesis block's is the first; every later one is endorsed as the configuration in force demands.
public enum ConfigurationTransaction {
    private static let result = TransactionResult(reads: [], ranges: [], writes: [], response: [])

    /// Makes a transaction that nobody has endorsed yet.
    ///
    /// - Parameters:
    ///   - configuration: The configuration that it sets.
    ///   - creator: The fingerprint of the proposer's certificate.
    ///   - key: The proposer's key.
    ///   - instant: When it is proposed.
    ///   - nonce: Bytes that the proposer uses only once.
    /// - Throws: `CryptoError`, if the key cannot sign.
    public static func make(
        _ configuration: ChannelConfiguration,
        creator: Digest,
        key: SigningKey,
        at instant: Instant,
        nonce: [UInt8]
    ) throws(CryptoError) -> Envelope {
        let proposal = Proposal(
            channel: configuration.channel,
            timestamp: instant,
            creator: creator,
            nonce: nonce,
            chaincode: ChannelConfiguration.chaincode,
            function: ChannelConfiguration.function,
            arguments: [configuration.encoded]
        )
        return Envelope(try SignedProposal(proposal, signedBy: key), result: result, endorsements: [])
    }

    /// Whether a transaction is for the configuration, whatever it says.
    public static func isOne(_ envelope: Envelope) -> Bool {
        envelope.proposal.chaincode == ChannelConfiguration.chaincode
    }

    /// The configuration that a transaction sets, if anybody lets it.
    ///
    /// - Throws: ``ConfigurationProblem``, if it is no configuration transaction or the bytes are no configuration.
    public static func configuration(_ envelope: Envelope) throws(ConfigurationProblem) -> ChannelConfiguration {
        let proposal = envelope.proposal
        guard isOne(envelope), proposal.function == ChannelConfiguration.function, proposal.arguments.count == 1,
            let encoded = proposal.arguments.first, envelope.result == result
        else { throw .notAConfiguration }
        let configuration: ChannelConfiguration
        do {
            configuration = try ChannelConfiguration(encoded: encoded)
        } catch {
            throw .unreadable(error)
        }
        guard configuration.channel == proposal.channel else {
            throw .channel(proposal.channel, configuration: configuration.channel)
        }
        return configuration
    }
}

/// Why a configuration transaction does not take effect.
public enum ConfigurationProblem: Error, Hashable, Sendable {
    /// It does not set a configuration, or does something else as well.
    case notAConfiguration

    /// The configuration cannot be read.
    case unreadable(ConfigurationError)

    /// It is for another channel than its configuration.
    case channel(String, configuration: String)

    /// The configuration cannot be judged by.
    case unusable(ChannelError)

    /// The configuration does not follow the one in force.
    case sequence(Int, expected: Int)

    /// A chaincode's values would become private, or readable: those that are there are not.
    case privateValues(chaincode: String)

    /// Nothing would change.
    case unchanged

    /// Other transactions share its block.
    case notAlone

    /// Signatures are missing.
    case unapproved(ConfigurationChange)
}

extension ConfigurationProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAConfiguration: "it sets no configuration"
        case .unreadable(let error): "its configuration cannot be read: \(error)"
        case .channel(let proposed, let configured):
            "it is for channel '\(proposed)', its configuration for '\(configured)'"
        case .unusable(let error): "its configuration cannot be used: \(error)"
        case .sequence(let found, let expected):
            "its configuration has the number \(found); after the one in force comes number \(expected)"
        case .privateValues(let chaincode):
            "whether the values of chaincode '\(chaincode)' are private is settled when it comes; found a new ledger"
        case .unchanged: "it changes nothing"
        case .notAlone: "it shares its block with other transactions"
        case .unapproved(let change):
            "signatures are missing: " + change.unmetDemands.map(\.description).joined(separator: "; ")
        }
    }
}
