import Cryptography
import Units

/// Why a channel configuration was refused.
public enum ConfigurationError: Error, Hashable, Sendable {
    /// A name of a channel, an organisation or a chaincode is empty or has a character that names do not have.
    case badName(of: String, String)

    /// Two organisations, orderers or chaincodes are the same.
    case duplicate(of: String, String)

    /// An organisation without a root certificate, which nobody could belong to.
    case noRoots(organisation: String)

    /// A channel needs an orderer, or blocks could never be signed.
    case noOrderer

    /// The limits for cutting blocks are not `0 < count`, `0 < preferred ≤ absolute`, `0 ≤ timeout`.
    case badCuttingLimits

    /// The checkpoint terms lack a name or a key, name a witness twice, or their numbers contradict one another.
    case badCheckpointTerms

    /// A version of the formats that this software does not know.
    case formatVersion(Int)

    /// The bytes cannot be read.
    case malformed(LedgerFormatError)
}

extension ConfigurationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badName(let kind, let name):
            "'\(name)' is no name for a \(kind): expected letters, digits, '.' and '-'"
        case .duplicate(let kind, let name): "two of the channel's \(kind)s are '\(name)'"
        case .noRoots(let organisation): "organisation '\(organisation)' has no root certificate"
        case .noOrderer: "the channel has no orderer"
        case .badCuttingLimits: "the limits for cutting blocks contradict one another"
        case .badCheckpointTerms:
            "the checkpoint terms need an origin, a key, 0 to all witnesses as quorum, and a positive rhythm"
        case .formatVersion(let version):
            """
            the ledger is in format \(version), this program reads format \(ChannelConfiguration.formatVersion): \
            use a newer program
            """
        case .malformed(let error): error.description
        }
    }
}

extension ChannelConfiguration {
    func check() throws(ConfigurationError) {
        try ChannelConfiguration.checkName(channel, of: "channel")
        for organisation in organisations {
            try ChannelConfiguration.checkName(organisation.id, of: "organisation")
            guard !organisation.roots.isEmpty else { throw .noRoots(organisation: organisation.id) }
        }
        for chaincode in chaincodes { try ChannelConfiguration.checkName(chaincode.name, of: "chaincode") }
        try ChannelConfiguration.checkUnique(organisations.map(\.id), of: "organisation")
        try ChannelConfiguration.checkUnique(chaincodes.map(\.name), of: "chaincode")
        try ChannelConfiguration.checkUnique(orderers.map(\.hex), of: "orderer")
        guard !orderers.isEmpty else { throw .noOrderer }
        guard cutting.maximumCount > 0, cutting.preferredBytes > 0, cutting.timeout >= .zero,
            cutting.preferredBytes <= cutting.absoluteBytes
        else { throw .badCuttingLimits }
        guard checkpoints?.isSound ?? true else { throw .badCheckpointTerms }
    }

    private static func checkName(_ name: String, of kind: String) throws(ConfigurationError) {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isName, (1...64).contains(name.utf8.count) else { throw .badName(of: kind, name) }
    }

    private static func checkUnique(_ sorted: [String], of kind: String) throws(ConfigurationError) {
        for (left, right) in zip(sorted, sorted.dropFirst()) where left == right {
            throw .duplicate(of: kind, left)
        }
    }
}
