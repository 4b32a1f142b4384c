/// What a subscription asks for: a topic name in which `+` stands for one level and a last `#` for all that follow
/// (MQTT 5, section 4.7.1).
public struct TopicFilter: Sendable {
    /// The filter as text.
    public let text: String

    let levels: [[UInt8]]

    /// Creates a filter from text, or `nil` if the text is none: empty, too long, with a NUL, or with a wildcard that
    /// does not fill its level or (`#`) is not the last. Shared subscriptions (`$share/…`) are refused: the order of
    /// messages is lost between their members (section 4.10.1).
    public init?(_ text: String) {
        guard TopicSyntax.isSendable(text), !text.utf8.starts(with: "$share/".utf8) else { return nil }
        let levels = TopicSyntax.levels(of: text)
        for (index, level) in levels.enumerated() {
            let hasPlus = level.contains(TopicSyntax.plus)
            let hasHash = level.contains(TopicSyntax.hash)
            guard !hasPlus && !hasHash || level.count == 1 else { return nil }
            guard !hasHash || index == levels.count - 1 else { return nil }
        }
        self.text = text
        self.levels = levels
    }

    /// The filter that matches exactly one topic.
    public init(_ topic: Topic) {
        self.text = topic.text
        self.levels = TopicSyntax.levels(of: topic.text)
    }

    /// Whether messages published to the topic are asked for.
    public func matches(_ topic: Topic) -> Bool {
        matches(TopicSyntax.levels(of: topic.text))
    }

    /// The same for a topic whose levels are known.
    func matches(_ names: [[UInt8]]) -> Bool {
        // A leading wildcard does not see the broker's own topics (section 4.7.2).
        if names[0].first == TopicSyntax.dollar, levels[0] != names[0] { return false }
        for (index, level) in levels.enumerated() {
            // "a/#" also matches "a" itself: the wildcard stands for any number of levels, none included.
            if level == Self.allThatFollow { return true }
            guard index < names.count else { return false }
            guard level == Self.oneLevel || level == names[index] else { return false }
        }
        return names.count == levels.count
    }

    /// Whether some topic could match both filters; a client refuses two such subscriptions at once, because a broker
    /// may then deliver a message once or twice.
    func overlaps(_ other: TopicFilter) -> Bool {
        var index = 0
        while true {
            let mine = index < levels.count ? levels[index] : nil
            let theirs = index < other.levels.count ? other.levels[index] : nil
            if mine == Self.allThatFollow || theirs == Self.allThatFollow { return true }
            guard let mine, let theirs else { return mine == nil && theirs == nil }
            guard mine == theirs || mine == Self.oneLevel || theirs == Self.oneLevel else { return false }
            index += 1
        }
    }

    private static let oneLevel = [TopicSyntax.plus]
    private static let allThatFollow = [TopicSyntax.hash]
}

extension TopicFilter: Hashable {
    public static func == (left: TopicFilter, right: TopicFilter) -> Bool {
        left.levels == right.levels
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(levels)
    }
}

extension TopicFilter: CustomStringConvertible {
    public var description: String { text }
}
