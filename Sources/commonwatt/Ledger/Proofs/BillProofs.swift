import Allocation
import AllocationAudit
import AllocationContract
import Cryptography
import Ledger
import Transparency
import Units

/// A member's bill of a period with the proofs of all transactions that it is made of.
struct BillProofs {
    private let bill: ProvenBill
    private let bundle: ProofBundle

    /// Gathers the transactions that open and close the period or write the member's record, and proves them up to the
    /// newest checkpoint.
    init(of member: BuildingID, in period: PeriodBills, from path: String) throws {
        guard let bill = ProvenBill(of: member, in: period),
            let index = period.members.firstIndex(where: { $0.building == member })
        else { throw CommandFailure.badInput("no period's terms name a member '\(member)'") }
        let proven = try ProvenLedger(path)
        let checkpoint = try proven.target(nil)
        var proofs: [TransactionProof] = []
        var number = 0
        let scan = try ChainScan(path)
        try scan.forEach(label: "Proving") { scanned in
            let envelope = scanned.envelope
            guard scanned.transaction.code == .valid, envelope.proposal.chaincode == AllocationContract.name else {
                return true
            }
            if envelope.proposal.function == "openPeriod" { number += 1 }
            guard number <= period.number else { return false }
            guard number == period.number, MemberBill.isTouched(index, by: envelope) else { return true }
            proofs.append(try proven.proof(of: scanned, checkpoint: checkpoint))
            return true
        }
        self.bill = bill
        bundle = ProofBundle(subject: Array(bill.text.utf8), proofs: proofs, checkpoint: checkpoint)
        // What is handed out must be what whoever gets it finds.
        let log = try VerifierKey(proven.terms.logKey)
        let trust = try LogTrust(origin: NoteName(proven.terms.origin), logKeys: [log])
        guard try Self.bill(of: bundle, trust: trust, path: path) == bill else {
            throw CommandFailure.negativeFinding(
                "the bill does not follow from the transactions that are still there; was one of them redacted?"
            )
        }
    }

    /// Confirms that a ledger has values of which a proof could show a bill.
    ///
    /// - Throws: ``CommandFailure`` that says why it has none, and what does instead.
    static func confirmReadable(_ path: String, member: String?) throws(CommandFailure) {
        guard try ChainScan(path).hasPrivateValues else { return }
        throw .badInput(
            """
            --proofs: the values of this ledger are private. A proof would show salted hashes, of which no bill \
            follows; and the values behind them are not the member's alone: an answer names everybody whom an event \
            moved. Instead write the member's own with 'commonwatt ledger reveal \(path) --member \
            \(member ?? "ID") --out FILE': with a copy of the ledger, 'commonwatt ledger audit COPY --roots DIR \
            --revealed FILE' shows that each has its hash, and makes the bill from them
            """
        )
    }

    func write(to path: String) throws {
        try TextFile.write(bundle.encoded, to: path)
        try StandardOutput.write("\(Self.text(of: bill))\n\(bundle.proofs.count) transactions proven in \(path)")
    }

    /// Checks a file, and prints the bill that it proves.
    static func check(_ path: String, trust: LogTrust) throws {
        let bytes = try TextFile.read(path)
        let bundle: ProofBundle
        do { bundle = try ProofBundle(parsing: bytes) } catch { throw CommandFailure.badInput("\(path): \(error)") }
        let bill = try bill(of: bundle, trust: trust, path: path)
        let checkpoint = bundle.checkpoint.checkpoint
        try StandardOutput.write(
            """
            \(text(of: bill))
            made of       \(bundle.proofs.count) transactions
            log           \(checkpoint.origin)
            checkpoint    \(checkpoint.size) transactions, root \(checkpoint.root.hex)
            bill: OK
            """
        )
    }

    /// The bill that follows from proven transactions, which must be the one that is stated.
    private static func bill(of bundle: ProofBundle, trust: LogTrust, path: String) throws -> ProvenBill {
        let proven = try bundle.verify(trust)
        var transactions: [(leaf: Leaf, envelope: Envelope)] = []
        for transaction in proven {
            guard let envelope = transaction.envelope else {
                throw CommandFailure.badInput(
                    "\(path): transaction \(transaction.leaf.number) comes without its content"
                )
            }
            transactions.append((transaction.leaf, envelope))
        }
        let stated = String(decoding: bundle.subject, as: UTF8.self)
        guard let member = stated.split(separator: " ").first.flatMap({ BuildingID(String($0)) }) else {
            throw CommandFailure.badInput("\(path): the subject names no member")
        }
        let bill: ProvenBill
        do {
            bill = try ProvenBill(of: member, from: transactions)
        } catch {
            throw CommandFailure.negativeFinding("\(path): \(error)")
        }
        guard bill.text == stated else {
            throw CommandFailure.negativeFinding(
                "\(path): the bill states '\(stated)'; from the proven transactions follows '\(bill.text)'"
            )
        }
        return bill
    }

    private static func text(of bill: ProvenBill) -> String {
        let cost = bill.costMicros.map { DecimalText.ratio(Int128($0), 1_000_000, places: 6, isPadded: true) }
        let energy = { (energy: Energy) in energy.kilowattHours(places: 9, isPadded: true) + " kWh" }
        return """
            member        \(bill.member)
            period        \(bill.openedAt) to \(bill.closedAt.map { "\($0)" } ?? "still open")
            grid-contract \(energy(bill.account.gridContract))
            battery       \(energy(bill.account.battery))
            grid-premium  \(energy(bill.account.gridPremium))
            cost          \(cost ?? "–") \(bill.currency)
            """
    }
}

extension ProvenLedger {
    /// The proof of a transaction that has been read, with its content, up to a checkpoint of the ledger.
    func proof(of scanned: ScannedTransaction, checkpoint: SignedCheckpoint) throws -> TransactionProof {
        let size = checkpoint.checkpoint.size
        guard scanned.number < size else {
            throw CommandFailure.badInput(
                "transaction \(scanned.number) of the bill is behind the newest checkpoint, which covers \(size): "
                    + "wait for a newer one, or make it with 'ledger checkpoint --sign'"
            )
        }
        return TransactionProof(
            leaf: Leaf(number: scanned.number, scanned.transaction).encoded,
            envelope: scanned.envelope.bytes,
            inclusion: try archive.inclusionProof(index: scanned.number, size: size),
            checkpoint: checkpoint
        )
    }
}
