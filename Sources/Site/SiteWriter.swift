import Allocation
import Cryptography
import Foundation
import Gateway
import Transparency
public import Units

/// Writes a new site: the cluster and policy files, the operator's authority and certificates, and the broker's
/// configuration with a certificate and topics of its own for each member.
///
/// The operator's own authority issues every certificate. Its key, `identities/authority.key`, is needed only to issue
/// and revoke (``AuthorityDirectory``), the administrator's, `identities/admin.key`, only to sign changes of the
/// channel's configuration; both are best kept elsewhere.
public struct SiteWriter: Sendable {
    private let plan: SitePlan
    private let files: SiteFiles
    private var authority: CertificateAuthority
    private let validity: Validity

    /// The name of the organisation that runs the controller, as it stands in certificates and policies.
    public static let operatorName = "Operator"

    /// Writes a site into a directory, which is made if need be; no file that exists is overwritten.
    ///
    /// - Parameters:
    ///   - plan: What the site is.
    ///   - directory: Where.
    ///   - now: When the certificates begin to be valid; they are for two years, the authority for ten.
    /// - Throws: ``SiteError``.
    public static func write(_ plan: SitePlan, to directory: String, now: Instant) throws(SiteError) {
        var writer = try SiteWriter(plan: plan, directory: directory, now: now)
        try writer.writeAll()
    }

    private init(plan: SitePlan, directory: String, now: Instant) throws(SiteError) {
        self.plan = plan
        self.files = SiteFiles(directory: Self.absolute(directory))
        // A clock that is a little behind must not refuse a certificate that was made just now.
        let from = Instant(milliseconds: now.milliseconds - 3_600_000)
        self.validity = Validity(notBefore: from, notAfter: now + .hours(24 * 730))
        do {
            self.authority = try CertificateAuthority.makeRoot(
                subject: DistinguishedName(
                    commonName: "\(plan.name) authority",
                    organisation: Self.operatorName
                ),
                validity: Validity(notBefore: from, notAfter: now + .hours(24 * 3_650))
            )
        } catch {
            throw SiteError("the authority cannot be made: \(error)")
        }
    }

    private static func absolute(_ directory: String) -> String {
        URL(fileURLWithPath: directory).standardizedFileURL.path
    }

    private mutating func writeAll() throws(SiteError) {
        for directory in ["identities/roots", "mqtt"] { try files.makeDirectory(directory) }
        try files.write(plan.clusterFile, to: "cluster.yaml")
        try files.write(plan.policy, to: "policy.yaml")
        try writeIdentities()
        try writeRevocations()
        try writeLog()
        try writeBroker()
        let unit = ServiceUnit(site: plan.name, directory: files.directory, program: plan.program, user: NSUserName())
        try files.write(unit.text, to: ServiceUnit.fileName)
    }

    private func writeIdentities() throws(SiteError) {
        try files.write(authority.certificate.pem, to: "identities/roots/\(Self.operatorName).pem")
        try files.write(authority.certificate.pem, to: "mqtt/ca.pem")
        try files.write(authority.certificate.pem, to: "identities/authority.pem")
        try files.write(authority.key, to: "identities/authority.key")
        let usage: ExtendedKeyUsage = [.clientAuthentication, .serverAuthentication]
        for (name, role) in [
            ("controller", "client"), ("peer", "peer"), ("orderer", "orderer"), ("admin", "admin"),
        ] {
            try issue(name, role: role, usage: usage, to: "identities/\(name)")
        }
        let readers = [BrokerConfiguration.auditorIdentity, BrokerConfiguration.homeAssistantIdentity]
        for name in readers + [BrokerConfiguration.batteryIdentity] {
            try issue(name, role: "client", usage: .clientAuthentication, to: "mqtt/\(name)")
        }
        for building in plan.buildings {
            try issue(building.id.text, role: "client", usage: .clientAuthentication, to: "mqtt/\(building.id)")
        }
    }

    /// The first revocation list, which revokes nobody: the broker reads it, and the next one takes its place.
    private mutating func writeRevocations() throws(SiteError) {
        let validity = authority.certificate.validity
        let list: CertificateRevocationList
        do {
            list = try authority.publishRevocationList(thisUpdate: validity.notBefore, nextUpdate: validity.notAfter)
        } catch {
            throw SiteError("the revocation list cannot be made: \(error)")
        }
        try files.write(list.pem, to: "identities/\(AuthorityDirectory.lists)")
    }

    /// The key of the ledger's checkpoints, and what the members and auditors are given to verify them.
    private func writeLog() throws(SiteError) {
        let name: String
        let pem: String
        do {
            let key = try CheckpointSigningKey.generate()
            name = try LogIdentity.verifierKey(site: plan.name, key: key.publicKey).text
            pem = try key.pem
        } catch {
            throw SiteError("the key of the ledger's checkpoints cannot be made: \(error)")
        }
        try files.write(pem, to: "identities/\(LogIdentity.keyName)", isPrivate: true)
        try files.write("\(name)\n", to: "identities/\(LogIdentity.verifierName)")
    }

    private func writeBroker() throws(SiteError) {
        let names: [AlternativeName] = [.dns("localhost"), .ip("127.0.0.1")]
        try issue("broker", role: "client", usage: .serverAuthentication, names: names, to: "mqtt/broker")
        guard let topics = Topics(site: plan.name) else {
            throw SiteError("'\(plan.name)' is no name of a site: expected 1 to 32 of a-z, 0-9 and -")
        }
        let broker = BrokerConfiguration(
            topics: topics,
            buildings: plan.buildings.map(\.id),
            address: "127.0.0.1",
            port: plan.brokerPort,
            files: BrokerConfiguration.Files(
                authorities: files.path("mqtt/ca.pem"),
                certificate: files.path("mqtt/broker.pem"),
                key: files.path("mqtt/broker.key"),
                accessControl: files.path("mqtt/acl"),
                revocations: files.path("identities/\(AuthorityDirectory.lists)")
            )
        )
        // The broker reads its files before it becomes another user, all but the access control list.
        try files.write(broker.configuration(user: NSUserName()), to: "mqtt/mosquitto.conf")
        try files.write(broker.accessControl, to: "mqtt/acl")
    }

    /// Issues a certificate with a new key, and writes both.
    private func issue(
        _ name: String,
        role: String,
        usage: ExtendedKeyUsage,
        names: [AlternativeName] = [],
        to path: String
    ) throws(SiteError) {
        let subject = DistinguishedName(
            commonName: name,
            organisation: Self.operatorName,
            organisationalUnits: [role]
        )
        let terms = CertificateTerms(
            subject: subject,
            validity: validity,
            extendedKeyUsage: usage,
            alternativeNames: names
        )
        let issued = try certify(terms)
        try files.write(issued.certificate.pem, to: "\(path).pem")
        try files.write(issued.key, to: "\(path).key")
    }

    private func certify(_ terms: CertificateTerms) throws(SiteError) -> (certificate: Certificate, key: SigningKey) {
        do {
            let key = try SigningKey.generateP256()
            return (try authority.issue(terms, for: key.publicKey), key)
        } catch {
            throw SiteError("the certificate of '\(terms.subject.commonName)' cannot be made: \(error)")
        }
    }
}
