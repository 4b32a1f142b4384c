import CBOR
import Cryptography
import Ledger
import Peer

extension CommittedBlock {
    /// `{1: number, 2: header, 3: seal, 4: [{1: number, 2: txid, 3: code, 4: leaf, 5: envelope}], 5: [certificate]}`;
    /// with `6: [private value]` where there are any.
    func write(to writer: inout CBORWriter) {
        let stored = self.stored
        let values = privateValues
        writer.map(values.isEmpty ? 5 : 6)
        writer.entry(1, UInt64(stored.number))
        writer.entry(2, stored.header)
        writer.entry(3, stored.seal)
        writer.key(4)
        writer.list(stored.transactions) { writer, transaction in
            writer.map(5)
            writer.entry(1, UInt64(transaction.number))
            writer.entry(2, transaction.txid.bytes)
            writer.entry(3, UInt64(transaction.code))
            writer.entry(4, transaction.leaf.bytes)
            writer.entry(5, transaction.envelope)
        }
        writer.key(5)
        writer.list(certificates) { $0.bytes($1.der) }
        guard !values.isEmpty else { return }
        writer.key(6)
        writer.list(values) { writer, value in value.write(to: &writer) }
    }

    /// Reads a block. Nothing in it is judged.
    init(from reader: inout CBORReader) throws(CBORError) {
        let fields = try reader.map(of: 5, or: 6)
        try reader.key(1)
        let number = try reader.count()
        try reader.key(2)
        let header = try reader.bytes()
        try reader.key(3)
        let seal = try reader.bytes()
        try reader.key(4)
        let transactions = try reader.list { reader throws(CBORError) in try StoredTransaction(from: &reader) }
        try reader.key(5)
        let certificates = try reader.list { reader throws(CBORError) in NewCertificate(der: try reader.bytes()) }
        let stored = StoredBlock(number: number, header: header, seal: seal, transactions: transactions)
        guard fields == 6 else {
            self.init(stored, certificates: certificates)
            return
        }
        try reader.key(6)
        let values = try reader.list { reader throws(CBORError) in try KeptPrivateValue(from: &reader) }
        self.init(stored, certificates: certificates, privateValues: values)
    }

    /// About how many bytes it takes.
    var weight: Int {
        stored.transactions.reduce(512 + certificates.count * 1_024) { $0 + $1.envelope.count + 96 }
    }
}

extension StoredTransaction {
    fileprivate init(from reader: inout CBORReader) throws(CBORError) {
        try reader.map(of: 5)
        try reader.key(1)
        let number = try reader.count()
        try reader.key(2)
        let txid = try reader.digest()
        try reader.key(3)
        let code = try reader.count()
        try reader.key(4)
        let leaf = try reader.digest()
        try reader.key(5)
        self.init(number: number, txid: txid, code: code, leaf: leaf, envelope: try reader.bytes())
    }
}
