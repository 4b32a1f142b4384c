import CBOR
import Cryptography
import Ledger

/// Runs Fabcoin's calls; it keeps nothing from one to the next.
struct FabcoinExecutor: ChaincodeExecutor {
    let centralBanks: [Digest]

    mutating func invoke(_ call: ChaincodeCall, on stub: ChaincodeStub) throws(ChaincodeError) -> [UInt8] {
        switch try FabcoinCall(call) {
        case .mint(let outputs):
            guard centralBanks.contains(call.creator.fingerprint) else {
                throw FabcoinRefusal.notACentralBank.because("'\(call.creator.commonName)' is no central bank")
            }
            _ = try sum(outputs)
            return put(outputs, by: call.txid, on: stub)
        case .spend(let inputs, let outputs):
            try spend(inputs, into: outputs, by: call.creator.fingerprint, on: stub)
            return put(outputs, by: call.txid, on: stub)
        }
    }

    /// Takes the inputs out of the state, once owner, label and sum are right. Whether another transaction has spent
    /// one of them meanwhile is for validation to say: each is in the read set.
    private func spend(
        _ inputs: [CoinReference],
        into outputs: [Coin],
        by owner: Digest,
        on stub: ChaincodeStub
    ) throws(ChaincodeError) {
        guard Set(inputs).count == inputs.count else {
            throw FabcoinRefusal.namedTwice.because("a coin is named twice")
        }
        var coins: [Coin] = []
        for input in inputs {
            let coin = try coin(input, on: stub)
            guard coin.owner == owner else {
                throw FabcoinRefusal.notTheOwner.because("the coin \(input.key) is somebody else's")
            }
            coins.append(coin)
        }
        let (spent, received) = (try sum(coins), try sum(outputs))
        guard spent == received else {
            throw FabcoinRefusal.sum.because("coins of \(spent) cannot become coins of \(received)")
        }
        guard Set((coins + outputs).map(\.label)).count == 1 else {
            throw FabcoinRefusal.label.because("all coins of a transaction have the same label")
        }
        for input in inputs { stub.delState(input.key) }
    }

    private func coin(_ reference: CoinReference, on stub: ChaincodeStub) throws(ChaincodeError) -> Coin {
        let key = reference.key
        guard let value = try stub.getState(key) else {
            throw FabcoinRefusal.noSuchCoin.because("there is no coin \(key), or it has been spent")
        }
        do {
            return try Coin(encoded: value)
        } catch {
            throw .damagedState(key: key, reason: error.description)
        }
    }

    private func sum(_ coins: [Coin]) throws(ChaincodeError) -> Int64 {
        guard !coins.isEmpty else { throw FabcoinRefusal.empty.because("a transaction has inputs and outputs") }
        var sum: Int64 = 0
        for coin in coins {
            let (next, isTooMuch) = sum.addingReportingOverflow(coin.amount)
            guard coin.amount > 0, !isTooMuch else {
                throw FabcoinRefusal.amount.because("an amount of \(coin.amount) is not above zero or too much")
            }
            sum = next
        }
        return sum
    }

    /// Creates the coins; the answer is nothing, for their keys follow from the transaction's identifier.
    private func put(_ outputs: [Coin], by txid: Digest, on stub: ChaincodeStub) -> [UInt8] {
        for (index, coin) in outputs.enumerated() {
            stub.putState(CoinReference(txid: txid, output: index + 1).key, coin.encoded)
        }
        return []
    }
}
