import Ledger
import Synchronization

/// The channel under the configuration in force: the writer sets it, anybody may ask.
final class ChannelInForce: Sendable {
    private let state: Mutex<Channel>

    init(_ channel: Channel) { state = Mutex(channel) }

    var channel: Channel {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
