import Allocation
import Simulation
import Testing
import Units

@Suite("A trace")
struct TraceReaderTests {
    private static let buildings = ["b01", "b02"].compactMap { BuildingID($0) }

    private func read(_ text: String) throws(TraceError) -> Trace {
        try Trace(csv: Array(text.utf8), buildings: Self.buildings)
    }

    @Test("is read in the order of the file, and an empty end means still running")
    func rows() throws {
        let trace = try read("building,start_ms,end_ms,power_w\nb02,500,900,1000\nb01,0,,20\n")
        #expect(
            trace.requests == [
                TraceRequest(
                    building: 1,
                    start: .milliseconds(500),
                    end: .milliseconds(900),
                    power: .watts(1_000),
                    line: 2
                ),
                TraceRequest(building: 0, start: .zero, end: nil, power: .watts(20), line: 3),
            ]
        )
    }

    @Test("may use CRLF, and may end without a line end")
    func lineEnds() throws {
        let unix = try read("building,start_ms,end_ms,power_w\nb01,0,1,2\n")
        #expect(try read("building,start_ms,end_ms,power_w\r\nb01,0,1,2\r\n") == unix)
        #expect(try read("building,start_ms,end_ms,power_w\nb01,0,1,2") == unix)
    }

    @Test("may be empty but for its header")
    func empty() throws {
        #expect(try read("building,start_ms,end_ms,power_w\n").requests.isEmpty)
    }

    @Test(
        "with a bad header is refused",
        arguments: [
            "", "\n", "b01,0,1,2\n", "building, start_ms, end_ms, power_w\n", "Building,start_ms,end_ms,power_w\n",
            "building,start_ms,end_ms\n", "\u{FEFF}building,start_ms,end_ms,power_w\n",
        ]
    )
    func header(text: String) {
        let refusal = #expect(throws: TraceError.self) { try read(text) }
        #expect(refusal?.description == "line 1: expected the header \"building,start_ms,end_ms,power_w\"")
    }

    @Test(
        "with a bad row is refused whole, by the row's line",
        arguments: [
            ("b01,0,1", "expected 4 fields (building,start_ms,end_ms,power_w), found 3"),
            ("b01,0,1,2,", "expected 4 fields (building,start_ms,end_ms,power_w), found 5"),
            ("", "expected 4 fields (building,start_ms,end_ms,power_w), found an empty line"),
            ("b03,0,1,2", "unknown building \"b03\"; the cluster has b01, b02"),
            ("\"b01\",0,1,2", "unknown building \"\"b01\"\"; the cluster has b01, b02"),
            ("b01,-1,1,2", "expected a whole number that is not negative in start_ms, found \"-1\""),
            ("b01,,1,2", "expected a whole number in start_ms, found nothing"),
            ("b01,0,1.5,2", "expected a whole number that is not negative in end_ms, found \"1.5\""),
            ("b01,0,1,+2", "expected a whole number that is not negative in power_w, found \"+2\""),
            ("b01,0,1, 2", "expected a whole number that is not negative in power_w, found \" 2\""),
            ("b01,0,1,", "expected a whole number in power_w, found nothing"),
            (
                "b01,0,9223372036854775808,2",
                "expected a whole number that is not negative in end_ms, found \"9223372036854775808\""
            ),
            ("b01,0,1,1000000000001", "expected a power_w of at most 1000000000000, found 1000000000001"),
            ("b01,5,4,2", "end_ms 4 lies before start_ms 5"),
        ]
    )
    func rows(row: String, problem: String) {
        let text = "building,start_ms,end_ms,power_w\r\nb01,0,1,2\r\n\(row)\r\nb02,0,1,2\r\n"
        let refusal = #expect(throws: TraceError.self) { try read(text) }
        #expect(refusal == TraceError(line: 3, problem: problem))
    }
}
