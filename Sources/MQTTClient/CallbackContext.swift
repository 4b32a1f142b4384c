import CMosquitto
import Logging

/// What libmosquitto's callbacks are given: they copy into Swift values, tell the session, and return. They never call
/// into libmosquitto, but for reading what lives only as long as the call.
final class CallbackContext {
    let session: Session

    /// What has been seen of this connection.
    private(set) var diagnosis = Diagnosis(code: LibraryCode.success)

    /// Whether the broker has accepted the connection.
    var wasAccepted: Bool { diagnosis.wasAccepted }

    init(_ session: Session) {
        self.session = session
    }

    /// The TCP connection stands.
    func opened() {
        diagnosis.wasOpened = true
    }

    /// The errors kept of a connection: a handshake logs a handful.
    private static let logLimit = 16

    private func connected(_ reason: ReasonCode, sessionPresent: Bool, receiveMaximum: Int) {
        diagnosis.connack = reason
        guard !reason.isRefusal else { return }
        diagnosis.wasAccepted = true
        let now = session.now
        session.report { $0.accepted(sessionPresent: sessionPresent, receiveMaximum: receiveMaximum, at: now) }
    }

    private func disconnected(_ code: Int32) {
        // Below 128 it is an error number of the library's own, which the failing call returns as well.
        if ReasonCode(code).isRefusal { diagnosis.disconnect = ReasonCode(code) }
    }

    private func logged(_ level: UInt32, _ line: String, verifyResult: Int) {
        if level == UInt32(MOSQ_LOG_ERR), diagnosis.log.count < Self.logLimit { diagnosis.log.append(line) }
        if verifyResult > 0 { diagnosis.verifyResult = verifyResult }
        session.logger.trace("libmosquitto", metadata: ["line": "\(line)"])
    }
}

extension CallbackContext {
    /// Registers the callbacks; the client's user data must be a context.
    static func install(on client: OpaquePointer) {
        unsafe mosquitto_connect_v5_callback_set(client) { _, context, reason, flags, properties in
            var receiveMaximum = UInt16.max
            _ = unsafe mosquitto_property_read_int16(
                properties,
                Int32(MQTT_PROP_RECEIVE_MAXIMUM.rawValue),
                &receiveMaximum,
                false
            )
            unsafe CallbackContext.from(context)?
                .connected(
                    ReasonCode(reason),
                    sessionPresent: flags & 1 == 1,
                    receiveMaximum: Int(receiveMaximum)
                )
        }
        unsafe mosquitto_disconnect_v5_callback_set(client) { _, context, code, _ in
            unsafe CallbackContext.from(context)?.disconnected(code)
        }
        unsafe mosquitto_publish_v5_callback_set(client) { _, context, packet, reason, _ in
            unsafe CallbackContext.from(context)?.session
                .report { $0.acknowledged(packet: UInt16(packet), ReasonCode(reason)) }
        }
        unsafe mosquitto_subscribe_v5_callback_set(client) { _, context, packet, count, granted, _ in
            guard count > 0, let granted = unsafe granted else { return }
            let reason = unsafe ReasonCode(granted[0])
            unsafe CallbackContext.from(context)?.session.report { $0.granted(packet: UInt16(packet), reason) }
        }
        unsafe mosquitto_unsubscribe_v5_callback_set(client) { _, context, packet, _ in
            unsafe CallbackContext.from(context)?.session
                .report { state in
                    state.unsubscribed(packet: UInt16(packet))
                    return []
                }
        }
        unsafe mosquitto_message_v5_callback_set(client) { _, context, message, properties in
            guard let message = unsafe message.flatMap({ unsafe MQTTMessage($0.pointee, properties) }) else { return }
            unsafe CallbackContext.from(context)?.session.report { $0.received(message) }
        }
        unsafe mosquitto_log_callback_set(client) { client, context, level, line in
            guard let line = unsafe line else { return }
            // Only now: libmosquitto throws the TLS connection away before it returns its error.
            let verifyResult = unsafe commonwatt_verify_result(client)
            unsafe CallbackContext.from(context)?
                .logged(UInt32(bitPattern: level), String(cString: line), verifyResult: verifyResult)
        }
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> CallbackContext? {
        unsafe pointer.map { unsafe Unmanaged<CallbackContext>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension MQTTMessage {
    /// Copies a message that libmosquitto owns.
    init?(_ message: mosquitto_message, _ properties: OpaquePointer?) {
        guard let topic = unsafe message.topic else { return nil }
        self.init(
            topic: Topic(received: unsafe String(cString: topic)),
            payload: unsafe Array(
                UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
            ),
            isRetained: unsafe message.retain,
            properties: unsafe MessageProperties(properties)
        )
    }
}
