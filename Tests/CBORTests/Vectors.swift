import Foundation
import Testing

/// A line of a committed vector file.
struct Vector: Sendable, CustomTestStringConvertible {
    let encoded: [UInt8]
    let meaning: String
    let outcome: String

    var testDescription: String { "\(hex(encoded)) \(meaning)" }

    /// Reads `encoded | meaning | outcome` lines; `#` begins a comment.
    static func read(_ name: String) throws -> [Vector] {
        let url = Bundle.module.bundleURL.appendingPathComponent("Vectors/\(name).txt")
        let text = try String(contentsOf: url, encoding: .utf8)
        return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard fields.count == 3 else { throw BadVector(line: String(line)) }
            return Vector(encoded: try bytes(hex: fields[0]), meaning: fields[1], outcome: fields[2])
        }
    }
}

struct BadVector: Error {
    let line: String
}

func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

func bytes(hex: String) throws -> [UInt8] {
    let digits = Array(hex)
    return try stride(from: 0, to: digits.count, by: 2).map { index in
        guard index + 1 < digits.count, let byte = UInt8(String(digits[index...(index + 1)]), radix: 16) else {
            throw BadVector(line: hex)
        }
        return byte
    }
}
