import Testing
import Units

@testable import Cryptography

@Suite("Times of X.509")
struct TimestampTests {
    @Test(
        "Instants are written as the calendar has them",
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_399_999, "2000-02-28T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (951_868_800_000, "2000-03-01T00:00:00Z"),
            (1_709_251_199_000, "2024-02-29T23:59:59Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
            (253_402_300_799_000, "9999-12-31T23:59:59Z"),
        ]
    )
    func text(milliseconds: Int64, text: String) {
        #expect(Timestamp.text(Instant(milliseconds: milliseconds)) == text)
    }

    @Test(
        "Instants come back from libcrypto as their second",
        arguments: [0, 1, 999, 1_000, -1, -1_000, -1_001, 2_524_607_999_000, 2_524_608_000_000, 253_402_300_799_000]
    )
    func roundTrip(milliseconds: Int64) throws {
        let instant = Instant(milliseconds: milliseconds)
        let reread = try unsafe Timestamp.withUnsafeTime(instant) { (time) throws(CryptoError) in
            try unsafe Timestamp.instant(of: time)
        }
        #expect(reread <= instant)
        #expect(instant - reread < .seconds(1))
        #expect(reread.milliseconds % 1_000 == 0)
    }

    @Test("Instants that X.509 cannot say are refused", arguments: [Int64.max, Int64.min, 253_402_300_800_000])
    func extremes(milliseconds: Int64) throws {
        let instant = Instant(milliseconds: milliseconds)
        #expect(throws: CryptoError.self) {
            try unsafe Timestamp.withUnsafeTime(instant) { (time) throws(CryptoError) in
                try unsafe Timestamp.instant(of: time)
            }
        }
        let authorities = try TestAuthorities()
        let store = try TrustStore(roots: [authorities.root.certificate])
        #expect(!store.verify(authorities.root.certificate, at: instant).isTrusted)
    }
}
