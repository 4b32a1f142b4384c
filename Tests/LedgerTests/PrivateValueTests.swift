import CBOR
import Cryptography
import Ledger
import LedgerTestKit
import Testing
import Units

@Suite("Private values")
struct PrivateValueTests {
    private static let seed = seed(from: 0)
    private static let transaction = Digest.sha256(Array("transaction".utf8))

    private static func seed(from first: UInt8) -> PrivateSeed {
        guard let seed = PrivateSeed(Array(first..<first + 32)) else { preconditionFailure("32 bytes are a seed") }
        return seed
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// Values in memory.
    struct Values: PrivateValues {
        var kept: [Digest: PrivateValue] = [:]

        init(_ kept: [KeptPrivateValue]) { for entry in kept { self.kept[entry.hash] = entry.value } }

        func privateValue(of hash: Digest) throws(StateError) -> PrivateValue? { kept[hash] }
    }

    @Test("The bytes of salts and hashes are those that are described")
    func vectors() {
        let text = Self.text
        let place: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 1]
        let salt = Digest.sha256(text("commonwatt private salt v1\n") + Self.seed.bytes + [0] + place)
        #expect(Self.seed.salt(of: .argument(1)) == salt)
        let ofKey = Digest.sha256(text("commonwatt private salt v1\n") + Self.seed.bytes + [1] + text("b/1"))
        #expect(Self.seed.salt(of: .write("b/1")) == ofKey)
        #expect(Self.seed.salt(of: .response) == .sha256(text("commonwatt private salt v1\n") + Self.seed.bytes + [2]))
        let hash = Digest.sha256(text("commonwatt private value v1\n") + salt.bytes + text("40 kW"))
        #expect(Self.seed.salted(text("40 kW"), in: .argument(1)).hash == hash)
        #expect(PrivateSeed([1, 2, 3]) == nil)
    }

    @Test("Equal values have different hashes, in one transaction and in two")
    func differ() {
        let value = Self.text("40 kW")
        let slots: [PrivateSlot] = [.argument(0), .argument(1), .write("a"), .write("b"), .response]
        let other = Self.seed(from: 1)
        let hashes = slots.flatMap { [Self.seed.salted(value, in: $0).hash, other.salted(value, in: $0).hash] }
        #expect(Set(hashes).count == 10)
    }

    /// A transaction that wrote `40 kW`, recorded in hashes, with the values aside.
    private func recorded() throws -> (envelope: Envelope, kept: [KeptPrivateValue], said: TransactionResult) {
        let network = try LedgerNetwork()
        let transient = TransientData([Self.text("b01"), Self.text("40 kW")], seed: Self.seed)
        let said = TransactionResult(
            reads: [KeyRead(key: "a", version: Version(block: 1, transaction: 0))],
            ranges: [],
            writes: [KeyWrite(key: "a", value: Self.text("40 kW")), KeyWrite(key: "b", value: nil)],
            response: Self.text("granted")
        )
        let executed = ExecutedCall(said, hiding: transient, in: Self.transaction) { slot, _ in
            slot == .response ? nil : "b01"
        }
        let proposal = Proposal(
            channel: "test",
            timestamp: LedgerNetwork.now,
            creator: network.client.fingerprint,
            nonce: Array(repeating: 7, count: 16),
            chaincode: "kv",
            function: "put",
            arguments: transient.hashes
        )
        var signed = try SignedProposal(proposal, signedBy: network.client.key)
        signed.transient = transient
        #expect(try signed.confirmedTransient() == transient)
        let envelope = Envelope(signed, result: executed.result, endorsements: [])
        #expect(executed.response == said.response)
        return (envelope, executed.kept, said)
    }

    @Test("An envelope has hashes alone, says its values to whoever has them all, and keeps its bytes")
    func opened() throws {
        let (envelope, kept, said) = try recorded()
        for value in ["40 kW", "granted"] {
            #expect(envelope.bytes.firstRange(of: Self.text(value)) == nil)
            #expect(envelope.bytes.firstRange(of: Self.seed.bytes) == nil)
        }
        #expect(envelope.signedProposal.transient == nil)
        #expect(kept.map(\.member) == ["b01", "b01", "b01", nil])
        #expect(Set(envelope.privateHashes) == Set(kept.map(\.hash)))
        let opened = try envelope.opened(by: Values(kept))
        #expect(opened.result == said && opened.proposal.arguments == [Self.text("b01"), Self.text("40 kW")])
        #expect(opened.bytes == envelope.bytes && opened.txid == envelope.txid && opened.content == envelope.content)
        #expect(try Envelope(encoded: opened.bytes) == envelope)
        for index in kept.indices {
            var some = kept
            some.remove(at: index)
            #expect(throws: PrivateValueProblem.missing) { _ = try envelope.opened(by: Values(some)) }
        }
        var wrong = Values(kept)
        wrong.kept[kept[2].hash] = PrivateValue(Self.text("50 kW"), salt: kept[2].value.salt)
        #expect(throws: PrivateValueProblem.wrong) { _ = try envelope.opened(by: wrong) }
    }

    @Test("A proposal is executed with the values whose hashes were signed, and no others")
    func transient() throws {
        let (envelope, _, _) = try recorded()
        var bare = envelope.signedProposal
        #expect(throws: TransientProblem.missing) { _ = try bare.confirmedTransient() }
        bare.transient = TransientData([Self.text("b01"), Self.text("50 kW")], seed: Self.seed)
        #expect(throws: TransientProblem.other) { _ = try bare.confirmedTransient() }
        let data = TransientData([[], Self.text("x")], seed: Self.seed)
        #expect(try TransientData(encoded: data.encoded) == data)
        #expect(throws: LedgerFormatError.self) { _ = try TransientData(encoded: data.encoded + [0]) }
    }

    @Test("A state of hashes is read in values; what is not here is named with who wrote it and what to do")
    func state() throws {
        let value = KeptPrivateValue(Self.seed.salted([42], in: .write("a")), of: "b01", in: Self.transaction)
        let key = QualifiedKey("a", in: "kv")
        let version = Version(block: 3, transaction: 1)
        let entry = StateEntry(key, VersionedValue(value.hash.bytes, version: version))
        let state = try #require(WorldState(ascending: [entry]))
        let opened = OpenedState(state, values: Values([value]))
        #expect(try opened.value(of: key) == VersionedValue([42], version: version))
        #expect(try opened.values(from: key, to: .end(of: "kv")).map(\.value.value) == [[42]])
        #expect(try opened.value(of: QualifiedKey("b", in: "kv")) == nil)
        let error = #expect(throws: StateError.self) {
            _ = try OpenedState(state, values: NoPrivateValues()).value(of: key)
        }
        let message = try #require(error).message
        #expect(message.contains("block 3, transaction 1 wrote") && message.contains("ledger reveal"), "\(message)")
    }

    @Test("A file of revealed values is read as it was written; out of order, twice or cut off it is refused")
    func file() throws {
        let kept = try recorded().kept
        let file = RevealedFile(channel: "test", values: kept)
        #expect(try RevealedFile(encoded: file.encoded) == file)
        #expect(file.values.map(\.hash) == kept.map(\.hash).sorted())
        #expect(throws: LedgerFormatError.self) { _ = try RevealedFile(encoded: Array(file.encoded.dropLast())) }
        let twice = RevealedFile(channel: "test", values: kept + kept)
        #expect(throws: LedgerFormatError.self) { _ = try RevealedFile(encoded: twice.encoded) }
    }

    @Test("A configuration says whether values are private, and cannot say otherwise later")
    func configuration() throws {
        let network = try LedgerNetwork()
        let (plain, hidden) = (try network.configuration(), try network.configuration(hasPrivateValues: true))
        #expect(hidden.encoded.count == plain.encoded.count + 2)
        #expect(try ChannelConfiguration(encoded: hidden.encoded) == hidden && hidden.hasPrivateValues("kv"))
        #expect(try !ChannelConfiguration(encoded: plain.encoded).hasPrivateValues("kv"))
        for (before, after) in [(plain, hidden), (hidden, plain)] {
            let next = try before.successor(after.edit)
            let transaction = try ConfigurationTransaction.make(
                next,
                creator: network.admin.fingerprint,
                key: network.admin.key,
                at: LedgerNetwork.now,
                nonce: Array(repeating: 1, count: 16)
            )
            let problem = try Channel(before).problem(
                with: transaction,
                signers: IdentityDirectory(),
                at: LedgerNetwork.now
            )
            #expect(problem == .privateValues(chaincode: "kv"))
            #expect(
                next.differences(from: before).map(\.text).contains { $0.hasPrefix("the values of chaincode 'kv'") }
            )
        }
    }
}
