import Foundation
import Hummingbird
import NIOCore
import Units

/// What is known of a request beside what it says: the connection that it came on.
struct PageContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

extension Instant {
    /// The time of day, for what is judged by it.
    static var now: Instant { .milliseconds(Int64(Date().timeIntervalSince1970 * 1_000)) }
}
