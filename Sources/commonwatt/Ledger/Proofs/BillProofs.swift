import Allocation
import AllocationAudit
import AllocationContract
import Cryptography
import Ledger
import LedgerStore
import Transparency
import Units

/// A member's bill of a period with the proofs of all transactions that it is made of.
struct BillProofs {
    private let bill: ProvenBill
    private let bundle: ProofBundle

    /// Gathers the transactions that open and close the period or write the member's record, and proves them up to the
    /// newest checkpoint; of a ledger with private values together with the values that the bill follows from.
    init(of member: BuildingID, in period: PeriodBills, from path: String) throws {
        guard let bill = ProvenBill(of: member, in: period),
            let index = period.members.firstIndex(where: { $0.building == member })
        else { throw CommandFailure.badInput("no period's terms name a member '\(member)'") }
        let proven = try ProvenLedger(path)
        let checkpoint = try proven.target(nil)
        let scan = try ChainScan(path)
        var values = try Self.values(of: scan, for: period)
        var proofs: [TransactionProof] = []
        var number = 0
        try scan.forEach(opening: false, label: "Proving") { scanned in
            let envelope = scanned.envelope
            guard scanned.transaction.code == .valid, envelope.proposal.chaincode == AllocationContract.name else {
                return true
            }
            if envelope.proposal.function == "openPeriod" { number += 1 }
            guard number <= period.number else { return false }
            guard number == period.number, MemberBill.isTouched(index, by: envelope) else { return true }
            proofs.append(try proven.proof(of: scanned, checkpoint: checkpoint))
            try values?.show(ProvenBill.hashesToShow(of: index, in: envelope), of: envelope, member)
            return true
        }
        self.bill = bill
        bundle = ProofBundle(
            subject: Array(bill.text.utf8),
            proofs: proofs,
            checkpoint: checkpoint,
            shown: values?.file
        )
        // What is handed out must be what whoever gets it finds.
        let log = try VerifierKey(proven.terms.logKey)
        let trust = try LogTrust(origin: NoteName(proven.terms.origin), logKeys: [log])
        guard try Self.bill(of: bundle, trust: trust, path: path) == bill else {
            throw CommandFailure.negativeFinding(
                "the bill does not follow from the transactions that are still there; was one of them redacted?"
            )
        }
    }

    /// Where the values of a private ledger are taken from; `nil` for one that says its values.
    private static func values(of scan: ChainScan, for period: PeriodBills) throws -> ValuesToShow? {
        guard scan.hasPrivateValues else { return nil }
        guard period.closedAt != nil else {
            throw CommandFailure.badInput(
                "--proofs: period \(period.number) is still open, and the values of this ledger are private: what "
                    + "vouches for such a bill is the transaction that closes the period; ask again when it is closed"
            )
        }
        do {
            let channel = try Genesis.channel(of: scan.chain).configuration.channel
            return ValuesToShow(channel: channel, archive: try PrivateArchive(at: scan.directory))
        } catch let error as ChainError {
            throw CommandFailure(error)
        }
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
            made of       \(bundle.proofs.count) transactions\(shown(in: bundle))
            log           \(checkpoint.origin)
            checkpoint    \(checkpoint.size) transactions, root \(checkpoint.root.hex)
            bill: OK
            """
        )
    }

    /// What is to be said of values that are shown.
    private static func shown(in bundle: ProofBundle) -> String {
        guard let count = bundle.shown?.values.count else { return "" }
        return ", \(count) values shown, each of its hash"
            + "\nnot shown     the records of the cluster: that no other period was closed and opened since the opening"
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
            if let shown = bundle.shown {
                bill = try ProvenBill(of: member, from: transactions, showing: shown.values)
            } else {
                bill = try ProvenBill(of: member, from: transactions)
            }
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

/// The values that go with a private ledger's proofs.
private struct ValuesToShow {
    private let channel: String
    private let archive: PrivateArchive?
    private var values: [Digest: KeptPrivateValue] = [:]

    init(channel: String, archive: PrivateArchive?) {
        self.channel = channel
        self.archive = archive
    }

    var file: RevealedFile { RevealedFile(channel: channel, values: Array(values.values)) }

    /// Takes the values behind some hashes of a transaction; what is not the member's is of the terms.
    mutating func show(_ hashes: [Digest], of envelope: Envelope, _ member: BuildingID) throws {
        for hash in hashes {
            guard let value = try archive?.privateValue(of: hash) else {
                let problem = "a value of transaction \(envelope.txid.hex) is private and not here"
                throw CommandFailure.badInput("\(problem): was it forgotten, or its transaction redacted?")
            }
            let isTerms = envelope.result.writes.contains { $0.key == RecordedWrite.termsKey && $0.value == hash.bytes }
            values[hash] = KeptPrivateValue(value, of: isTerms ? nil : member.text, in: envelope.txid)
        }
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
