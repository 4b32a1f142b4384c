import AllocationContract
import Controller
import Cryptography
import Foundation
import Ledger
import LedgerStore
import Membership
import Peer
import Units

/// The ledger as the controller sees it: proposals signed with the controller's key, handed to the peer in the process.
struct PeerLedger: AllocationLedger {
    let peer: PeerNode<LedgerStore>
    let controller: LocalCreator
    let clock: any WallClock
    /// Tells this start's own calls from every other start's, whatever the clock says.
    private let start = UUID().uuidString

    init(peer: PeerNode<LedgerStore>, controller: LocalCreator, clock: any WallClock) {
        self.peer = peer
        self.controller = controller
        self.clock = clock
    }

    func enqueue(_ call: AllocationCall, key: CallKey, at instant: Instant) -> any PendingCall {
        let configuration = peer.channel.configuration
        let transient = configuration.hasPrivateValues(AllocationContract.name) ? hiding(call.arguments) : nil
        let proposal = Proposal(
            channel: configuration.channel,
            timestamp: instant,
            creator: controller.identity.certificate.fingerprint,
            nonce: nonce(of: key).bytes,
            chaincode: AllocationContract.name,
            function: call.function,
            arguments: transient?.hashes ?? call.arguments
        )
        return PeerCall(pending: peer.submit(proposal, with: transient, by: controller))
    }

    /// The private part of a proposal, with a seed that is drawn for it alone.
    private func hiding(_ arguments: [[UInt8]]) -> TransientData? {
        var random = SystemRandomNumberGenerator()
        let drawn = (0..<PrivateSeed.length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        return PrivateSeed(drawn).map { TransientData(arguments, seed: $0) }
    }

    func recall(_ key: CallKey) -> any PendingCall {
        let txid = Proposal.identifier(
            nonce: nonce(of: key).bytes,
            creator: controller.identity.certificate.fingerprint
        )
        return RecalledCall(peer: peer, txid: txid)
    }

    func current() async throws(CallFailure) -> AllocationResponse? {
        do {
            return try await evaluate(.current, read: AllocationResponse.init(encoded:))
        } catch .refused(.noPeriod, _) {
            return nil
        }
    }

    /// How things stand, with every member's statement up to now.
    func overview() async throws(CallFailure) -> AllocationResponse {
        try await evaluate(.overview, read: AllocationResponse.init(encoded:))
    }

    /// The terms of the last period, open or not; `nil` before the first.
    func terms() async throws(CallFailure) -> PeriodTerms? {
        try await evaluate(.terms) { encoded throws(ContractFormatError) in
            encoded.isEmpty ? nil : try PeriodTerms(encoded: encoded)
        }
    }

    private func evaluate<Value>(
        _ call: AllocationCall,
        read: ([UInt8]) throws(ContractFormatError) -> Value
    ) async throws(CallFailure) -> Value {
        let call = ChaincodeCall(
            function: call.function,
            arguments: call.arguments,
            timestamp: clock.now(),
            txid: .zero,
            creator: Creator(controller.identity),
            terms: []
        )
        let response: [UInt8]
        do {
            response = try await peer.evaluate(call, of: AllocationContract.name)
        } catch {
            throw CallFailure(error)
        }
        do {
            return try read(response)
        } catch {
            throw .unavailable("the contract's answer cannot be read: \(error)")
        }
    }

    /// The bytes that make a call's transaction the same for ever: a building's request has one identifier, whoever
    /// asks and whenever, so the ledger itself knows a request that comes again.
    private func nonce(of key: CallKey) -> Digest {
        switch key {
        case .request(let building, let id): .sha256(Array("request \(building) \(id)".utf8))
        case .own(let number): .sha256(Array("own \(start) \(number)".utf8))
        }
    }
}

/// A call on its way through the peer.
private struct PeerCall: PendingCall {
    let pending: PendingProposal

    func outcome() async throws(CallFailure) -> CommittedCall {
        do {
            return try CommittedCall(try await pending.outcome())
        } catch let failure as PeerFailure {
            throw CallFailure(failure)
        } catch {
            throw .unavailable("the contract's answer cannot be read: \(error)")
        }
    }
}

/// A call that was handed in before, perhaps.
private struct RecalledCall: PendingCall {
    let peer: PeerNode<LedgerStore>
    let txid: Digest

    func outcome() async throws(CallFailure) -> CommittedCall {
        let known: CommittedCall?
        do {
            known = try await peer.recall(txid).map { try CommittedCall($0) }
        } catch let failure as PeerFailure {
            throw CallFailure(failure)
        } catch {
            throw .unavailable("the contract's answer cannot be read: \(error)")
        }
        guard let known else { throw .unknown }
        return known
    }
}

extension CommittedCall {
    fileprivate init(_ committed: CommittedProposal) throws(ContractFormatError) {
        self.init(
            response: try AllocationResponse(encoded: committed.response),
            transaction: TransactionReference(
                id: committed.txid.hex,
                height: committed.place.block,
                index: committed.place.transaction
            ),
            isReplay: committed.isReplay
        )
    }
}

extension CallFailure {
    init(_ failure: PeerFailure) {
        switch failure {
        case .chaincode(let error):
            if let refusal = error.refusal, case .refused(_, let reason) = error {
                self = .refused(refusal, reason: reason)
            } else {
                self = .unavailable("\(error)")
            }
        default:
            self = .unavailable("\(failure)")
        }
    }
}
