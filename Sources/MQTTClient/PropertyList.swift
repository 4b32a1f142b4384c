import CMosquitto
import Glibc

/// The owner of a libmosquitto property list that is being made.
@safe struct PropertyList: ~Copyable {
    private(set) var pointer: OpaquePointer?

    init() {}

    /// The list of a message's properties.
    init(_ properties: MessageProperties) {
        if let seconds = properties.expirySeconds { add(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, number: seconds) }
        if let type = properties.contentType { add(MQTT_PROP_CONTENT_TYPE, string: type) }
        if let topic = properties.responseTopic { add(MQTT_PROP_RESPONSE_TOPIC, string: topic) }
        if let data = properties.correlationData { add(MQTT_PROP_CORRELATION_DATA, bytes: data) }
        for property in properties.userProperties {
            unsafe mosquitto_property_add_string_pair(
                &pointer,
                Int32(MQTT_PROP_USER_PROPERTY.rawValue),
                property.name,
                property.value
            )
        }
    }

    deinit {
        var pointer = unsafe self.pointer
        unsafe mosquitto_property_free_all(&pointer)
    }

    mutating func add(_ identifier: mqtt5_property, number: UInt32) {
        unsafe mosquitto_property_add_int32(&pointer, Int32(identifier.rawValue), number)
    }

    mutating func add(_ identifier: mqtt5_property, string: String) {
        unsafe mosquitto_property_add_string(&pointer, Int32(identifier.rawValue), string)
    }

    mutating func add(_ identifier: mqtt5_property, bytes: [UInt8]) {
        unsafe mosquitto_property_add_binary(&pointer, Int32(identifier.rawValue), bytes, UInt16(clamping: bytes.count))
    }

    /// Hands the list over to a function that frees it.
    mutating func release() -> OpaquePointer? {
        defer { unsafe pointer = nil }
        return unsafe pointer
    }
}

extension MessageProperties {
    /// Copies the properties of a message that has arrived; the list is libmosquitto's and lives as long as the
    /// callback.
    init(_ list: OpaquePointer?) {
        self.init()
        var seconds: UInt32 = 0
        if unsafe mosquitto_property_read_int32(
            list,
            Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue),
            &seconds,
            false
        )
            != nil
        {
            expirySeconds = seconds
        }
        contentType = unsafe Self.string(MQTT_PROP_CONTENT_TYPE, of: list)
        responseTopic = unsafe Self.string(MQTT_PROP_RESPONSE_TOPIC, of: list)
        correlationData = unsafe Self.bytes(MQTT_PROP_CORRELATION_DATA, of: list)
        userProperties = unsafe Self.pairs(of: list)
    }

    private static func string(_ identifier: mqtt5_property, of list: OpaquePointer?) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        _ = unsafe mosquitto_property_read_string(list, Int32(identifier.rawValue), &text, false)
        return unsafe take(text)
    }

    private static func bytes(_ identifier: mqtt5_property, of list: OpaquePointer?) -> [UInt8]? {
        var data: UnsafeMutableRawPointer?
        var count: UInt16 = 0
        guard unsafe mosquitto_property_read_binary(list, Int32(identifier.rawValue), &data, &count, false) != nil
        else {
            return nil
        }
        defer { unsafe free(data) }
        return unsafe Array(UnsafeRawBufferPointer(start: data, count: Int(count)))
    }

    private static func pairs(of list: OpaquePointer?) -> [UserProperty] {
        var pairs: [UserProperty] = []
        var position = unsafe list
        while unsafe position != nil {
            var name: UnsafeMutablePointer<CChar>?
            var value: UnsafeMutablePointer<CChar>?
            // Called on a list that begins with the property found last, it is told to pass over that one.
            unsafe position = mosquitto_property_read_string_pair(
                position,
                Int32(MQTT_PROP_USER_PROPERTY.rawValue),
                &name,
                &value,
                !pairs.isEmpty
            )
            if let name = unsafe take(name), let value = unsafe take(value) {
                pairs.append(UserProperty(name: name, value: value))
            }
        }
        return pairs
    }

    /// Copies and frees a string that libmosquitto allocated.
    private static func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text = unsafe text else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}
