public import Allocation
import Units

extension Trace {
    /// The header that a trace must have, to the letter.
    public static let header = "building,start_ms,end_ms,power_w"

    /// Reads a trace in CSV: the header, then a request a line, in any order.
    ///
    /// All fields are whole numbers but the building's identifier; an empty `end_ms` means still running. Lines may end
    /// in LF or CRLF. The first bad line refuses the whole trace.
    ///
    /// - Parameters:
    ///   - csv: The bytes of the file.
    ///   - buildings: The identifiers that may appear, in the order of the cluster's terms.
    public init(csv: [UInt8], buildings: [BuildingID]) throws(TraceError) {
        var lines = csv.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last line's end is no line.
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard let first = lines.first, TraceRow.trimmed(first).elementsEqual(Self.header.utf8) else {
            throw TraceError(line: 1, problem: "expected the header \"\(Self.header)\"")
        }
        let indices = Dictionary(uniqueKeysWithValues: buildings.enumerated().map { (Array($1.text.utf8)[...], $0) })
        var requests: [TraceRequest] = []
        requests.reserveCapacity(lines.count - 1)
        for (index, line) in lines.enumerated().dropFirst() {
            let row = TraceRow(bytes: TraceRow.trimmed(line), line: index + 1)
            requests.append(try row.request(indices: indices, known: buildings))
        }
        self.init(requests: requests)
    }
}

/// A line of a trace.
private struct TraceRow {
    let bytes: ArraySlice<UInt8>
    let line: Int

    /// The line without the CR of a CRLF.
    static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    func request(
        indices: [ArraySlice<UInt8>: Int],
        known: [BuildingID]
    ) throws(TraceError) -> TraceRequest {
        let fields = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == 4 else {
            throw error(
                "expected 4 fields (\(Trace.header)), found \(bytes.isEmpty ? "an empty line" : "\(fields.count)")"
            )
        }
        guard let building = indices[fields[0]] else { throw unknownBuilding(fields[0], known: known) }
        let start = try number(fields[1], "start_ms")
        let end = fields[2].isEmpty ? nil : try number(fields[2], "end_ms")
        if let end, end < start { throw error("end_ms \(end) lies before start_ms \(start)") }
        let power = Power(watts: try number(fields[3], "power_w"))
        guard power <= Cluster.largestRequest else {
            throw error("expected a power_w of at most \(Cluster.largestRequest.watts), found \(power.watts)")
        }
        return TraceRequest(
            building: building,
            start: Instant(milliseconds: start),
            end: end.map { Instant(milliseconds: $0) },
            power: power,
            line: line
        )
    }

    /// A field of decimal digits.
    private func number(_ field: ArraySlice<UInt8>, _ name: String) throws(TraceError) -> Int64 {
        var value: Int64 = 0
        for byte in field {
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isStillTooLarge) = tens.addingReportingOverflow(Int64(byte) - Int64(UInt8(ascii: "0")))
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), !isTooLarge, !isStillTooLarge else {
                throw error("expected a whole number that is not negative in \(name), found \"\(text(field))\"")
            }
            value = sum
        }
        guard !field.isEmpty else { throw error("expected a whole number in \(name), found nothing") }
        return value
    }

    private func unknownBuilding(_ field: ArraySlice<UInt8>, known: [BuildingID]) -> TraceError {
        let names = known.prefix(10).map(\.text).joined(separator: ", ") + (known.count > 10 ? ", …" : "")
        return error("unknown building \"\(text(field))\"; the cluster has \(names)")
    }

    private func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix(60), as: UTF8.self)
    }

    private func error(_ problem: String) -> TraceError {
        TraceError(line: line, problem: problem)
    }
}
