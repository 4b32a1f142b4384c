import Allocation
import AllocationContract
import Controller
import Gateway
import Units

extension AllocationPayload {
    /// A reply as it goes over the wire.
    init(_ reply: AllocationReply) {
        self.init(
            requestID: reply.requestID?.text,
            building: reply.building,
            epoch: reply.order?.epoch,
            sequence: reply.order?.sequence,
            status: ReplyCode(reply.status),
            allocation: reply.allocation.map(AllocationInForce.init),
            transaction: reply.allocation?.transaction.map(TransactionPlace.init),
            period: reply.period.map(PeriodState.init),
            isReplay: reply.isReplay
        )
    }
}

extension AllocationInForce {
    /// An allocation as it goes over the wire, with a band for each server.
    init(_ recorded: RecordedAllocation) {
        let allocation = recorded.allocation
        self.init(
            bands: Server.allCases.map { server in
                Band(server: server, power: allocation.split[server], price: recorded.tariff.prices[server])
            },
            currency: recorded.tariff.currency,
            policy: recorded.tariff.policy,
            mode: allocation.isStale ? .failSafe : ModeName(recorded.mode),
            limitedBy: allocation.limits.names,
            inputs: allocation.isStale ? .estimated : .fresh,
            validUntil: allocation.validUntil
        )
    }
}

extension ServerPrices {
    fileprivate subscript(server: Server) -> Price {
        switch server {
        case .gridContract: gridContract
        case .battery: battery
        case .gridPremium: gridPremium
        }
    }
}

extension ModeName {
    init(_ mode: Mode) {
        self = mode == .strict ? .strict : .noBounds
    }
}

extension ReplyCode {
    /// The two enumerations name the same outcomes by the same words.
    init(_ status: ReplyStatus) {
        self = ReplyCode(rawValue: status.rawValue) ?? .temporaryError
    }
}

extension PolicyPayload {
    /// The rule in force as it goes over the wire.
    init(_ policy: PolicyAnnouncement) {
        self.init(
            policy: policy.policy,
            mode: policy.isFailSafe ? .failSafe : ModeName(policy.mode),
            reason: policy.reason.rawValue,
            cap: policy.cap,
            load: policy.load,
            headroom: policy.headroom,
            charge: policy.charge
        )
    }
}

extension TransactionPlace {
    init(_ transaction: TransactionReference) {
        self.init(id: transaction.id, height: Int64(transaction.height), index: Int64(transaction.index))
    }
}

extension EventPayload {
    /// An event as it goes over the wire.
    init(_ event: ControllerEvent, epoch: Int64, at now: Instant) {
        self.init(
            epoch: epoch,
            sequence: event.sequence,
            sentAt: now,
            event: event.kind.rawValue,
            building: event.building,
            transaction: event.transaction.map(TransactionPlace.init),
            values: event.values.map { Value($0.name, $0.number) },
            detail: event.detail
        )
    }
}
