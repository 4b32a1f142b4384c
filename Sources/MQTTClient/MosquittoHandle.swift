import CMosquitto
import Glibc

/// The one owner of a libmosquitto client: one connection's worth of it.
///
/// Each attempt to connect gets a new handle, for three reasons seen in libmosquitto 2.0: it keeps the certificates it
/// has once read; after a DISCONNECT by the broker it unlocks a mutex that it does not hold; and its own loop ends for
/// good on a TLS connection that is cut. All calls are made on one thread, the session's network thread; the library's
/// own threads, its loop and its `select` (which refuses descriptors from 1 024 on) are not used.
@safe final class MosquittoHandle {
    private let client: OpaquePointer

    /// What the callbacks share with this handle. libmosquitto holds a reference of its own, given back after the
    /// client is destroyed.
    let context: CallbackContext

    private let configuration: MQTTConfiguration

    /// Whether the broker's first words after the TLS handshake have been awaited.
    ///
    /// TLS 1.3 lets a client speak before the server has judged its certificate. If the server then closes, our CONNECT
    /// meets a closed socket, and the reset can overtake the alert that names the fault. So its session tickets, or the
    /// alert, are awaited for a moment before CONNECT is written.
    private var hasListened: Bool

    /// How long a server that sends no session tickets is listened to.
    private static let patience = Duration.milliseconds(200)

    /// Whether `mosquitto_lib_init`, which is not thread-safe, has been called; a `static let` is initialised once.
    private static let isLibraryReady: Bool = mosquitto_lib_init() == LibraryCode.success

    init(_ session: Session) throws(MQTTError) {
        precondition(Self.isLibraryReady, "libmosquitto could not be initialised")
        configuration = session.configuration
        context = CallbackContext(session)
        hasListened = configuration.tls == nil
        let retained = unsafe Unmanaged.passRetained(context)
        let keepsSession = configuration.session != .untilDisconnected
        guard let client = unsafe mosquitto_new(configuration.clientID, !keepsSession, retained.toOpaque()) else {
            unsafe retained.release()
            throw Diagnosis(code: LibraryCode.invalid).error(configuration)
        }
        unsafe self.client = client
        unsafe mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5)
        unsafe mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1)
        // "Threaded" by us: packets are then written where we say so, and not inside the calls that make them.
        unsafe mosquitto_threaded_set(client, true)
        unsafe CallbackContext.install(on: client)
        try setTLS()
        try setWill()
    }

    deinit {
        unsafe mosquitto_destroy(client)
        unsafe Unmanaged.passUnretained(context).release()
    }

    private func setTLS() throws(MQTTError) {
        guard let files = configuration.tls else { return }
        for path in [files.authorities, files.certificate, files.key] {
            guard unsafe access(path, R_OK) == 0 else {
                throw MQTTError(.tlsFile, "\(path) cannot be read (\(SystemError.text(errno, or: "no reason"))).")
            }
        }
        // Without a callback OpenSSL asks for a passphrase on the terminal; none is an answer it understands.
        let code = unsafe mosquitto_tls_set(client, files.authorities, nil, files.certificate, files.key, noPassphrase)
        guard code == LibraryCode.success else { throw Diagnosis(code: code).error(configuration) }
    }

    private func setWill() throws(MQTTError) {
        guard let will = configuration.will else { return }
        var list = PropertyList()
        if let type = will.contentType { list.add(MQTT_PROP_CONTENT_TYPE, string: type) }
        // libmosquitto takes the list over and frees it with the will.
        let code = unsafe will.payload.withUnsafeBytes { payload in
            unsafe mosquitto_will_set_v5(
                client,
                will.topic.text,
                Int32(payload.count),
                payload.baseAddress,
                1,
                will.isRetained,
                list.release()
            )
        }
        guard code == LibraryCode.success else {
            throw MQTTError(.invalidArgument, "The last will to \(will.topic) cannot be used: \(Self.words(code)).")
        }
    }

    static func words(_ code: Int32) -> String {
        unsafe String(cString: mosquitto_strerror(code)).lowercased()
    }
}

extension MosquittoHandle {
    /// Resolves the host, connects and sends CONNECT; the answer comes as a callback.
    ///
    /// Waits for as long as the system takes to give a TCP connection up.
    func connect() throws(MQTTError) {
        var list = PropertyList()
        if case .seconds(let seconds) = configuration.session {
            list.add(MQTT_PROP_SESSION_EXPIRY_INTERVAL, number: seconds)
        }
        var errorNumber: Int32 = 0
        let code = unsafe commonwatt_connect(
            client,
            configuration.host,
            Int32(configuration.port),
            Int32(configuration.keepAliveSeconds),
            list.pointer,
            &errorNumber
        )
        guard code == LibraryCode.success else { throw error(code, errorNumber) }
        context.opened()
    }

    /// Sends DISCONNECT: the broker then forgets the last will.
    func disconnect() {
        unsafe mosquitto_disconnect_v5(client, 0, nil)
        // What the socket does not take at once waits for it, but not long: the broker may be gone.
        for _ in 0..<20 where unsafe mosquitto_want_write(client) {
            guard unsafe mosquitto_socket(client) >= 0 else { return }
            _ = context.session.wakeup.wait(
                .milliseconds(50),
                socket: unsafe mosquitto_socket(client),
                forWriting: true
            )
            var errorNumber: Int32 = 0
            guard unsafe commonwatt_loop_write(client, &errorNumber) == LibraryCode.success else { return }
        }
    }

    /// Rests until there is something to do or the time is over, then reads and writes.
    func exchange(until rest: Duration) throws(MQTTError) {
        let socket = unsafe mosquitto_socket(client)
        let wantsToWrite = unsafe mosquitto_want_write(client)
        var ready: Int16
        if wantsToWrite, !hasListened {
            hasListened = true
            ready = context.session.wakeup.wait(Self.patience, socket: socket, heedsSignals: false)
        } else {
            ready = context.session.wakeup.wait(rest, socket: socket, forWriting: wantsToWrite)
        }
        if ready & ~Int16(POLLOUT) != 0 { try read(isCut: ready & Int16(POLLHUP | POLLERR) != 0) }
        if ready & Int16(POLLOUT) != 0 { try write() }
        let code = unsafe mosquitto_loop_misc(client)
        guard code == LibraryCode.success else { throw error(code, 0) }
    }

    private func read(isCut: Bool) throws(MQTTError) {
        var errorNumber: Int32 = 0
        let code = unsafe commonwatt_loop_read(client, &errorNumber)
        guard code == LibraryCode.success else { throw error(code, errorNumber) }
        // During a handshake libmosquitto takes the end of the stream for a pause.
        guard !isCut || context.wasAccepted else { throw error(LibraryCode.connectionLost, errorNumber) }
        guard unsafe mosquitto_socket(client) >= 0 else { throw error(LibraryCode.noConnection, errorNumber) }
    }

    private func write() throws(MQTTError) {
        var errorNumber: Int32 = 0
        let code = unsafe commonwatt_loop_write(client, &errorNumber)
        guard code == LibraryCode.success else { throw error(code, errorNumber) }
    }

    private func error(_ code: Int32, _ errorNumber: Int32) -> MQTTError {
        var diagnosis = context.diagnosis
        diagnosis.code = code
        diagnosis.errorNumber = errorNumber
        return diagnosis.error(configuration)
    }
}

extension MosquittoHandle {
    /// Carries a command out and reports to the session under which packet identifier.
    func perform(_ command: SessionState.Command) throws(MQTTError) {
        let session = context.session
        switch command {
        case .publish(let ticket, let message):
            switch try publish(message) {
            case .success(let packet):
                session.report { state in
                    state.handed(ticket, packet: packet)
                    return []
                }
            case .failure(let error): session.report { $0.notHanded(ticket, error) }
            }
        case .subscribe(let id, let filter, let retained):
            let packet = try subscribe(filter, retained)
            session.report { state in
                state.sent(.subscribe(id), packet: packet)
                return []
            }
        case .unsubscribe(let filter):
            let packet = try unsubscribe(filter)
            session.report { state in
                state.sent(.unsubscribe(filter), packet: packet)
                return []
            }
        }
    }

    /// Gives a message to libmosquitto. A failure of the message is returned; one of the connection is thrown.
    private func publish(_ message: OutgoingMessage) throws(MQTTError) -> Result<UInt16, MQTTError> {
        let list = PropertyList(message.properties)
        var packet: Int32 = 0
        let code = unsafe message.payload.withUnsafeBytes { payload in
            unsafe mosquitto_publish_v5(
                client,
                &packet,
                message.topic.text,
                Int32(payload.count),
                payload.baseAddress,
                1,
                message.isRetained,
                list.pointer
            )
        }
        switch code {
        case LibraryCode.success: return .success(UInt16(packet))
        case LibraryCode.oversizePacket, LibraryCode.payloadSize:
            return .failure(.publishRefused(.packetTooLarge, message))
        case LibraryCode.noConnection, LibraryCode.connectionLost, LibraryCode.systemError: throw error(code, errno)
        default:
            return .failure(
                MQTTError(.invalidArgument, "A message to \(message.topic) cannot be sent: \(Self.words(code)).")
            )
        }
    }

    private func subscribe(_ filter: TopicFilter, _ retained: RetainedMessages) throws(MQTTError) -> UInt16 {
        let handling = retained == .ignored ? MQTT_SUB_OPT_SEND_RETAIN_NEVER : MQTT_SUB_OPT_SEND_RETAIN_ALWAYS
        let options = MQTT_SUB_OPT_RETAIN_AS_PUBLISHED.rawValue | handling.rawValue
        var packet: Int32 = 0
        let code = unsafe mosquitto_subscribe_v5(client, &packet, filter.text, 1, Int32(options), nil)
        guard code == LibraryCode.success else { throw error(code, errno) }
        return UInt16(packet)
    }

    private func unsubscribe(_ filter: TopicFilter) throws(MQTTError) -> UInt16 {
        var packet: Int32 = 0
        let code = unsafe mosquitto_unsubscribe_v5(client, &packet, filter.text, nil)
        guard code == LibraryCode.success else { throw error(code, errno) }
        return UInt16(packet)
    }
}

/// OpenSSL's question for the passphrase of a key: there is none.
@unsafe private func noPassphrase(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int32,
    _ isForWriting: Int32,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    0
}
