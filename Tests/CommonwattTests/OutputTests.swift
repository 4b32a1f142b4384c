import Foundation
import Testing

@testable import commonwatt

@Suite("What commands print")
struct OutputTests {
    @Test("JSON keeps the order of keys and the digits of numbers")
    func json() {
        let text = JSONText.object([
            ("b", .number("0.10")), ("a", .array([.null, .boolean(true), .array([])])), ("c", .object([])),
        ])
        #expect(
            text.description == """
                {
                  "b": 0.10,
                  "a": [
                    null,
                    true,
                    []
                  ],
                  "c": {}
                }
                """
        )
    }

    @Test(
        "JSON strings say what they said",
        arguments: ["", "a\"b\\c", "line\nend\r\t", "\u{0}\u{1F}\u{7F}", "Füße 🏭"]
    )
    func strings(text: String) throws {
        let json = JSONText.array([.string(text)]).description
        #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String] == [text])
    }

    @Test("CSV quotes what needs quotes")
    func csv() {
        let text = CSVText(header: ["id", "name"], rows: [["b01", "Hall, old"], ["b02", "the \"new\" one"]])
        #expect(text.description == "id,name\nb01,\"Hall, old\"\nb02,\"the \"\"new\"\" one\"")
    }

    @Test("Tables align numbers to the right and put sums below a line")
    func table() {
        var table = TextTable(columns: [("who", .left), ("kWh", .right)])
        table.rows = [["b01", "1.5"], ["b02", "10.0"]]
        table.footer = [["all", "11.5"]]
        let plain = Terminal(isInteractive: false, environment: [:])
        #expect(
            table.text(on: plain) == """
                who   kWh
                b01   1.5
                b02  10.0
                ─────────
                all  11.5
                """
        )
    }

    @Test(
        "Styles need a terminal, and NO_COLOR or a dumb terminal turns them off",
        arguments: [
            (true, ["TERM": "xterm"], true), (true, ["TERM": "xterm", "NO_COLOR": ""], true),
            (true, ["TERM": "xterm", "NO_COLOR": "1"], false), (true, ["TERM": "dumb"], false),
            (false, ["TERM": "xterm"], false),
        ]
    )
    func styles(isInteractive: Bool, environment: [String: String], hasStyles: Bool) {
        #expect(Terminal(isInteractive: isInteractive, environment: environment).hasStyles == hasStyles)
    }
}
