import Cryptography
import Membership
import NIOCore
import NIOSSL
import Peer

/// TLS 1.3 in which both sides show the certificate they act with, and each judges the other's itself: by the channel's
/// members, not by names of hosts or the machine's authorities.
struct MutualTLS: Sendable {
    private let context: NIOSSLContext
    private let isServer: Bool

    /// Judges the other side's certificate, with the authorities that it sent along, and says why it is refused, or
    /// `nil`; from any thread.
    typealias Judge =
        @Sendable (
            _ identity: Identity,
            _ intermediates: [Certificate],
            _ say: @escaping @Sendable (String?) -> Void
        ) -> Void

    /// - Parameter intermediates: The authorities between the certificate and its root.
    init(
        _ credential: PeerCredential,
        intermediates: [Certificate],
        isServer: Bool
    ) throws {
        let chain = try ([credential.certificate] + intermediates).map { certificate in
            NIOSSLCertificateSource.certificate(try NIOSSLCertificate(bytes: certificate.der, format: .der))
        }
        let key = NIOSSLPrivateKeySource.privateKey(
            try NIOSSLPrivateKey(bytes: Array(credential.key.pem.utf8), format: .pem)
        )
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
        if !isServer {
            configuration = .makeClientConfiguration()
            configuration.certificateChain = chain
            configuration.privateKey = key
        }
        configuration.minimumTLSVersion = .tlsv13
        // Certificates are judged by `Judge` alone; with this, none at all is refused before.
        configuration.certificateVerification = .noHostnameVerification
        context = try NIOSSLContext(configuration: configuration)
        self.isServer = isServer
    }

    /// The handler that speaks TLS.
    ///
    /// - Parameter verdict: Told on the event loop who the other side is, or why it is refused.
    func handler(
        _ judge: @escaping Judge,
        verdict: @escaping @Sendable (Result<Identity, Refusal>) -> Void
    ) throws -> any ChannelHandler {
        let verify: NIOSSLCustomVerificationCallback = { presented, promise in
            let loop = promise.futureResult.eventLoop
            let say = { @Sendable (result: Result<Identity, Refusal>) in
                loop.execute {
                    verdict(result)
                    if case .success = result {
                        promise.succeed(.certificateVerified)
                    } else {
                        promise.succeed(.failed)
                    }
                }
            }
            do {
                let chain = try presented.map { try Certificate(der: $0.toDERBytes()) }
                guard let leaf = chain.first else { throw Refusal(reason: "it showed none") }
                let identity = try Identity(certificate: leaf)
                judge(identity, Array(chain.dropFirst())) { reason in
                    say(reason.map { .failure(Refusal(reason: "\(identity) is refused: \($0)")) } ?? .success(identity))
                }
            } catch {
                say(.failure(Refusal(reason: "its certificate is refused: \(error)")))
            }
        }
        return isServer
            ? NIOSSLServerHandler(context: context, customVerificationCallback: verify)
            : try NIOSSLClientHandler(context: context, serverHostname: nil, customVerificationCallback: verify)
    }

    /// Why a certificate was refused.
    struct Refusal: Error, CustomStringConvertible {
        let reason: String

        var description: String { reason }
    }
}
