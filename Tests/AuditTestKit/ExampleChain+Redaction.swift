public import Ledger
public import LedgerTestKit

extension ExampleChain {
    /// Appends a block with the redaction of a transaction, with the code that it has.
    @discardableResult
    public mutating func redact(_ place: Version, endorsedBy members: [LedgerNetwork.Member]) throws -> Version {
        let redaction = try Redaction(of: script[place].envelope, at: place)
        let number = tip.height
        let time = Self.time(number)
        try append([
            network.redaction(redaction, on: "riverside", endorsedBy: members, number: number, at: time)
        ])
        return Version(block: number, transaction: 0)
    }

    /// The chain with the content of transactions dropped.
    public func chain(dropping places: [Version]) throws -> MemoryChain {
        var chain = try script.chain()
        for place in places { chain.store(RedactedTransaction(of: script[place].envelope).bytes, at: place) }
        return chain
    }
}
