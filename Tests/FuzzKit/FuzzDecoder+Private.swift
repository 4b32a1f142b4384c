import Cryptography
import Ledger

extension FuzzDecoder {
    /// Private values, as they travel to endorsers and auditors.
    static func privateValues() throws -> [FuzzDecoder] {
        guard let seed = PrivateSeed(Array(repeating: 7, count: PrivateSeed.length)) else { return [] }
        let arguments: [[UInt8]] = [[0x1a, 0x00, 0x12, 0xd6, 0x87], [], Array(repeating: 3, count: 300)]
        let transient = TransientData(arguments, seed: seed)
        let transaction = Digest.sha256([1])
        let kept = zip(transient.values, ["b01", nil, "b02"]).map { value, member in
            KeptPrivateValue(value, of: member, in: transaction)
        }
        let files = [kept, Array(kept.prefix(1)), []].map { RevealedFile(channel: "riverside", values: $0).encoded }
        return [
            FuzzDecoder(canonical: "revealed-values", files) { try? RevealedFile(encoded: $0).encoded },
            FuzzDecoder(canonical: "transient-data", [transient, TransientData([], seed: seed)].map(\.encoded)) {
                try? TransientData(encoded: $0).encoded
            },
        ]
    }
}
