import Cryptography
import Ledger

extension Divergence {
    /// The first difference between what a call did when it was executed again and what was recorded of it.
    init(between expected: TransactionResult, and envelope: Envelope, at place: Place) {
        let comparison = ResultComparison(chaincode: envelope.proposal.chaincode, place: place)
        let found = envelope.result
        self =
            comparison.reads(expected.reads, found.reads)
            ?? comparison.ranges(expected.ranges, found.ranges)
            ?? comparison.writes(expected.writes, found.writes)
            ?? comparison.response(expected.response, found.response)
            ?? comparison.difference("result", expected: "its only encoding", found: "another")
    }
}

/// Compares the parts of two results of one call.
private struct ResultComparison {
    let chaincode: String
    let place: Divergence.Place

    func reads(_ expected: [KeyRead], _ found: [KeyRead]) -> Divergence? {
        firstDifference("read set", expected.map { ($0.key, Self.text($0)) }, found.map { ($0.key, Self.text($0)) })
    }

    func writes(_ expected: [KeyWrite], _ found: [KeyWrite]) -> Divergence? {
        firstDifference("write set", expected.map { ($0.key, Self.text($0)) }, found.map { ($0.key, Self.text($0)) })
    }

    func ranges(_ expected: [RangeRead], _ found: [RangeRead]) -> Divergence? {
        guard expected != found else { return nil }
        let index = zip(expected, found).prefix { $0 == $1 }.count
        let (left, right) = (expected.dropFirst(index).first, found.dropFirst(index).first)
        return difference(
            "range \(index + 1) of the read set",
            key: (left ?? right)?.from,
            expected: left.map(Self.text) ?? "no range",
            found: right.map(Self.text) ?? "no range"
        )
    }

    func response(_ expected: [UInt8], _ found: [UInt8]) -> Divergence? {
        guard expected != found else { return nil }
        return difference("response", expected: ValueText.of(expected), found: ValueText.of(found))
    }

    func difference(_ subject: String, key: StateKey? = nil, expected: String, found: String) -> Divergence {
        Divergence(
            level: .calls,
            place: place,
            subject: subject,
            key: key.map { QualifiedKey($0, in: chaincode) },
            expected: expected,
            found: found
        )
    }

    /// The lowest key of two lists in key order that one list lacks or says something else of.
    private func firstDifference(
        _ subject: String,
        _ expected: [(key: StateKey, text: String)],
        _ found: [(key: StateKey, text: String)]
    ) -> Divergence? {
        let index = zip(expected, found).prefix { $0 == $1 }.count
        let (left, right) = (expected.dropFirst(index).first, found.dropFirst(index).first)
        guard let key = [left?.key, right?.key].compactMap(\.self).min() else { return nil }
        return difference(
            subject,
            key: key,
            expected: left.flatMap { $0.key == key ? $0.text : nil } ?? "nothing of this key",
            found: right.flatMap { $0.key == key ? $0.text : nil } ?? "nothing of this key"
        )
    }

    private static func text(_ read: KeyRead) -> String {
        read.version.map { "version \($0)" } ?? "no value"
    }

    private static func text(_ write: KeyWrite) -> String {
        write.value.map { ValueText.of($0) } ?? "a deletion"
    }

    private static func text(_ range: RangeRead) -> String {
        let end = range.to.map { "'\($0)'" } ?? "the end"
        return "'\(range.from)' to \(end) with digest \(range.digest.hex)"
    }
}
