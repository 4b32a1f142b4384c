import AllocationContract
import Controller
import Cryptography
import Foundation
import Ledger
import LedgerStore
import Logging
import Membership
import Peer
import Site

/// Answers what is asked of a running controller: it has the ledger to itself, so nobody else can do it.
struct InboxKeeper: Sendable {
    let inbox: SiteInbox
    let ledger: PeerLedger
    let store: LedgerStore
    let identities: OperatorIdentities
    let controller: ClusterController
    let clock: SteadyClock
    let logger: Logger

    /// Answers until the task is cancelled.
    func run() async {
        do {
            try inbox.prepare()
        } catch {
            return logger.error("the inbox cannot be used", metadata: ["error": "\(error)"])
        }
        while !Task.isCancelled {
            for (id, request) in inbox.take() {
                let answer = await answer(to: request)
                logger.notice("a request was answered", metadata: ["answer": "\(answer.text)"])
                do {
                    try inbox.answer(answer, to: id)
                } catch {
                    logger.error("an answer could not be written", metadata: ["error": "\(error)"])
                }
            }
            try? await Task.sleep(for: SiteInbox.pause)
        }
    }

    private func answer(to request: InboxRequest) async -> InboxAnswer {
        do {
            switch request {
            case .configuration:
                let configuration = ledger.peer.channel.configuration
                return InboxAnswer(.done, "the configuration in force", body: Data(configuration.encoded))
            case .demand: return try demand()
            case .change(let draft): return try await change(draft)
            case .openPeriod:
                await controller.finish(try await controller.openByHand())
                return await period(isToBeOpen: true)
            case .closePeriod:
                await controller.finish(try await controller.closeByHand())
                return await period(isToBeOpen: false)
            }
        } catch let refusal as PeriodRefusal {
            return InboxAnswer(.refused, "\(refusal)")
        } catch let error as ServiceError {
            return InboxAnswer(error.kind == .input ? .refused : .failed, error.message)
        } catch {
            return InboxAnswer(.failed, "\(error)")
        }
    }

    /// What came of opening or closing a period.
    private func period(isToBeOpen: Bool) async -> InboxAnswer {
        guard await controller.isPeriodOpen == isToBeOpen else {
            return InboxAnswer(
                .failed,
                "the ledger has not taken it; try again, and see \"ledger status\" and the disk"
            )
        }
        return InboxAnswer(.done, isToBeOpen ? "a period is open" : "the period is closed, and every member billed")
    }

    private func demand() throws -> InboxAnswer {
        let recorded = try DemandRecord.read(store, values: store)
        return InboxAnswer(
            .done,
            "what the ledger has recorded",
            body: try JSONEncoder().encode(recorded.map(RecordedDemandForm.init))
        )
    }

    /// Puts a change in force; the next period is opened under its terms.
    private func change(_ draft: ConfigurationDraft) async throws(ServiceError) -> InboxAnswer {
        try checkGoesOn(under: draft.next)
        let block = try await ChannelSubmission.commit(draft, on: ledger.peer, clock: clock)
        guard let definition = ledger.peer.channel.configuration.chaincode(named: AllocationContract.name),
            let terms = try? PeriodTerms(encoded: definition.terms)
        else { throw ServiceError(.environment, "the terms in force from block \(block + 1) on cannot be read") }
        await controller.take(agreed: terms)
        return InboxAnswer(.done, "in force from block \(block + 1) on; new terms hold from the next period on")
    }

    /// Refuses what this process could not go on under: its keys and its program are those that it was started with.
    private func checkGoesOn(under next: ChannelConfiguration) throws(ServiceError) {
        let advice = "stop the controller, submit the change, put in place what it asks for, and start it again"
        guard next.orderers.contains(identities.orderer.certificate.fingerprint) else {
            throw ServiceError(.input, "under the change another key signs the blocks: \(advice)")
        }
        guard let definition = next.chaincode(named: AllocationContract.name),
            definition.identity == AllocationContract.identity
        else { throw ServiceError(.input, "under the change another program allocates: \(advice)") }
        guard let terms = try? PeriodTerms(encoded: definition.terms), terms.encoded == definition.terms else {
            throw ServiceError(.input, "the terms of the change cannot be read")
        }
        let membership: Membership
        do {
            membership = try Channel(next).membership
        } catch {
            throw ServiceError(.input, "the changed configuration cannot be used: \(error)")
        }
        for certificate in [identities.controller, identities.peer, identities.orderer].map(\.certificate) {
            guard let identity = try? Identity(certificate: certificate),
                case .refused(let reason) = membership.validate(identity, at: clock.now())
            else { continue }
            throw ServiceError(.input, "under the change '\(certificate)' is refused: \(reason); \(advice)")
        }
    }
}
