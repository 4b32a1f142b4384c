import Foundation
import Units
import WebAddresses

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

    /// A list of paths, which are resolved.
    func paths(in file: InputFile) throws(ConfigurationError) -> [String] {
        try items(expected: "a list of paths").map { item throws(ConfigurationError) in try item.path(in: file) }
    }

    /// Witnesses, no two of them at the same address.
    fileprivate func witnesses(in file: InputFile) throws(ConfigurationError) -> [WitnessSettings] {
        var witnesses: [WitnessSettings] = []
        for item in try items(expected: "a list of addresses") {
            let witness = try item.witness(in: file)
            guard !witnesses.contains(where: { $0.address == witness.address }) else {
                throw item.error("the address is there twice")
            }
            witnesses.append(witness)
        }
        return witnesses
    }

    /// An address, or one with the authority of its certificate.
    private func witness(in file: InputFile) throws(ConfigurationError) -> WitnessSettings {
        guard scalar() == nil, !isList else { return WitnessSettings(address: try webAddress(), authority: nil) }
        let keys = try YAMLMapping<WitnessKey>(self, expected: "a witness's url, and perhaps ca")
        let address = try keys.required(.url).webAddress()
        if let authority = keys[.authority], !address.isSecure {
            throw authority.error("a witness over http shows no certificate; expected a url with https, or no ca")
        }
        return WitnessSettings(address: address, authority: try keys[.authority]?.path(in: file))
    }

    private func webAddress() throws(ConfigurationError) -> WebAddress {
        guard let address = WebAddress(try text(expected: WebAddress.expected)) else {
            throw mismatch(expected: WebAddress.expected)
        }
        return address
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

    func port() throws(ConfigurationError) -> Int {
        Int(try wholeNumber(in: 1...65_535, unit: "a port"))
    }
}

extension PeriodSettings {
    init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try YAMLMapping<PeriodKey>(value, expected: "the period's duration and start")
        duration = try keys.required(.duration).interval()
        guard let start = keys[.start], !start.isByHand else {
            self.start = keys[.start] == nil ? .following : .byHand
            if let zone = keys[.timeZone] { throw zone.error("a time zone without a start says nothing; add start") }
            return
        }
        let zone = try keys.required(.timeZone, because: "a start is a time on the clocks of a place")
        self.start = .daily(try start.timesOfDay(apart: duration), timeZone: try zone.timeZone())
    }
}

extension YAMLValue {
    /// Whether a period starts when a person says so.
    fileprivate var isByHand: Bool { scalar() == .text("manual") }

    /// A time of day or several, ascending, and so far apart that a period has ended when the next one starts.
    fileprivate func timesOfDay(apart length: Interval) throws(ConfigurationError) -> [Interval] {
        var times: [Interval] = []
        if !isList {
            times = [try timeOfDay()]
        } else {
            for item in try items(expected: "a list of times of day") { times.append(try item.timeOfDay()) }
        }
        guard let first = times.first else { throw error("expected at least one time of day, found an empty list") }
        guard zip(times, times.dropFirst() + [first + .hours(24)]).allSatisfy({ $0 + length <= $1 }) else {
            throw error("expected times in order, each at least period.duration after the one before, also overnight")
        }
        return times
    }

    private func timeOfDay() throws(ConfigurationError) -> Interval {
        let expected = "a time of day from \"00:00\" to \"23:59\", or manual"
        guard let match = try text(expected: expected).wholeMatch(of: /([01][0-9]|2[0-3]):([0-5][0-9])/),
            let hour = Int64(match.1), let minute = Int64(match.2)
        else { throw mismatch(expected: expected) }
        return .seconds(3_600 * hour + 60 * minute)
    }

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
    init(_ value: YAMLValue, in file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<HTTPKey>(value, expected: "the host and port to listen on")
        host = try keys[.host]?.text(expected: "a host name or address") ?? "127.0.0.1"
        port = try keys.required(.port).port()
        tls = try keys[.tls].map { value throws(ConfigurationError) in try HTTPTLSSettings(value, in: file) }
    }
}

extension HTTPTLSSettings {
    fileprivate init(_ value: YAMLValue, in file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<HTTPTLSKey>(value, expected: "the paths of certificate and key")
        certificate = try keys.required(.certificate).path(in: file)
        key = try keys.required(.key).path(in: file)
        clientAuthorities = try keys[.clientAuthorities]?.paths(in: file) ?? []
        clientRevocations = try keys[.clientRevocations]?.paths(in: file) ?? []
        if let lists = keys[.clientRevocations], clientAuthorities.isEmpty {
            throw lists.error("expected client_authorities beside it: without them no client certificate is believed")
        }
    }
}

extension LedgerSettings {
    init(_ value: YAMLValue, in file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<LedgerKey>(
            value,
            expected: "the ledger's path, engine, identities, private_values and witnesses"
        )
        path = try keys.required(.path).path(in: file)
        engine = try keys[.engine]?.choice() ?? .solo
        identities = try keys[.identities]?.path(in: file) ?? file.resolve("identities")
        privateValues = try keys[.privateValues]?.truth()
        witnesses = try keys[.witnesses]?.witnesses(in: file) ?? []
    }
}

extension EndorsementSettings {
    init(_ value: YAMLValue, in file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<EndorsementKey>(value, expected: "the endorsers, and perhaps policy and timeout")
        policy = try keys[.policy]?.text(expected: "an endorsement policy such as AND('Operator.peer', 'Utility.peer')")
        timeout = try keys[.timeout]?.interval() ?? Self.standardTimeout
        var endorsers: [EndorserAddress] = []
        for item in try keys.required(.endorsers).items(expected: "a list of endorsers") {
            endorsers.append(try EndorserAddress(item, in: file))
        }
        self.endorsers = endorsers
    }
}

extension EndorserAddress {
    fileprivate init(_ value: YAMLValue, in file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<EndorserAddressKey>(value, expected: "an endorser's host, port and certificate")
        host = try keys.required(.host).text(expected: "a host name or address")
        port = try keys.required(.port).port()
        certificate = try keys.required(.certificate).path(in: file)
    }
}
