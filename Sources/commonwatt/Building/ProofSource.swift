import Building
import ConfigurationFiles
import Dispatch
import Foundation
import Transparency

/// Where a building gets the proofs of its allocations: the site's API.
///
/// It need not be believed, and so its connection need not be secret: what is fetched is held against the log's key.
struct ProofSource: Sendable {
    let host: String
    let port: Int

    /// The environment's variable with the token that the API may ask for.
    private static let tokenVariable = "COMMONWATT_HTTP_TOKEN"

    /// The seconds that an answer may take.
    private static let patience = 5

    /// A building's verifier, with the key that it was given.
    static func verifier(of cluster: ClusterFile, key: String?) throws -> ProofVerifier {
        guard let http = cluster.http else {
            throw CommandFailure.badInput(
                "\(cluster.file.path): http: proofs are fetched there; it has no such section"
            )
        }
        let path = key ?? cluster.file.resolve("identities/roots/ledger.vkey")
        let logKey = try TrustOptions.read(path)
        let trust = try LogTrust(origin: logKey.name, logKeys: [logKey])
        let source = ProofSource(host: http.host, port: http.port)
        return ProofVerifier(trust: trust) { txid in try await source.proof(of: txid) }
    }

    private func proof(of txid: String) async throws -> [UInt8]? {
        let answer = try await get("/api/v1/transactions/\(txid)/proof")
        switch answer.status {
        case 200: return answer.body
        case 404: return nil
        default: throw CommandFailure.environment("http://\(host):\(port) answers with status \(answer.status)")
        }
    }

    private func get(_ path: String) async throws -> (status: Int, body: [UInt8]) {
        var request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n"
        if let token = ProcessInfo.processInfo.environment[Self.tokenVariable] {
            request += "Authorization: Bearer \(token)\r\n"
        }
        let bytes = Array((request + "\r\n").utf8)
        // The calls wait, which nothing on the cooperative pool may.
        let answer = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                let answer = Result {
                    try TCPConnection.exchange(bytes, host: host, port: port, patience: Self.patience)
                }
                continuation.resume(with: answer)
            }
        }
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)),
            let line = String(bytes: answer[..<end.lowerBound], encoding: .utf8)?.split(separator: "\r\n").first,
            let status = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw CommandFailure.environment("http://\(host):\(port) does not answer as a web server does") }
        return (status, Array(answer[end.upperBound...]))
    }
}

/// A connection to a server, as a descriptor of the system's.
enum TCPConnection {
    /// Connects.
    ///
    /// - Parameter patience: The seconds that each wait for the server may take.
    /// - Throws: ``CommandFailure`` if the host is not known or nobody listens there.
    static func open(host: String, port: Int, patience: Int) throws(CommandFailure) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, "\(port)", &hints, &found) == 0, let first = unsafe found else {
            throw .environment("the host '\(host)' is not known")
        }
        defer { unsafe freeaddrinfo(first) }
        let descriptor = unsafe socket(first.pointee.ai_family, first.pointee.ai_socktype, 0)
        var time = timeval(tv_sec: patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
        guard unsafe connect(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 else {
            close(descriptor)
            throw .environment("nobody listens at \(host):\(port)")
        }
        return descriptor
    }

    /// Sends a request, and takes all that comes until the server closes the connection.
    static func exchange(
        _ request: [UInt8],
        host: String,
        port: Int,
        patience: Int
    ) throws(CommandFailure) -> [UInt8] {
        let descriptor = try open(host: host, port: port, patience: patience)
        defer { close(descriptor) }
        guard unsafe send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw .environment("nothing can be sent to \(host):\(port)")
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while answer.count < 1 << 20 {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { throw .environment("\(host):\(port) has not answered in \(patience) s") }
            if count == 0 { break }
            answer += buffer[..<count]
        }
        return answer
    }
}
