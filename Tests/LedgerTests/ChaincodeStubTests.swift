import Cryptography
import Testing
import Units

@testable import Ledger

@Suite("The chaincode stub records what a call does")
struct ChaincodeStubTests {
    @Test("Keys read are recorded once, in key order, with the version seen or none")
    func reads() throws {
        let stub = ChaincodeStub(chaincode: "cc", state: try Self.state())
        #expect(try stub.getState("c") == [3])
        #expect(try stub.getState("a") == [1])
        #expect(try stub.getState("x") == nil)
        #expect(try stub.getState("a") == [1])
        #expect(
            stub.result(response: [9])
                == TransactionResult(
                    reads: [
                        KeyRead(key: "a", version: Version(block: 1, transaction: 0)),
                        KeyRead(key: "c", version: Version(block: 2, transaction: 1)),
                        KeyRead(key: "x", version: nil),
                    ],
                    ranges: [],
                    writes: [],
                    response: [9]
                )
        )
    }

    @Test("Keys written are recorded in key order, the last write of each, and a call does not see its own")
    func writes() throws {
        let stub = ChaincodeStub(chaincode: "cc", state: try Self.state())
        stub.putState("z", [1])
        stub.putState("a", [2])
        stub.putState("z", [3])
        stub.delState("c")
        #expect(try stub.getState("a") == [1])
        let result = stub.result(response: [])
        #expect(
            result.writes == [
                KeyWrite(key: "a", value: [2]), KeyWrite(key: "c", value: nil), KeyWrite(key: "z", value: [3]),
            ]
        )
    }

    @Test("A range is recorded with the hash of what it found, an unrecorded one is not")
    func ranges() throws {
        let stub = ChaincodeStub(chaincode: "cc", state: try Self.state())
        #expect(try stub.getRange(from: "a", to: "c").map(\.key) == ["a", "b"])
        #expect(try stub.getRange(from: "b", to: nil).map(\.value) == [[2], [3]])
        #expect(try stub.unrecordedRange(from: "", to: nil).count == 3)
        let ranges = stub.result(response: []).ranges
        // [[h'61', 1, 0], [h'62', 1, 1]]: SHA-256 by another program.
        #expect(
            ranges.first?.digest.hex == "daf975c3f0e21c20d790bf9d26e192e7227609b52f310774393a1e9dff40b657"
        )
        #expect(ranges.map(\.from) == ["a", "b"])
        #expect(ranges.map(\.to) == ["c", nil])
    }

    @Test("A chaincode sees its own keys only")
    func namespaces() throws {
        let stub = ChaincodeStub(chaincode: "c", state: try Self.state())
        #expect(try stub.getState("a") == nil)
        #expect(try stub.unrecordedRange(from: "", to: nil).isEmpty)
    }

    @Test("A failing store reaches the caller as such")
    func failingStore() {
        let stub = ChaincodeStub(chaincode: "cc", state: Broken())
        #expect(throws: ChaincodeError.stateUnavailable(StateError("disk gone"))) { try stub.getState("a") }
    }

    /// `a` = 1, `b` = 2 by block 1 and `c` = 3 by block 2; in another chaincode `d`.
    private static func state() throws -> WorldState {
        var state = WorldState()
        var first = StateUpdates()
        first.record([KeyWrite(key: "a", value: [1])], of: "cc", version: Version(block: 1, transaction: 0))
        first.record([KeyWrite(key: "b", value: [2])], of: "cc", version: Version(block: 1, transaction: 1))
        first.record([KeyWrite(key: "d", value: [4])], of: "cd", version: Version(block: 1, transaction: 2))
        state.apply(first)
        var second = StateUpdates()
        second.record([KeyWrite(key: "c", value: [3])], of: "cc", version: Version(block: 2, transaction: 1))
        state.apply(second)
        return state
    }
}

private struct Broken: StateView {
    func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? {
        throw StateError("disk gone")
    }

    func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        throw StateError("disk gone")
    }
}
