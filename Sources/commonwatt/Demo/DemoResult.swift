import Allocation
import AllocationContract
import ArgumentParser
import Audit
import ConfigurationFiles
import Foundation
import Ledger
import LedgerStore
import Units

/// What the demo's ledger says in the end: the members' energies and costs, and the verdict of an audit.
struct DemoResult {
    let site: DemoSite

    /// Prints the table and the audit's report; an audit that fails ends the command as a negative finding.
    func write() async throws {
        let cluster = try ClusterFile.read(site.clusterFile)
        try StandardOutput.write(table(of: try statements(), cluster: cluster))
        try StandardOutput.write("")
        let place = try LedgerPlace(site.ledger)
        let report = try await place.audit(
            level: .physics,
            jobs: ProcessInfo.processInfo.activeProcessorCount,
            head: nil,
            roots: try RootsDirectory.read(site.roots),
            contracts: AuditedContract.all,
            label: "Auditing"
        )
        try AuditOutputOptions.parse([]).write(report)
    }

    /// The statements of the period that was closed last.
    private func statements() throws -> [MemberStatement] {
        let chain = try LedgerArchive(at: site.ledger)
        for number in stride(from: try chain.height() - 1, through: 1, by: -1) {
            guard let block = try chain.block(number) else { continue }
            for stored in block.transactions.reversed() {
                let envelope = try Envelope(encoded: stored.envelope)
                guard envelope.proposal.function == AllocationCall.closePeriod.function else { continue }
                return try AllocationResponse(encoded: envelope.result.response).statements
            }
        }
        throw CommandFailure.negativeFinding("\(site.ledger): no period was closed")
    }

    private func table(of statements: [MemberStatement], cluster: ClusterFile) -> String {
        var table = TextTable(columns: [
            ("building", .left), ("grid-contract kWh", .right), ("battery kWh", .right), ("grid-premium kWh", .right),
            ("cost \(cluster.currency)", .right), ("\(cluster.currency)/kWh", .right),
        ])
        var total = EnergyAccount.zero
        for statement in statements {
            table.rows.append(row(statement.building.text, statement.account, cluster.terms.prices))
            total = total + statement.account
        }
        table.footer = [row("cluster", total, cluster.terms.prices)]
        return table.text(on: .output)
    }

    private func row(_ name: String, _ account: EnergyAccount, _ prices: ServerPrices) -> [String] {
        let cost = account.cost(at: prices)
        let energies = [account.gridContract, account.battery, account.gridPremium]
        return [name]
            + energies.map { $0.kilowattHours(places: 3, isPadded: true) }
            + [
                cost.amount(places: 2, isPadded: true),
                cost.perKilowattHour(of: account.total, places: 4, isPadded: true) ?? "–",
            ]
    }
}
