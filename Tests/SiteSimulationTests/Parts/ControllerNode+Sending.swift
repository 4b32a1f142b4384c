import Allocation
import AllocationContract
import Cryptography
import Gateway
import Ledger
import LedgerTestKit
import Peer
import Units

@testable import Controller
@testable import ControllerService

// MARK: - Messages out

extension ControllerNode {
    func send(_ announcement: Announcement) {
        let (receiver, message): (String, GatewayMessage)
        switch announcement {
        case .reply(let reply):
            let payload = AllocationPayload(reply)
            site.checker.replied(payload)
            receiver = reply.building.text
            message = .allocation(
                payload.json,
                to: reply.building,
                correlationData: reply.correlation,
                detail: reply.detail,
                topics: topics
            )
        case .current(let reply):
            receiver = reply.building.text
            message = .currentAllocation(AllocationPayload(reply), at: clock.now(), topics: topics)
        case .policy(let policy):
            receiver = ""
            message = .policy(PolicyPayload(policy), topics: topics)
        case .period, .event:
            // What is said of periods and events is told to no building.
            return
        }
        let lane = lanes[receiver] ?? Lane()
        lanes[receiver] = lane
        lane.messages.append(message)
        sendNext(lane)
    }

    private func sendNext(_ lane: Lane) {
        guard isAlive, !lane.isSending, !lane.messages.isEmpty else { return }
        lane.isSending = true
        client.publish(lane.messages.removeFirst()) {
            lane.isSending = false
            self.sendNext(lane)
        }
    }
}

// MARK: - The ledger

extension ControllerNode {
    func enqueue(_ call: AllocationCall, key: CallKey, at instant: Instant) -> CallOutcome {
        let proposal = Proposal(
            channel: peer.channel.configuration.channel,
            timestamp: site.sabotage == .forgetsLedgerTime ? instant : max(instant, floor),
            creator: site.network.client.fingerprint,
            nonce: nonce(of: key).bytes,
            chaincode: AllocationContract.name,
            function: call.function,
            arguments: call.arguments
        )
        do {
            return peer.submit(try SignedProposal(proposal, signedBy: site.network.client.key))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    func txid(of key: CallKey) -> Digest {
        Proposal.identifier(nonce: nonce(of: key).bytes, creator: site.network.client.fingerprint)
    }

    private func nonce(of key: CallKey) -> Digest {
        switch key {
        case .request(let building, let id):
            let salt = site.sabotage == .forgetsRequests ? "\(site.timeline.count)" : ""
            return .sha256(Array("request \(building) \(id)\(salt)".utf8))
        case .own(let call): return .sha256(Array("own \(number) \(call)".utf8))
        }
    }
}

extension CallKey {
    /// For the trace.
    var short: String {
        switch self {
        case .request(let building, let id): "\(building) \(id.text.suffix(6))"
        case .own(let number): "own \(number)"
        }
    }
}
