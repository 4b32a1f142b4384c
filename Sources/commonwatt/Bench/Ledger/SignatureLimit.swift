import Cryptography
import Dispatch
import Foundation
import Synchronization

/// How many transactions a second the cores could do if a transaction were nothing but its signatures: the creator's
/// and each endorser's to verify, and each endorser's to make.
struct SignatureLimit {
    private let key: SigningKey
    private let signature: [UInt8]
    private let digest: Digest
    private let message: [UInt8]
    private let endorsements: Int
    private let cores = ProcessInfo.processInfo.activeProcessorCount

    /// What it is, for reports.
    var name: String {
        "libcrypto limit: \(endorsements + 1) P-256 verifications and \(endorsements) signatures per transaction, "
            + "\(cores) cores"
    }

    init(endorsements: Int) throws(CryptoError) {
        self.endorsements = endorsements
        key = try .generateP256()
        message = Array(repeating: 0x5a, count: 64)
        digest = .sha256(message)
        signature = try key.sign(message)
    }

    /// What a measurement gave.
    struct Measurement {
        var transactions = 0
        var seconds = 0.0
        var processorSeconds = 0.0
    }

    /// Measures on all cores at once for that many seconds.
    func measure(seconds: Double) -> Measurement {
        let done = Mutex(0)
        let (began, processor) = (Date(), clock())
        DispatchQueue.concurrentPerform(iterations: cores) { _ in
            var count = 0
            while Date().timeIntervalSince(began) < seconds {
                for _ in 0..<16 { transaction() }
                count += 16
            }
            done.withLock { $0 += count }
        }
        return Measurement(
            transactions: done.withLock { $0 },
            seconds: Date().timeIntervalSince(began),
            processorSeconds: Double(clock() - processor) / Double(CLOCKS_PER_SEC)
        )
    }

    private func transaction() {
        for _ in 0...endorsements {
            precondition(key.publicKey.isValid(signature: signature, for: digest), "a good signature was refused")
        }
        for _ in 0..<endorsements {
            precondition((try? key.sign(message)) != nil, "libcrypto could not sign")
        }
    }
}
