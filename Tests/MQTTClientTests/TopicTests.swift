import MQTTClient
import Testing

@testable import MQTTClient

@Suite("Topic names and filters (MQTT 5, section 4.7)")
struct TopicTests {
    @Test("What is no topic name", arguments: ["", "a/+", "#", "a\u{0}b", String(repeating: "a", count: 65_536)])
    func noName(_ text: String) {
        #expect(Topic(text) == nil)
    }

    @Test("What is no filter", arguments: ["", "a+", "a/#/b", "a#", "+b/c", "a\u{0}", "$share/group/a"])
    func noFilter(_ text: String) {
        #expect(TopicFilter(text) == nil)
    }

    @Test(
        "Which filters match which topics",
        arguments: [
            ("a/b", "a/b", true), ("a/b", "a/B", false), ("a/+", "a/b", true), ("a/+", "a/b/c", false),
            ("a/+", "a/", true),
            ("a/+", "a", false), ("a/#", "a", true), ("a/#", "a/b/c", true), ("#", "a/b", true), ("#", "$SYS/a", false),
            ("+/a", "$SYS/a", false), ("$SYS/#", "$SYS/a", true), ("+/+", "/a", true), ("/+", "/a", true),
            ("+", "/a", false),
            ("a/+/c", "a/b/c", true), ("a/b", "a", false), ("é", "e\u{301}", false),
        ]
    )
    func matching(filter: String, topic: String, expected: Bool) throws {
        #expect(try #require(TopicFilter(filter)).matches(try #require(Topic(topic))) == expected)
    }

    @Test(
        "Which filters overlap",
        arguments: [
            ("a/b", "a/b", true), ("a/b", "a/c", false), ("a/+", "a/c", true), ("a/+/d", "+/c/+", true),
            ("a/#", "a", true),
            ("a/#", "a/b/c", true), ("a/+", "a/b/c", false), ("a/+", "b/+", false), ("#", "x/y", true),
            ("a/b/#", "a/+", true), ("a/b/c/#", "a/+", false),
        ]
    )
    func overlapping(left: String, right: String, expected: Bool) throws {
        let (left, right) = (try #require(TopicFilter(left)), try #require(TopicFilter(right)))
        #expect(left.overlaps(right) == expected)
        #expect(right.overlaps(left) == expected)
    }
}
