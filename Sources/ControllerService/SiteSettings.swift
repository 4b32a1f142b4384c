public import ConfigurationFiles
import Gateway
import Ledger
import LedgerStore
import Site

/// The sections of a cluster file that serving needs.
struct SiteSettings {
    let mqtt: MQTTSettings
    let ledger: LedgerSettings
    let topics: Topics

    init(_ cluster: ClusterFile) throws(ServiceError) {
        let path = cluster.file.path
        guard let mqtt = cluster.mqtt else { throw ServiceError(.input, "\(path): mqtt: serving needs this section") }
        guard let ledger = cluster.ledger else {
            throw ServiceError(.input, "\(path): ledger: serving needs this section")
        }
        guard let topics = Topics(site: cluster.site) else {
            throw ServiceError(.input, "\(path): site: '\(cluster.site)' is no name of a site")
        }
        self.mqtt = mqtt
        self.ledger = ledger
        self.topics = topics
    }

    func identities() throws(ServiceError) -> OperatorIdentities {
        do {
            return try OperatorIdentities(directory: ledger.identities)
        } catch {
            throw ServiceError(.input, "\(error)")
        }
    }
}

extension SiteService {
    /// Checks everything that can be checked without serving: the sections, the certificates and the files they name,
    /// and the terms against those that the members signed, if there is a ledger that nobody is writing.
    ///
    /// - Throws: ``ServiceError``.
    public static func check(_ cluster: ClusterFile, policy: PolicyFile) throws(ServiceError) {
        let settings = try SiteSettings(cluster)
        _ = try settings.identities()
        let tls = settings.mqtt.tls
        do {
            _ = try RootCertificates.certificates(tls.authority)
            _ = try Credential(certificate: tls.certificate, key: tls.key)
        } catch {
            throw ServiceError(.input, "\(error)")
        }
        if let http = cluster.http { try checkPage(http) }
        _ = try authorities(of: settings.ledger.witnesses)
        guard LedgerStore.exists(at: settings.ledger.path),
            let configuration = try? ConfigurationHistory(of: LedgerArchive(at: settings.ledger.path)).channel
                .configuration
        else { return }
        try SiteLedger.check(configuration, against: cluster, terms: SiteLedger.terms(of: cluster, policy: policy))
    }
}
