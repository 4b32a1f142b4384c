import Allocation
import AllocationContract
public import Audit
import Ledger
import Units

/// What an auditor can tell from one member's own records, where the ledger has hashes of all others': that its account
/// only grows, and what it comes to at the end of each period at the prices of the channel's terms.
public struct AllocationMembers: MemberRules {
    /// Creates the rules.
    public init() {}

    public func makeAccount(of member: String) -> any MemberAccount { OwnAccount(member: member) }
}

/// A member's account along its own records.
private struct OwnAccount: MemberAccount {
    let member: String
    private var account = EnergyAccount.zero
    private var periods = 0
    /// The terms with which the period was opened; it keeps them whatever the configuration becomes.
    private var opened: [UInt8]?
    private(set) var findings: [String] = []

    init(member: String) { self.member = member }

    mutating func take(_ write: KeyWrite, of proposal: Proposal, terms: [UInt8]) throws(DomainFinding) {
        let read: RecordedWrite
        do {
            read = try RecordedWrite(write)
        } catch {
            throw finding(write.key, "a record of the contract's", "\(error)", because: "members' values are records")
        }
        guard case .building(_, let record?) = read else { return }
        if proposal.function == "openPeriod" { (account, periods, opened) = (.zero, periods + 1, terms) }
        let parts = [
            (account.gridContract, record.account.gridContract), (account.battery, record.account.battery),
            (account.gridPremium, record.account.gridPremium),
        ]
        guard parts.allSatisfy({ $0 <= $1 }) else {
            let expected = "at least \(Self.text(account))"
            throw finding(
                write.key,
                expected,
                Self.text(record.account),
                because: "energy that was drawn stays drawn until the period ends"
            )
        }
        account = record.account
        guard proposal.function == AllocationCall.closePeriod.function else { return }
        guard let opened else {
            // An audit that begins behind a snapshot, or is shown no value of the opening, has not seen the prices.
            let what = "the period that was open before the first value shown was closed with \(Self.text(account))"
            return findings.append("\(what); its prices lie before")
        }
        guard let terms = try? PeriodTerms(encoded: opened) else { return }
        let cost = DecimalText.ratio(account.cost(at: terms.cluster.prices).micros, 1_000_000)
        findings.append(
            "period \(periods) was closed with \(Self.text(account)); at its prices that is a bill of \(cost) "
                + terms.currency
        )
    }

    private func finding(_ key: StateKey, _ expected: String, _ found: String, because: String) -> DomainFinding {
        DomainFinding("account of \(member)", key: key, expected: expected, found: found, because: because)
    }

    private static func text(_ account: EnergyAccount) -> String {
        "grid-contract \(account.gridContract.kilowattHours()) kWh, battery \(account.battery.kilowattHours()) kWh, "
            + "grid-premium \(account.gridPremium.kilowattHours()) kWh"
    }
}
