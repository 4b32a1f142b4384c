import Cryptography
import Ledger
import Testing

@testable import Peer

@Suite("The filter of identifiers")
struct IdentifierFilterTests {
    @Test("Knows everything that was added, and little else, while it grows")
    func filter() {
        let filter = IdentifierFilter(room: 100)
        let identifiers = (0..<20_000).map { Digest.sha256(StateKey("a").appending(UInt64($0)).bytes) }
        for identifier in identifiers { filter.insert(identifier) }
        #expect(identifiers.allSatisfy { filter.mayContain($0) })
        let strangers = (0..<20_000).map { Digest.sha256(StateKey("b").appending(UInt64($0)).bytes) }
        let wrong = strangers.count { filter.mayContain($0) }
        print("identifier filter: \(wrong) of \(strangers.count) strangers taken for known")
        #expect(wrong < 100)
    }
}
