/// A device as Home Assistant is told of it.
struct HomeAssistantDevice {
    let id: String
    let name: String
    let model: String
    /// The id of the device that this one is reached through.
    let parent: String?

    func write(to writer: inout JSONWriter, version: String) {
        writer.member("ids", [id])
        writer.member("name", name)
        writer.member("mf", "Commonwatt")
        writer.member("mdl", model)
        writer.member("sw", version)
        if let parent { writer.member("via_device", parent) }
    }
}

/// A value of a device, as Home Assistant is told of it.
struct HomeAssistantSensor {
    /// What kind of value it is.
    enum Kind {
        case power
        case storedEnergy
        case mode
    }

    let key: String
    let name: String
    let kind: Kind
    /// A Jinja template that takes the value out of a payload.
    let template: String
    /// After how many seconds without a message the value is unknown.
    let expirySeconds: Int64

    init(_ key: String, _ name: String, _ kind: Kind, _ template: String, _ expirySeconds: Int64) {
        self.key = key
        self.name = name
        self.kind = kind
        self.template = template
        self.expirySeconds = expirySeconds
    }

    func write(to writer: inout JSONWriter, device: String) {
        writer.member("p", "sensor")
        writer.member("unique_id", "\(device)_\(key)")
        writer.member("name", name)
        switch kind {
        case .power:
            writer.member("device_class", "power")
            writer.member("state_class", "measurement")
            writer.member("unit_of_measurement", "W")
        case .storedEnergy:
            writer.member("device_class", "energy_storage")
            writer.member("state_class", "measurement")
            writer.member("unit_of_measurement", "Wh")
        case .mode:
            writer.member("device_class", "enum")
            writer.member("options", ModeName.allCases.map(\.rawValue))
        }
        writer.member("value_template", template)
        writer.member("expire_after", expirySeconds)
    }
}
