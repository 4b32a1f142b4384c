import Allocation
import Units

extension AllocationPayload {
    /// The payload's bytes: the same for the same values, on every machine and for ever.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("v", payloadVersion)
            writer.member("request_id", requestID)
            writer.member("bld", building.text)
            writer.member("epoch", epoch)
            writer.member("seq", sequence)
            writer.member("status", status.rawValue)
            writer.member("allocated_w", allocation?.allocated.watts)
            writer.member("bands", each: allocation?.bands ?? []) { writer, band in
                writer.member("band", band.server.name)
                writer.member("w", band.power.watts)
                writer.member("price", DecimalPrice.text(band.price))
            }
            writer.member("currency", allocation?.currency)
            writer.member("policy", allocation?.policy.rawValue)
            writer.member("mode", allocation?.mode.rawValue)
            writer.member("limited_by", allocation?.limitedBy ?? [])
            writer.member("inputs", allocation?.inputs.rawValue)
            writer.member("valid_until", allocation?.validUntil.map(Timestamp.text))
            writer.member("tx", transaction) { writer, transaction in
                writer.member("id", transaction.id)
                writer.member("height", transaction.height)
                writer.member("index", transaction.index)
            }
            period?.write(to: &writer)
            // Last, so that a stored reply becomes its replay by its last bytes alone.
            writer.member("replay", isReplay)
        }
    }

    /// The bytes of a reply, sent again: `replay` is true, and nothing else differs.
    ///
    /// - Returns: `nil` if the bytes do not end as a reply does.
    public static func replay(of reply: [UInt8]) -> [UInt8]? {
        let (first, again) = (Array("\"replay\":false}".utf8), Array("\"replay\":true}".utf8))
        if reply.suffix(again.count).elementsEqual(again) { return reply }
        guard reply.suffix(first.count).elementsEqual(first) else { return nil }
        return reply.dropLast(first.count) + again
    }

    /// Reads a reply; keys that a later version may add are passed over.
    ///
    /// - Throws: ``PayloadError`` with the first fault.
    public init(_ payload: [UInt8]) throws(PayloadError) {
        let fields = try Fields(payload: payload)
        try fields.checkVersion()
        requestID = try fields.nullable("request_id") { fields throws(PayloadError) in
            try fields.parsed("request_id", "a UUID", RequestIdentifier.canonical)
        }
        building = try fields.parsed("bld", "a building's identifier", BuildingID.init)
        epoch = try fields.nullable("epoch") { fields throws(PayloadError) in try fields.integer("epoch") }
        sequence = try fields.nullable("seq") { fields throws(PayloadError) in try fields.integer("seq") }
        status = try fields.parsed("status", "a status", ReplyCode.init)
        allocation = try fields.nullable("allocated_w") { fields throws(PayloadError) in try AllocationInForce(fields) }
        transaction = try fields.nullable("tx") { fields throws(PayloadError) in
            try TransactionPlace(Fields(try fields.object("tx")))
        }
        period = try PeriodState(in: fields)
        isReplay = try fields.boolean("replay")
    }
}

extension AllocationInForce {
    fileprivate init(_ fields: Fields) throws(PayloadError) {
        var bands: [Band] = []
        let elements = try fields.array("bands")
        guard elements.count <= Server.allCases.count else {
            throw PayloadError(.invalidContent, "\"bands\" has \(elements.count) parts; there are three servers")
        }
        for element in elements {
            guard case .object(let members) = element else {
                throw PayloadError(.invalidData, "\"bands\" holds \(element.kind); objects were expected")
            }
            bands.append(try Band(Fields(members)))
        }
        var limits: [String] = []
        for element in try fields.array("limited_by") {
            guard case .string(let name) = element else {
                throw PayloadError(.invalidData, "\"limited_by\" holds \(element.kind); strings were expected")
            }
            limits.append(name)
        }
        self.init(
            bands: bands,
            currency: try fields.string("currency"),
            policy: try fields.parsed("policy", "a policy's name", PolicyKind.init),
            mode: try fields.parsed("mode", "a mode's name", ModeName.init),
            limitedBy: limits,
            inputs: try fields.parsed("inputs", "fresh, stale or estimated", InputQuality.init),
            validUntil: try fields.nullable("valid_until") { fields throws(PayloadError) in
                try fields.instant("valid_until")
            }
        )
        guard try fields.integer("allocated_w") == allocated.watts else {
            throw PayloadError(.invalidContent, "\"allocated_w\" is not the sum of the bands")
        }
    }
}

extension TransactionPlace {
    init(_ fields: Fields) throws(PayloadError) {
        self.init(
            id: try fields.string("id"),
            height: try fields.integer("height"),
            index: try fields.integer("index")
        )
    }
}

extension Band {
    /// The powers of a band; three of them cannot overflow.
    fileprivate static let powers: ClosedRange<Int64> = 0...1_000_000_000_000_000

    fileprivate init(_ fields: Fields) throws(PayloadError) {
        server = try fields.parsed("band", "a server's name") { name in Server.allCases.first { $0.name == name } }
        power = .watts(try fields.integer("w", in: Self.powers))
        price = try fields.parsed("price", "a decimal number with 2 to 6 decimals", DecimalPrice.price)
    }
}
