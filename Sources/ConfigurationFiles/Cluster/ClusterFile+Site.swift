import Foundation
import Units

extension YAMLValue {
    /// The `site`, a level of every MQTT topic.
    func site() throws(ConfigurationError) -> String {
        let expected = "a name of 1 to 32 characters a-z, 0-9 or -"
        let text = try text(expected: expected)
        guard text.wholeMatch(of: /[a-z0-9-]{1,32}/) != nil else { throw mismatch(expected: expected) }
        return text
    }

    /// The `currency`.
    func currency() throws(ConfigurationError) -> String {
        let expected = "a currency of three capital letters such as EUR"
        let text = try text(expected: expected)
        guard text.wholeMatch(of: /[A-Z]{3}/) != nil else { throw mismatch(expected: expected) }
        return text
    }

    /// A path, relative to the file it is written in.
    func path(in file: InputFile) throws(ConfigurationError) -> String {
        file.resolve(try text(expected: "a path"))
    }

    /// `true`, `false`, or the prefix of Home Assistant's discovery topics.
    fileprivate func homeAssistantPrefix() throws(ConfigurationError) -> String? {
        switch scalar() {
        case .boolean(let text)?: return text.lowercased() == "true" ? "homeassistant" : nil
        case .text(let text)? where text.wholeMatch(of: /[A-Za-z0-9_-]{1,64}(\/[A-Za-z0-9_-]{1,64})*/) != nil:
            return text
        default:
            throw mismatch(expected: "true, false, or a discovery prefix of a-z, A-Z, 0-9, _, - and / between them")
        }
    }

    fileprivate func port() throws(ConfigurationError) -> Int {
        Int(try wholeNumber(in: 1...65_535, unit: "a port"))
    }
}

extension PeriodSettings {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try YAMLMapping<PeriodKey>(value, expected: "the period's duration and start")
        duration = try keys.required(.duration).interval()
        guard let start = keys[.start] else {
            if let zone = keys[.timeZone] { throw zone.error("a time zone without a start says nothing; add start") }
            self.start = nil
            return
        }
        let zone = try keys.required(.timeZone, because: "a start is a time on the clocks of a place")
        self.start = try DailyStart(start, timeZone: zone)
    }
}

extension DailyStart {
    fileprivate init(_ value: YAMLValue, timeZone: YAMLValue) throws(ConfigurationError) {
        let expected = "a time of day from \"00:00\" to \"23:59\""
        let text = try value.text(expected: expected)
        guard let match = text.wholeMatch(of: /([01][0-9]|2[0-3]):([0-5][0-9])/),
            let hour = Int(match.1), let minute = Int(match.2)
        else { throw value.mismatch(expected: expected) }
        self.hour = hour
        self.minute = minute
        self.timeZone = try timeZone.timeZone()
    }
}

extension YAMLValue {
    fileprivate func timeZone() throws(ConfigurationError) -> String {
        let name = try text(expected: "an IANA time zone such as Europe/Berlin")
        guard TimeZone(identifier: name) != nil else {
            let known = TimeZone.knownTimeZoneIdentifiers
            throw error("unknown time zone \"\(name)\"\(suggestion(for: name, among: known, listing: false))")
        }
        return name
    }
}

extension MQTTSettings {
    init(_ value: YAMLValue, in file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<MQTTKey>(value, expected: "the broker's host, port and tls")
        host = try keys.required(.host).text(expected: "a host name or address")
        port = try keys.required(.port).port()
        tls = try TLSSettings(keys.required(.tls), in: file)
        signedDemands = try keys[.signedDemands]?.choice() ?? .optional
        homeAssistantPrefix = try keys[.homeAssistant]?.homeAssistantPrefix()
        rateLimit = try keys[.rateLimit].map { value throws(ConfigurationError) in try RateLimit(value) }
    }
}

extension RateLimit {
    fileprivate init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try YAMLMapping<RateLimitKey>(value, expected: "demands_per_second and burst")
        demandsPerSecond = try keys.required(.demandsPerSecond)
            .wholeNumber(in: 1...1_000_000, unit: "demands a second")
        burst = try keys.required(.burst).wholeNumber(in: 1...1_000_000, unit: "demands")
    }
}

extension TLSSettings {
    fileprivate init(_ value: YAMLValue, in file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<TLSKey>(value, expected: "the paths of ca, certificate and key")
        authority = try keys.required(.authority).path(in: file)
        certificate = try keys.required(.certificate).path(in: file)
        key = try keys.required(.key).path(in: file)
    }
}

extension HTTPSettings {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try YAMLMapping<HTTPKey>(value, expected: "the host and port to listen on")
        host = try keys[.host]?.text(expected: "a host name or address") ?? "127.0.0.1"
        port = try keys.required(.port).port()
    }
}

extension LedgerSettings {
    init(_ value: YAMLValue, in file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<LedgerKey>(value, expected: "the ledger's path, engine and identities")
        path = try keys.required(.path).path(in: file)
        engine = try keys[.engine]?.choice() ?? .solo
        identities = try keys[.identities]?.path(in: file) ?? file.resolve("identities")
    }
}
