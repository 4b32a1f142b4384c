import NIOCore
import NIOSSL
import NIOTLS
import Units

/// One side of a connection: frames in, frames out, and in the end one reason why it ended.
///
/// Lives on its channel's event loop; ``send(_:)`` and ``close(because:)`` may be called from anywhere.
final class FrameConnection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    /// What the owner is told, on the event loop.
    struct Events: Sendable {
        /// The handshake is over.
        var opened: @Sendable (FrameConnection) -> Void
        /// A frame has come.
        var received: @Sendable (FrameConnection, [UInt8]) -> Void
        /// It is over, and why.
        var closed: @Sendable (FrameConnection, String) -> Void
    }

    let channel: any Channel
    private let events: Events
    private let rhythm: ConnectionRhythm
    private let outboundLimit: Int
    private var reader: FrameReader
    private var isOpen = false
    private var isOver = false
    private var reason: String?
    private var outbound = 0

    init(_ channel: any Channel, rhythm: ConnectionRhythm, limits: ConnectionLimits, events: Events) {
        self.channel = channel
        self.rhythm = rhythm
        self.events = events
        outboundLimit = limits.outbound
        reader = FrameReader(limit: limits.frame)
    }

    /// Notes why the connection is going to end; the first reason counts.
    func blame(_ reason: String) {
        channel.eventLoop.preconditionInEventLoop()
        if self.reason == nil { self.reason = reason }
    }

    /// Sends a frame behind those sent before. Where the other side does not read, the connection is given up rather
    /// than the memory.
    func send(_ frame: [UInt8]) {
        channel.eventLoop.execute {
            guard !self.isOver else { return }
            let size = frame.count + FrameReader.headLength
            guard self.outbound + size <= self.outboundLimit else {
                return self.end(because: "it has left \(self.outbound) bytes unread")
            }
            self.outbound += size
            var buffer = self.channel.allocator.buffer(capacity: size)
            buffer.writeInteger(FrameReader.head(frame.count))
            buffer.writeBytes(frame)
            self.channel.writeAndFlush(buffer).whenComplete { _ in self.outbound -= size }
        }
    }

    /// Hangs up behind what has been sent.
    func close(because reason: String) {
        channel.eventLoop.execute { self.end(because: reason) }
    }

    private func end(because reason: String) {
        blame(reason)
        guard !isOver else { return }
        isOver = true
        channel.close(promise: nil)
    }

    // MARK: The channel's events

    func handlerAdded(context: ChannelHandlerContext) {
        let limit = TimeAmount.milliseconds(rhythm.handshake.milliseconds)
        channel.eventLoop.scheduleTask(in: limit) { [weak self] in
            guard let self, !isOpen else { return }
            end(because: "the TLS handshake was not over after \(rhythm.handshake)")
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            isOpen = true
            events.opened(self)
        } else if event is IdleStateHandler.IdleStateEvent {
            end(because: "nothing was heard of it for \(rhythm.silence)")
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reader.append(unwrapInboundIn(data).readableBytesView)
        do {
            while !isOver, let frame = try reader.next() { events.received(self, frame) }
        } catch {
            end(because: "it sent \(error)")
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(because: Self.words(for: error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        isOver = true
        events.closed(self, reason ?? (isOpen ? "the connection was closed" : "it hung up during the handshake"))
    }

    /// A failure of the connection, as a person would put it.
    private static func words(for error: any Error) -> String {
        let text = "\(error)"
        if error is NIOSSLError || error is BoringSSLError {
            // The alert does not say why, and must not: it goes to strangers.
            if text.contains("ALERT") {
                return "it refuses this side's certificate (its log says why), or broke TLS off: \(text)"
            }
            if case NIOSSLError.uncleanShutdown = error { return "the connection broke off" }
            return "TLS failed: \(text)"
        }
        return "the connection failed: \(text)"
    }
}

/// What a connection may cost.
public struct ConnectionLimits: Hashable, Sendable {
    /// How many bytes a frame may have.
    public var frame = FrameReader.standardLimit

    /// How many bytes may wait for the other side to read them.
    public var outbound = 128 << 20

    /// Creates the usual limits.
    public init() {}
}

extension TimeAmount {
    init(_ interval: Interval) { self = .milliseconds(interval.milliseconds) }
}
