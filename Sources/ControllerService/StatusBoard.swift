import Controller
import Gateway
import Synchronization

/// What `ctl/status` says. It is said on every connection and when a period is opened or closed, by different tasks:
/// who says it last has to say what holds then, since the broker keeps that.
final class StatusBoard: Sendable {
    private let topics: Topics
    private let period: Mutex<PeriodOutlook>
    private let offline: @Sendable () -> ControllerStatusPayload

    /// - Parameters:
    ///   - period: How it stands with periods at the start.
    ///   - offline: The status of a controller that is gone, with the ledger's height as it is.
    init(topics: Topics, period: PeriodOutlook, offline: @escaping @Sendable () -> ControllerStatusPayload) {
        self.topics = topics
        self.period = Mutex(period)
        self.offline = offline
    }

    /// Takes up how it stands with periods from now on.
    func note(_ outlook: PeriodOutlook) { period.withLock { $0 = outlook } }

    /// The message, as of now. A controller that is gone opens no period.
    func message(isOnline: Bool) -> GatewayMessage {
        var payload = offline()
        payload.isOnline = isOnline
        if isOnline { payload.period = period.withLock { PeriodState($0) } }
        return .status(payload, topics: topics)
    }
}

extension PeriodState {
    /// How it stands with periods, as it goes over the wire.
    init(_ outlook: PeriodOutlook) {
        self.init(isOpen: outlook.isOpen, opensAt: outlook.opensAt, isByHand: outlook.isByHand)
    }
}
