import Audit
import Cryptography
import Fabcoin
import Ledger
import LedgerStore
import LedgerTestKit
import Peer
import TestKit
import Testing

@Suite("Fabcoin", .timeLimit(.minutes(5)))
struct FabcoinTests {
    @Test("Coins are minted, spent and kept in sum, and an audit executes all of it again")
    func life() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try CoinLedger(directory)
            let (client, other) = (ledger.network.client, ledger.other)
            let coins = try await ledger.mint(1, 70, 30)
            #expect(try ledger.total() == 100)
            let paid = try await ledger.commit(
                2,
                .spend(coins, into: [ledger.coin(60, of: other), ledger.coin(40, of: client)]),
                by: client
            )
            // On the coins of a transaction that is still on its way.
            let received = CoinReference(txid: paid.txid, output: 1)
            let pending = try (3..<40).map { number in
                let last = number == 3 ? received : ledger.output(of: number - 1, by: other)
                let call = FabcoinCall.spend([last], into: [ledger.coin(60, of: other)])
                return ledger.peer.submit(try ledger.proposal(number, call, by: other))
            }
            for pending in pending { _ = try await pending.outcome() }
            await ledger.peer.stop()
            #expect(try ledger.total() == 100)
            let report = try await ledger.audit()
            #expect(report.firstDivergence == nil)
            #expect(report.counts.calls == 39)
            try await ledger.close()
        }
    }

    @Test("A coin that is spent is gone: a second transaction is refused, and one that was endorsed before is invalid")
    func doubleSpend() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try CoinLedger(directory)
            let client = ledger.network.client
            let coins = try await ledger.mint(1, 50)
            let toOther = FabcoinCall.spend(coins, into: [ledger.coin(50, of: ledger.other)])
            let toSelf = FabcoinCall.spend(coins, into: [ledger.coin(50, of: client)])
            let early = try ledger.endorse(try ledger.proposal(2, toSelf, by: client), by: client)
            let pending = ledger.peer.submit(try ledger.proposal(3, toOther, by: client))
            await expect(.noSuchCoin) { try await ledger.commit(4, toSelf, by: client) }
            _ = try await pending.outcome()
            let failure = await #expect(throws: PeerFailure.self) {
                _ = try await ledger.peer.submit(early).outcome()
            }
            guard case .invalid(.mvccReadConflict, _) = failure else {
                Issue.record("expected a read conflict, found \(String(describing: failure))")
                return
            }
            await ledger.peer.stop()
            #expect(try ledger.total() == 50)
            #expect(try await ledger.audit().firstDivergence == nil)
            try await ledger.close()
        }
    }

    @Test("What the rules forbid leaves nothing behind", arguments: FabcoinRefusal.allCases)
    func forbidden(refusal: FabcoinRefusal) async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try CoinLedger(directory)
            let (client, other) = (ledger.network.client, ledger.other)
            let coins = try await ledger.mint(1, 50, 20)
            let dollars = try await ledger.mint(2, 50, label: "USD")
            let fifty = ledger.coin(50, of: client)
            let (call, member): (FabcoinCall, LedgerNetwork.Member) =
                switch refusal {
                case .notACentralBank: (.mint([fifty]), client)
                case .noSuchCoin: (.spend([CoinReference(txid: .zero, output: 1)], into: [fifty]), client)
                case .notTheOwner: (.spend([coins[0]], into: [fifty]), other)
                case .namedTwice: (.spend([coins[0], coins[0]], into: [ledger.coin(100, of: client)]), client)
                case .amount:
                    (.spend([coins[0]], into: [ledger.coin(51, of: client), ledger.coin(-1, of: client)]), client)
                case .sum: (.spend(coins, into: [fifty]), client)
                case .label: (.spend(dollars, into: [fifty]), client)
                case .empty: (.mint([]), ledger.network.admin)
                }
            await expect(refusal) { try await ledger.commit(3, call, by: member) }
            #expect(try ledger.store.height() == 3)
            try await ledger.close()
        }
    }

    @Test("Sums that leave the range and arguments that are none are refused")
    func malformed() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = try CoinLedger(directory)
            let admin = ledger.network.admin
            let most = ledger.coin(.max, of: admin)
            await expect(.amount) { try await ledger.commit(1, .mint([most, most]), by: admin) }
            for arguments: [[UInt8]] in [[], [[0x81]], [[0x81, 0x83, 1, 0x41, 1, 0x60]], [[], []]] {
                var executor = ledger.contract.makeExecutor()
                let stub = ChaincodeStub(chaincode: Fabcoin.name, state: WorldState())
                let call = ChaincodeCall(
                    function: "MINT",
                    arguments: arguments,
                    timestamp: LedgerNetwork.now,
                    txid: .zero,
                    creator: Creator(admin.identity),
                    terms: []
                )
                #expect(throws: ChaincodeError.self) { try executor.invoke(call, on: stub) }
            }
            try await ledger.close()
        }
    }

    /// Expects that a call is refused for this reason.
    private func expect(_ refusal: FabcoinRefusal, of body: () async throws -> Void) async {
        let failure = await #expect(throws: PeerFailure.self) { try await body() }
        guard case .chaincode(.refused(refusal.rawValue, _)) = failure else {
            Issue.record("expected \(refusal), found \(String(describing: failure))")
            return
        }
    }
}
