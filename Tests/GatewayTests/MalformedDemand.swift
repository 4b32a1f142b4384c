import Gateway
import MQTTClient
import Testing

/// A demand that must be refused, and as what: the table of the interface.
struct MalformedDemand: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var text: String
    var status: ReplyCode
    var detail: String
    var envelope: @Sendable (inout MQTTMessage) -> Void = { _ in }

    private init(_ status: ReplyCode, _ name: String, _ text: String, _ detail: String) {
        self.testDescription = "\(status.rawValue): \(name)"
        self.text = text
        self.status = status
        self.detail = detail
    }

    static let all = data + types + keys + messages + contents + signatures

    /// Not JSON.
    private static let data = [
        Self(.invalidData, "nothing", "", "not JSON: at byte 0"),
        Self(.invalidData, "text", "on", "not JSON: at byte 0"),
        Self(.invalidData, "cut off", String(DemandSamples.json.dropLast()), "the text ends within a value"),
        Self(.invalidData, "more after it", DemandSamples.json + "{}", "something follows the value"),
        Self(.invalidData, "byte order mark", "\u{feff}" + DemandSamples.json, "not UTF-8"),
        Self(.invalidData, "a key twice", DemandSamples.adding(#""demand_w":1"#), "\"demand_w\" comes twice"),
        Self(.invalidData, "a key twice, escaped", DemandSamples.adding(#""demand\u005fw":1"#), "comes twice"),
        Self(.invalidData, "nested too deeply", DemandSamples.adding(#""sig":{"a":[[[[[[[[]]]]]]]]}"#), "too deeply"),
        Self(.invalidData, "NaN", DemandSamples.with("demand_w", "NaN"), "a value expected"),
        Self(.invalidData, "leading zero", DemandSamples.with("demand_w", "018"), "without leading zeros"),
        Self(.invalidData, "an array", "[\(DemandSamples.json)]", "is an array; an object was expected"),
        Self(.invalidData, "a string", "\"on\"", "is a string; an object was expected"),
        Self(.invalidData, "null", "null", "is null; an object was expected"),
    ]

    /// A value of the wrong type, for each key.
    private static let types = [
        Self(.invalidData, "v", DemandSamples.with("v", #""1""#), "\"v\" is a string; an integer was expected"),
        Self(
            .invalidData,
            "request_id",
            DemandSamples.with("request_id", "17"),
            "\"request_id\" is an integer; a string"
        ),
        Self(.invalidData, "epoch", DemandSamples.with("epoch", "null"), "\"epoch\" is null; an integer"),
        Self(.invalidData, "seq", DemandSamples.with("seq", "1.0"), "\"seq\" is a number with a fraction or exponent"),
        Self(.invalidData, "ts", DemandSamples.with("ts", "1787566530123"), "\"ts\" is an integer; a string"),
        Self(.invalidData, "load_id", DemandSamples.with("load_id", "[]"), "\"load_id\" is an array; a string"),
        Self(.invalidData, "demand_w string", DemandSamples.with("demand_w", #""18500""#), "\"demand_w\" is a string"),
        Self(
            .invalidData,
            "demand_w fraction",
            DemandSamples.with("demand_w", "18500.5"),
            "\"demand_w\" is a number with"
        ),
        Self(.invalidData, "demand_w exponent", DemandSamples.with("demand_w", "1e3"), "\"demand_w\" is a number with"),
        Self(.invalidData, "lease_s", DemandSamples.with("lease_s", "true"), "\"lease_s\" is a boolean; an integer"),
        Self(.invalidData, "sig", DemandSamples.adding(#""sig":"x""#), "\"sig\" is a string; an object"),
        Self(.invalidData, "sig null", DemandSamples.adding(#""sig":null"#), "\"sig\" is null; an object"),
        Self(.invalidData, "bld", DemandSamples.adding(#""bld":1"#), "\"bld\" is an integer; a string"),
    ]

    /// A key that is missing or unknown, and a version that is not ours.
    private static let keys =
        ["v", "request_id", "epoch", "seq", "ts", "load_id", "demand_w", "lease_s"].map { key in
            Self(.invalidMessage, "without \(key)", DemandSamples.without(key), "\"\(key)\" is missing")
        } + [
            Self(.invalidMessage, "empty object", "{}", "\"v\" is missing"),
            Self(.invalidMessage, "unknown key", DemandSamples.adding(#""type":"demand""#), "\"type\" is not a key"),
            Self(.invalidMessage, "key in other case", DemandSamples.adding(#""Seq":1"#), "\"Seq\" is not a key"),
            Self(.invalidMessage, "version 2", DemandSamples.with("v", "2"), "\"v\" must be 1"),
            Self(.invalidMessage, "version 10²⁰", DemandSamples.with("v", "100000000000000000000"), "\"v\" must be"),
        ]

    /// A signature that cannot be one, whatever it signs.
    private static let signatures = [
        signature(.invalidMessage, "empty", "", "\"alg\" is missing in \"sig\""),
        signature(.invalidMessage, "without value", alg + #","cert":"MA""#, "\"value\" is missing in \"sig\""),
        signature(
            .invalidMessage,
            "kid",
            alg + #","cert":"MA","value":"MA","kid":"1""#,
            "\"kid\" is not a key of \"sig\""
        ),
        signature(.invalidData, "cert of another type", alg + #","cert":7,"value":"MA""#, "\"cert\" is an integer"),
        signature(.invalidContent, "other algorithm", #""alg":"none","cert":"MA","value":"MA""#, "\"alg\" must be"),
        signature(.invalidContent, "padded", alg + #","cert":"MA==","value":"MA""#, "\"cert\" must be base64url"),
        signature(
            .invalidContent,
            "base64, not url",
            alg + #","cert":"+/8","value":"MA""#,
            "\"cert\" must be base64url"
        ),
        signature(
            .invalidContent,
            "left-over bits",
            alg + #","cert":"MA","value":"MB""#,
            "\"value\" must be base64url"
        ),
        signature(.invalidContent, "one character too few", alg + #","cert":"MAAAA","value":"MA""#, "\"cert\" must be"),
        signature(.invalidContent, "no certificate", alg + #","cert":"","value":"MA""#, "\"cert\" must be"),
    ]

    private static let alg = #""alg":"ecdsa-p256-sha256""#

    private static func signature(_ status: ReplyCode, _ name: String, _ members: String, _ detail: String) -> Self {
        Self(status, "signature: \(name)", DemandSamples.adding(#""sig":{\#(members)}"#), detail)
    }

    /// A message that may not be sent, whatever it says.
    private static var messages: [Self] {
        var retained = Self(.invalidMessage, "retained", DemandSamples.json, "must not be retained")
        retained.envelope = { $0.isRetained = true }
        let padding = String(repeating: " ", count: 4_097 - DemandSamples.json.utf8.count)
        let oversize = Self(
            .invalidMessage,
            "4 097 bytes",
            DemandSamples.json + padding,
            "has 4097 bytes; 4096 are the most"
        )
        return [retained, oversize]
            + ["commonwatt/v1/riverside/bld/b02/alloc", "commonwatt/v1/riverside/bld/b01/alloc/current", "", "+"].map {
                topic in
                var foreign = Self(
                    .invalidMessage,
                    "response topic \(topic)",
                    DemandSamples.json,
                    "the response topic must be"
                )
                foreign.envelope = { $0.properties.responseTopic = topic }
                return foreign
            }
    }

    /// A value out of range, or another building's name.
    private static let contents = [
        Self(
            .invalidContent,
            "request_id",
            DemandSamples.with("request_id", #""1871""#),
            "\"request_id\" must be a UUID"
        ),
        Self(
            .invalidContent,
            "request_id in braces",
            DemandSamples.with("request_id", "\"{\(DemandSamples.id)}\""),
            "a UUID"
        ),
        Self(
            .invalidContent,
            "request_id with a dash moved",
            DemandSamples.with("request_id", #""0198f2c47-c1e-7b7e-9a55-2f0d6a1c9e10""#),
            "a UUID"
        ),
        Self(.invalidContent, "epoch below 0", DemandSamples.with("epoch", "-1"), "\"epoch\" must be from 0 to"),
        Self(
            .invalidContent,
            "seq above 2⁶³",
            DemandSamples.with("seq", "9223372036854775808"),
            "\"seq\" must be from 0 to"
        ),
        Self(
            .invalidContent,
            "ts local",
            DemandSamples.with("ts", #""2026-08-24T10:15:30.123""#),
            "\"ts\" must be a time"
        ),
        Self(
            .invalidContent,
            "ts no date",
            DemandSamples.with("ts", #""2026-02-30T10:15:30.123Z""#),
            "\"ts\" must be a time"
        ),
        Self(.invalidContent, "load_id empty", DemandSamples.with("load_id", #""""#), "\"load_id\" must be 1 to 32"),
        Self(
            .invalidContent,
            "load_id upper case",
            DemandSamples.with("load_id", #""Total""#),
            "\"load_id\" must be 1 to 32"
        ),
        Self(
            .invalidContent,
            "load_id too long",
            DemandSamples.with("load_id", "\"" + String(repeating: "x", count: 33) + "\""),
            "\"load_id\" must be 1 to 32"
        ),
        Self(.invalidContent, "demand_w below 0", DemandSamples.with("demand_w", "-1"), "must be from 0 to 1000000000"),
        Self(.invalidContent, "demand_w above 10⁹", DemandSamples.with("demand_w", "1000000001"), "must be from 0 to"),
        Self(
            .invalidContent,
            "demand_w above 2⁶³",
            DemandSamples.with("demand_w", "99999999999999999999"),
            "must be from 0"
        ),
        Self(.invalidContent, "lease_s 0", DemandSamples.with("lease_s", "0"), "\"lease_s\" must be from 1 to 86400"),
        Self(
            .invalidContent,
            "lease_s above a day",
            DemandSamples.with("lease_s", "86401"),
            "\"lease_s\" must be from 1"
        ),
        Self(.invalidContent, "another building", DemandSamples.adding(#""bld":"b02""#), "\"bld\" must be \"b01\""),
    ]
}
