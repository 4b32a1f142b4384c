import ArgumentParser
import Ledger
import LedgerStore
import Site
import Transparency
import WebAddresses
import Witness

/// `commonwatt ledger checkpoint`: the newest checkpoint of a ledger, a new one, or a witness's signature of one.
struct LedgerCheckpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Print a ledger's newest checkpoint, sign a new one, or add a witness's signature.",
        discussion: """
            A checkpoint is three lines and the log's signature (C2SP tlog-checkpoint): whoever keeps it can hold the \
            operator to it. A controller that serves the ledger makes them by itself; --sign makes one of a ledger \
            that is not being served. --witness asks a witness over HTTP (C2SP tlog-witness) and keeps its \
            cosignature; "ledger: witnesses:" in the cluster file has a controller do so with every checkpoint.

            EXAMPLE:
              commonwatt ledger checkpoint ledger > kept.note
              commonwatt ledger checkpoint ledger --sign --identities identities
              commonwatt ledger checkpoint ledger --add-cosignature witness.sig
              commonwatt ledger checkpoint ledger --witness http://127.0.0.1:8444
              commonwatt ledger checkpoint ledger --witness https://127.0.0.1:8444 --witness-ca ca.pem
            """
    )

    @OptionGroup var ledger: LedgerArgument

    @Flag(help: "Sign a checkpoint of everything, with the log's key in --identities.")
    var sign = false

    @Option(
        help: ArgumentHelp("The directory with checkpoint.key.", valueName: "dir"),
        completion: .directory
    )
    var identities: String?

    @Option(help: ArgumentHelp("A file with a witness's signature, as 'witness cosign' wrote it.", valueName: "file"))
    var addCosignature: String?

    @Option(
        help: ArgumentHelp("The address of a witness to ask; once for each.", valueName: "url"),
        transform: address
    )
    var witness: [WebAddress] = []

    @Option(
        help: ArgumentHelp(
            "The authority of https witnesses' certificates (PEM), in place of those that this machine believes; may "
                + "be repeated.",
            valueName: "file"
        ),
        completion: .file()
    )
    var witnessCa: [String] = []

    private static func address(_ text: String) throws -> WebAddress {
        guard let address = WebAddress(text) else { throw ValidationError("expected \(WebAddress.expected)") }
        return address
    }

    func validate() throws {
        guard sign == (identities != nil) else { throw ValidationError("--sign and --identities belong together") }
        guard witnessCa.isEmpty || witness.contains(where: \.isSecure) else {
            throw ValidationError("--witness-ca is for a --witness with https")
        }
        guard !sign || addCosignature == nil else { throw ValidationError("--sign or --add-cosignature, not both") }
    }

    func run() async throws {
        if sign || addCosignature != nil || !witness.isEmpty {
            try await write(terms: terms(), directory: LedgerPlace(ledger.path).directory)
        } else {
            try TextFile.write(ProvenLedger(ledger.path).target(nil).encoded, to: nil)
        }
    }

    /// What the ledger says of its log; whoever reads a ledger keeps writers away, and has let go when this returns.
    private func terms() throws -> CheckpointTerms {
        try ProvenLedger(ledger.path).terms
    }

    private func write(terms: CheckpointTerms, directory: String) async throws {
        let store = try LedgerStore(at: directory)
        do {
            if let identities { try Self.sign(store, terms: terms, identities: identities) }
            if let addCosignature { try Self.add(addCosignature, to: store, terms: terms) }
            try await ask(store, terms: terms)
            if sign || !witness.isEmpty, let newest = try store.newestCheckpoint() {
                try TextFile.write(newest.encoded, to: nil)
            }
            try store.close()
        } catch {
            try store.close()
            throw error
        }
    }

    private static func sign(_ store: LedgerStore, terms: CheckpointTerms, identities: String) throws {
        guard let log = try LogIdentity(directory: identities) else {
            throw CommandFailure.badInput("\(identities): there is no checkpoint.key")
        }
        guard log.signer.verifierKey.text == terms.logKey else {
            throw CommandFailure.badInput(
                "the ledger's checkpoints are signed by \(terms.logKey), the key is \(log.signer.verifierKey)"
            )
        }
        _ = try store.makeCheckpoint(origin: NoteName(terms.origin), signer: log.signer)
    }

    /// Has the newest checkpoint cosigned by the witnesses that are named. One that does not is no reason to leave the
    /// others out: what is wrong with the first such is said when all have been asked.
    private func ask(_ store: LedgerStore, terms: CheckpointTerms) async throws {
        guard !witness.isEmpty else { return }
        guard let newest = try store.newestCheckpoint() else {
            throw CommandFailure.badInput("the ledger has no checkpoint yet; make one with --sign")
        }
        let submission = WitnessSubmission(newest, witnesses: try LogTrust(terms).witnesses)
        let size = newest.checkpoint.size
        try await WitnessHTTP.open(authorities: try authorities()) { connection in
            var problem: WitnessProblem?
            for address in witness {
                do {
                    for cosignature in try await connection.cosignatures(of: submission, from: store, at: address) {
                        try store.append(cosignature, size: size)
                    }
                } catch let error as WitnessProblem {
                    problem = problem ?? error
                }
            }
            if let problem { throw problem }
        }
    }

    private func authorities() throws(CommandFailure) -> [WebAddress: WitnessAuthorities] {
        guard !witnessCa.isEmpty else { return [:] }
        let authorities: WitnessAuthorities
        do { authorities = try WitnessAuthorities(files: witnessCa) } catch {
            throw .badInput("--witness-ca: \(error)")
        }
        return Dictionary(witness.filter(\.isSecure).map { ($0, authorities) }) { first, _ in first }
    }

    private static func add(_ path: String, to store: LedgerStore, terms: CheckpointTerms) throws {
        let trust = try LogTrust(terms)
        let text = String(decoding: try TextFile.read(path), as: UTF8.self)
        var added = 0
        for line in text.split(separator: "\n") where line.hasPrefix("\u{2014} ") {
            let signature = try SignedNote.Signature(line: String(line))
            guard let witness = trust.witnesses.first(where: { $0.name == signature.name && $0.id == signature.keyID })
            else { continue }
            try store.append(signature, size: try size(cosignedBy: witness, signature, in: store, path))
            added += 1
        }
        guard added > 0 else {
            let names = trust.witnesses.map(\.name.text).joined(separator: ", ")
            throw CommandFailure.badInput(
                "\(path): no signature is by a witness of the channel (\(names.isEmpty ? "it has none" : names))"
            )
        }
    }

    /// The checkpoint that a witness has signed.
    private static func size(
        cosignedBy witness: VerifierKey,
        _ signature: SignedNote.Signature,
        in store: LedgerStore,
        _ path: String
    ) throws -> Int {
        var size = -1
        while let checkpoint = try store.checkpoint(after: size) {
            size = checkpoint.checkpoint.size
            if case .valid = witness.verdict(on: signature, of: checkpoint.note.text) { return size }
        }
        throw CommandFailure.negativeFinding("\(path): '\(witness.name)' has signed none of the ledger's checkpoints")
    }
}
