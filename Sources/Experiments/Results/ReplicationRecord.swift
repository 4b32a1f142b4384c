import Allocation
import Units

/// A line of `replications.jsonl`: the exact energies of one run in one replication, in millijoules.
///
/// The form is fixed to the byte, so that files of the same results are the same files.
enum ReplicationRecord {
    /// The lines of one replication.
    static func append(_ result: ReplicationResult, to text: inout [UInt8]) {
        for (run, accounts) in result.accounts.enumerated() {
            text += "{\"replication\":".utf8
            append(Int64(result.index), to: &text)
            text += ",\"run\":".utf8
            append(Int64(run), to: &text)
            append(accounts, \.gridContract, after: ",\"grid_contract_mj\":[", to: &text)
            append(accounts, \.battery, after: "],\"battery_mj\":[", to: &text)
            append(accounts, \.gridPremium, after: "],\"grid_premium_mj\":[", to: &text)
            text += "]}\n".utf8
        }
    }

    private static func append(
        _ accounts: [EnergyAccount],
        _ server: KeyPath<EnergyAccount, Energy>,
        after name: String,
        to text: inout [UInt8]
    ) {
        text += name.utf8
        for (index, account) in accounts.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            append(account[keyPath: server].millijoules, to: &text)
        }
    }

    private static func append(_ number: Int64, to text: inout [UInt8]) {
        var digits: [UInt8] = []
        var rest = number.magnitude
        repeat {
            digits.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        if number < 0 { digits.append(UInt8(ascii: "-")) }
        text.append(contentsOf: digits.reversed())
    }

    /// Reads a line; `nil` if it is not one of a run with so many buildings.
    static func parse(_ line: ArraySlice<UInt8>, buildings: Int) -> (replication: Int, run: Int, [EnergyAccount])? {
        var scanner = Scanner(rest: line)
        guard scanner.skip("{\"replication\":"), let replication = scanner.number(),
            scanner.skip(",\"run\":"), let run = scanner.number(),
            scanner.skip(",\"grid_contract_mj\":["), let contract = scanner.numbers(buildings),
            scanner.skip("],\"battery_mj\":["), let battery = scanner.numbers(buildings),
            scanner.skip("],\"grid_premium_mj\":["), let premium = scanner.numbers(buildings),
            scanner.skip("]}"), scanner.rest.isEmpty
        else { return nil }
        let accounts = (0..<buildings).map { index in
            EnergyAccount(
                gridContract: .millijoules(contract[index]),
                battery: .millijoules(battery[index]),
                gridPremium: .millijoules(premium[index])
            )
        }
        return (Int(replication), Int(run), accounts)
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func skip(_ text: String) -> Bool {
            guard rest.starts(with: text.utf8) else { return false }
            rest = rest.dropFirst(text.utf8.count)
            return true
        }

        mutating func number() -> Int64? {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard (1...18).contains(digits.count) else { return nil }
            rest = rest[digits.endIndex...]
            return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }

        mutating func numbers(_ count: Int) -> [Int64]? {
            var numbers: [Int64] = []
            numbers.reserveCapacity(count)
            for index in 0..<count {
                guard index == 0 || skip(","), let number = number() else { return nil }
                numbers.append(number)
            }
            return numbers
        }
    }
}
