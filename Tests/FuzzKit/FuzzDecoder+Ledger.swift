import Allocation
import AllocationContract
import CBOR
import Cryptography
import Fabcoin
import Ledger
import LedgerTestKit
import Units

extension FuzzDecoder {
    /// What a ledger consists of.
    static func ledger() throws -> [FuzzDecoder] {
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        for count in [1, 3] { try builder.appendPuts(count) }
        let envelopes = builder.blocks.flatMap { $0.draft.transactions.map(\.envelope) }
        let headers = builder.blocks.map(\.draft.headerBytes)
        let results = envelopes.map(\.result.encoded) + [Self.result.encoded]
        let leaves = builder.blocks.flatMap(\.draft.transactions).enumerated().map { Leaf(number: $0, $1).encoded }
        let proposals = envelopes.map(\.proposal.encoded)
        return [
            FuzzDecoder(canonical: "cbor", headers + results + proposals, rewrite),
            FuzzDecoder(canonical: "envelope", envelopes.map(\.bytes)) { try? Envelope(encoded: $0).bytes },
            FuzzDecoder(canonical: "envelope-parts", envelopes.map(\.bytes)) { input in
                guard let read = try? Envelope(encoded: input) else { return nil }
                return Envelope(read.signedProposal, result: read.result, endorsements: read.endorsements).bytes
            },
            FuzzDecoder(canonical: "proposal", proposals) { try? Proposal(encoded: $0).encoded },
            FuzzDecoder(canonical: "result", results) { try? TransactionResult(encoded: $0).encoded },
            FuzzDecoder(canonical: "leaf", leaves) { try? Leaf(encoded: $0).encoded },
            FuzzDecoder(canonical: "block-header", headers) { try? BlockHeader(encoded: $0).encoded },
            FuzzDecoder(canonical: "block-seal", builder.blocks.map(\.seal.encoded)) {
                try? BlockSeal(encoded: $0).encoded
            },
            FuzzDecoder(canonical: "channel-configuration", [builder.configuration.encoded], executions: 5_000) {
                try? ChannelConfiguration(encoded: $0).encoded
            },
        ] + (try contracts()) + (try snapshots(builder)) + (try redactions(of: envelopes, network))
    }

    /// A snapshot ends with the hash of its bytes: inputs are the bytes before it, and get the hash that they need.
    private static func snapshots(_ builder: ChainBuilder) throws -> [FuzzDecoder] {
        let chain = MemoryChain(builder.blocks)
        let files = try (0..<builder.blocks.count).map { try LedgerSnapshot(of: chain, at: $0).encoded }
        return [
            FuzzDecoder(canonical: "snapshot-file", files, executions: 5_000) {
                try? LedgerSnapshot(encoded: $0).encoded
            },
            FuzzDecoder(
                canonical: "snapshot-body",
                files.map { Array($0.dropFirst(28).dropLast(32)) },
                executions: 5_000
            ) {
                body in
                var bytes = Array(files[0].prefix(20))
                let count = UInt64(28 + body.count + 32)
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: count >> shift))
                }
                bytes += body
                guard let read = try? LedgerSnapshot(encoded: bytes + Digest.sha256(bytes).bytes) else { return nil }
                return Array(read.encoded.dropFirst(28).dropLast(32))
            },
        ]
    }

    /// What a redaction consists of, and leaves.
    private static func redactions(of envelopes: [Envelope], _ network: LedgerNetwork) throws -> [FuzzDecoder] {
        let target = try Redaction(of: envelopes[envelopes.count - 1], at: Version(block: 2, transaction: 2))
        let admin = network.admin
        let draft = try RedactionDraft(
            target,
            on: "test",
            by: admin.identity,
            key: admin.key,
            at: LedgerNetwork.now,
            nonce: Array(repeating: 7, count: 32)
        )
        return [
            FuzzDecoder(canonical: "redacted-transaction", envelopes.map { RedactedTransaction(of: $0).bytes }) {
                try? RedactedTransaction(encoded: $0).rewritten
            },
            FuzzDecoder(canonical: "redaction-draft", [draft.encoded], executions: 5_000) {
                try? RedactionDraft(encoded: $0).encoded
            },
        ]
    }

    private static func contracts() throws -> [FuzzDecoder] {
        let coin = Coin(amount: 100, owner: .sha256([1]), label: "FBC")
        let terms = try PeriodTerms(
            cluster: cluster(),
            policy: AllocationPolicy(kind: .noBounds, discipline: .redispatch),
            currency: "EUR"
        )
        return [
            FuzzDecoder(canonical: "coin", [coin.encoded]) { try? Coin(encoded: $0).encoded },
            FuzzDecoder(canonical: "period-terms", [terms.encoded], executions: 5_000) {
                try? PeriodTerms(encoded: $0).encoded
            },
        ]
    }

    private static func cluster() throws -> ClusterTerms {
        let half = Share(partsPerBillion: Share.whole.partsPerBillion / 2)
        return try ClusterTerms(
            contractCap: .kilowatts(100),
            battery: BatteryTerms(power: .kilowatts(50), capacity: .wattHours(1_500_000), roundTripEfficiency: half),
            prices: ServerPrices(
                gridContract: Price(micros: 200_000),
                battery: Price(micros: 300_000),
                gridPremium: Price(micros: 1_400_000)
            ),
            buildings: ["a", "b"].compactMap { name in
                BuildingID(name).map { BuildingTerms(id: $0, allocationFactor: half) }
            }
        )
    }

    private static var result: TransactionResult {
        let range = RangeRead(from: "a", to: "b", digest: .sha256([2]))
        return TransactionResult(
            reads: [KeyRead(key: "a", version: Version(block: 3, transaction: 1)), KeyRead(key: "b", version: nil)],
            ranges: [range],
            writes: [KeyWrite(key: "a", value: [1, 2, 3]), KeyWrite(key: "b", value: nil)],
            response: [4]
        )
    }

    /// Reads one item of any shape and writes it again.
    private static func rewrite(_ input: [UInt8]) -> [UInt8]? {
        var reader = CBORReader(input)
        var writer = CBORWriter()
        guard (try? copy(&reader, &writer)) != nil, (try? reader.finish()) != nil else { return nil }
        return writer.encoded
    }

    private static func copy(_ reader: inout CBORReader, _ writer: inout CBORWriter) throws(CBORError) {
        switch reader.nextKind {
        case .unsigned, nil: writer.unsigned(try reader.unsigned())
        case .negative: writer.int(try reader.int())
        case .bytes: writer.bytes(try reader.bytes())
        case .text: writer.text(try reader.text())
        case .array:
            let count = try reader.array()
            writer.array(count)
            for _ in 0..<count { try copy(&reader, &writer) }
        case .map:
            let count = try reader.map()
            writer.map(count)
            for _ in 0..<count {
                writer.key(try reader.key())
                try copy(&reader, &writer)
            }
        }
    }
}
