import Foundation
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import Synchronization

/// TLS with files that may be replaced at any time: a connection is begun with what is there when it comes.
///
/// Files that cannot be used, because somebody is still writing them perhaps, change nothing but the log.
final class RenewedTLS: Sendable {
    private let files: WebTLSFiles
    private let logger: Logger
    private let state: Mutex<State>

    private struct State {
        var material: TLSMaterial
        var channel: TLSChannel<HTTP1Channel>?
        var stamp: [Stamp?]
        /// What was said of files that could not be used.
        var complaint: String?
    }

    /// What changes where a file is written or replaced.
    private struct Stamp: Equatable {
        let modified: Date?
        let size: Int?
        let number: Int?

        init?(_ path: String) {
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
            modified = attributes[.modificationDate] as? Date
            size = (attributes[.size] as? NSNumber)?.intValue
            number = (attributes[.systemFileNumber] as? NSNumber)?.intValue
        }
    }

    init(_ files: WebTLSFiles, logger: Logger) throws(WebTLSError) {
        self.files = files
        self.logger = logger
        // Before they are read: what is written meanwhile is read again.
        let stamp = files.all.map(Stamp.init)
        state = Mutex(State(material: try TLSMaterial(files), stamp: stamp))
    }

    /// Which clients are believed now.
    var clients: ClientTrust { state.withLock { $0.material.clients } }

    /// The channel for a connection that comes now.
    func channel(over base: HTTP1Channel) throws -> TLSChannel<HTTP1Channel> {
        let stamp = files.all.map(Stamp.init)
        return try state.withLock { state in
            if stamp != state.stamp { renew(&state, stamp) }
            if let channel = state.channel { return channel }
            let channel = try TLSChannel(base, tlsConfiguration: state.material.configuration)
            state.channel = channel
            return channel
        }
    }

    private func renew(_ state: inout State, _ stamp: [Stamp?]) {
        state.stamp = stamp
        do throws(WebTLSError) {
            state.material = try TLSMaterial(files)
            (state.channel, state.complaint) = (nil, nil)
            logger.notice("the page's certificates were read again")
        } catch {
            if state.complaint != error.description {
                logger.error("the page goes on with its old certificates", metadata: ["error": "\(error)"])
            }
            state.complaint = error.description
        }
    }
}

/// An HTTP connection in TLS, as ``RenewedTLS`` has it.
struct RenewedTLSChannel: ServerChildChannel, HTTPChannelHandler {
    let base: HTTP1Channel
    let tls: RenewedTLS

    var responder: HTTPChannelHandler.Responder { base.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        do {
            return try tls.channel(over: base).setup(channel: channel, logger: logger)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
