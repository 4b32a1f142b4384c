import AllocationContract
import Cryptography
import Ledger
import LedgerStore
import Testing

/// A transaction of a ledger as an auditor reads it.
struct RecordedCall {
    let txid: String
    let height: Int
    let index: Int
    let isValid: Bool
    let call: AllocationCall

    /// Every call of a closed ledger, in order; changes of the configuration are none.
    static func read(from path: String) throws -> [RecordedCall] {
        let archive = try LedgerArchive(at: path)
        var calls: [RecordedCall] = []
        for height in 1..<(try archive.height()) {
            let block = try #require(try archive.block(height))
            for (index, stored) in block.transactions.enumerated() {
                let proposal = try Envelope(encoded: stored.envelope).proposal
                if proposal.chaincode == ChannelConfiguration.chaincode { continue }
                calls.append(
                    RecordedCall(
                        txid: stored.txid.hex,
                        height: height,
                        index: index,
                        isValid: stored.code == Int(ValidationCode.valid.rawValue),
                        call: try AllocationCall(function: proposal.function, arguments: proposal.arguments)
                    )
                )
            }
        }
        return calls
    }

    /// The level change that the transaction is, if it is one.
    var change: LevelChange? {
        switch call {
        case .request(let change), .release(let change): change
        default: nil
        }
    }
}
