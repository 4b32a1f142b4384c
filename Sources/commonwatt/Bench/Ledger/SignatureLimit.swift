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

    /// Measures on all cores at once for that many seconds, and returns transactions per second.
    func transactionsPerSecond(seconds: Double) -> Double {
        let done = Mutex(0)
        let began = Date()
        DispatchQueue.concurrentPerform(iterations: cores) { _ in
            var count = 0
            while Date().timeIntervalSince(began) < seconds {
                for _ in 0..<16 { transaction() }
                count += 16
            }
            done.withLock { $0 += count }
        }
        return Double(done.withLock { $0 }) / Date().timeIntervalSince(began)
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
