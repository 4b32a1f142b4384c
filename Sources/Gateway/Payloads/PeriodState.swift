public import Units

/// How it stands with periods (`period`), so that nobody has to ask again and again until one is open.
public struct PeriodState: Hashable, Sendable {
    /// `open`: whether a period is open.
    public var isOpen: Bool

    /// `opens_at`: when the next one begins; `nil` while one is open, and where nothing but a person opens it.
    public var opensAt: Instant?

    /// `by_hand`: whether a person opens and closes periods.
    public var isByHand: Bool

    /// Creates a state.
    public init(isOpen: Bool, opensAt: Instant?, isByHand: Bool) {
        self.isOpen = isOpen
        self.opensAt = opensAt
        self.isByHand = isByHand
    }
}

extension PeriodState {
    /// Reads the member of a payload; `nil` where there is none.
    init?(in fields: Fields) throws(PayloadError) {
        guard fields.value("period") != nil else { return nil }
        let members = Fields(try fields.object("period"), in: "period")
        self.init(
            isOpen: try members.boolean("open"),
            opensAt: try members.nullable("opens_at") { members throws(PayloadError) in
                try members.instant("opens_at")
            },
            isByHand: try members.boolean("by_hand")
        )
    }

    /// Writes it as a member of a payload.
    func write(to writer: inout JSONWriter) {
        writer.member("period", self) { writer, state in
            writer.member("open", state.isOpen)
            writer.member("opens_at", state.opensAt.map(Timestamp.text))
            writer.member("by_hand", state.isByHand)
        }
    }
}
