public import Cryptography
public import Ledger

/// Fabric coin: an authority-minted cryptocurrency with Bitcoin's data model of unspent outputs (thesis, A.5.1), and
/// the thesis's own benchmark.
///
/// The signature of a wallet over its request and a nonce is here the creator's signature of the proposal, which has
/// both; so all coins that a transaction spends belong to one owner. What the thesis's own validation rule
/// checks (amounts, sums, labels, owners) the contract checks when it runs, and an audit runs it again.
public struct Fabcoin: Chaincode {
    /// The contract's name in proposals.
    public static let name = "fabcoin"

    /// The fingerprints of the certificates that may mint.
    public let centralBanks: [Digest]

    /// Creates the contract with those who may mint.
    public init(centralBanks: [Digest]) {
        self.centralBanks = centralBanks.sorted()
    }

    public var name: String { Self.name }

    public func makeExecutor() -> any ChaincodeExecutor { FabcoinExecutor(centralBanks: centralBanks) }

    /// What a channel's configuration names when it means these rules and these central banks.
    public var identity: Digest {
        .sha256(Array("fabcoin 1\n".utf8) + centralBanks.flatMap(\.bytes))
    }
}

/// Why Fabcoin refuses a call: the code of `ChaincodeError.refused(code:reason:)`.
public enum FabcoinRefusal: Int, Hashable, Sendable, CaseIterable {
    /// Only a central bank mints.
    case notACentralBank = 1
    /// There is no such coin, or it has been spent.
    case noSuchCoin
    /// The coin is somebody else's.
    case notTheOwner
    /// A coin is named twice.
    case namedTwice
    /// An output is not above zero, or a sum is out of range.
    case amount
    /// What comes in is not what goes out.
    case sum
    /// Coins of two labels meet in one transaction.
    case label
    /// The transaction has no input or no output.
    case empty

    func because(_ reason: String) -> ChaincodeError {
        .refused(code: rawValue, reason: reason)
    }
}
