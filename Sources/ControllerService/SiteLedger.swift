import Allocation
public import AllocationContract
public import ConfigurationFiles
import Cryptography
import Ledger
import LedgerStore
import Membership
import Site
import Units

/// A site's ledger on disk: opens it, or founds it from the cluster's terms.
public enum SiteLedger {
    /// Opens the ledger of a site, or creates it with a genesis block that names the operator's organisation.
    ///
    /// - Throws: ``ServiceError``.
    static func open(
        at path: String,
        terms: PeriodTerms,
        site: String,
        identities: OperatorIdentities,
        endorsementPolicy: String? = nil,
        hasPrivateValues: Bool = false,
        now: Instant,
        options: LedgerStore.Options
    ) throws(ServiceError) -> LedgerStore {
        do {
            if LedgerStore.exists(at: path) { return try LedgerStore(at: path, options: options) }
        } catch {
            throw ServiceError(.environment, "\(error)")
        }
        let policy = endorsementPolicy ?? "OR('\(SiteWriter.operatorName).peer')"
        let genesis = try genesis(
            terms: terms,
            site: site,
            identities: identities,
            policy: policy,
            hasPrivateValues: hasPrivateValues,
            now: now
        )
        do {
            return try LedgerStore.create(at: path, genesis: genesis, options: options)
        } catch {
            throw ServiceError(.environment, "\(error)")
        }
    }

    /// The terms of a cluster file and its policy, as a period opens with them.
    public static func terms(of cluster: ClusterFile, policy: PolicyFile) -> PeriodTerms {
        PeriodTerms(cluster: cluster.terms, policy: policy.policy, currency: cluster.currency)
    }

    /// Confirms that a cluster file says what the members signed: the configuration in force is what the ledger holds
    /// to, and a file that says something else would promise what the ledger refuses.
    ///
    /// - Throws: ``ServiceError`` that names every key that differs, and what to do.
    static func check(
        _ configuration: ChannelConfiguration,
        against cluster: ClusterFile,
        terms: PeriodTerms
    ) throws(ServiceError) {
        let path = cluster.file.path
        guard configuration.channel == cluster.site else {
            let found = "the ledger is that of the site '\(configuration.channel)'"
            throw ServiceError(.input, "\(path): site: '\(cluster.site)', but \(found)")
        }
        guard let definition = configuration.chaincode(named: AllocationContract.name) else {
            throw ServiceError(.input, "the ledger's configuration has no chaincode '\(AllocationContract.name)'")
        }
        guard definition.identity == AllocationContract.identity else {
            throw ServiceError(
                .input,
                """
                the members run the allocation contract \(definition.identity.hex), this program has \
                \(AllocationContract.identity.hex): use the program that has it, or let the members sign a change \
                ('commonwatt channel draft LEDGER --as ADMIN --contract --out FILE')
                """
            )
        }
        if let policy = cluster.endorsement?.policy, !isSame(policy, as: definition.endorsementPolicy) {
            throw ServiceError(
                .input,
                """
                \(path): endorsement.policy: the members signed \(definition.endorsementPolicy), the file says \
                \(policy). Put the file back, or let the members sign the change: 'commonwatt channel draft LEDGER \
                --as ADMIN --endorsement-policy "\(policy)" --out FILE'
                """
            )
        }
        if let wanted = cluster.ledger?.privateValues, wanted != definition.hasPrivateValues {
            let found = definition.hasPrivateValues ? "private" : "readable"
            throw ServiceError(
                .input,
                """
                \(path): ledger.private_values: the values of this ledger are \(found), and stay so. Put the file \
                back, or found a new ledger
                """
            )
        }
        guard definition.terms != terms.encoded else { return }
        let signed: PeriodTerms
        do {
            signed = try PeriodTerms(encoded: definition.terms)
        } catch {
            throw ServiceError(.input, "the terms in the ledger's configuration cannot be read: \(error)")
        }
        let differences = terms.differences(from: signed).map(\.description).joined(separator: "; ")
        throw ServiceError(
            .input,
            """
            \(path) says other terms than the configuration that the members signed (number \
            \(configuration.sequence); signed → file): \(differences). Put the file back, or let the members sign \
            the change: 'commonwatt channel draft LEDGER --as ADMIN --terms \(path) --out FILE'
            """
        )
    }

    /// Whether two texts are one policy.
    private static func isSame(_ text: String, as other: String) -> Bool {
        guard let policy = try? EndorsementPolicy(parsing: text) else { return false }
        return policy == (try? EndorsementPolicy(parsing: other))
    }

    private static func genesis(
        terms: PeriodTerms,
        site: String,
        identities: OperatorIdentities,
        policy: String,
        hasPrivateValues: Bool,
        now: Instant
    ) throws(ServiceError) -> SealedBlock {
        do {
            let configuration = try configuration(
                terms: terms,
                site: site,
                identities: identities,
                policy: policy,
                hasPrivateValues: hasPrivateValues
            )
            // A policy that cannot be read or satisfied is refused before anything is written.
            _ = try Channel(configuration)
            let founder = identities.controller
            let transaction = try Genesis.transaction(
                configuration,
                founder: founder.certificate.fingerprint,
                key: founder.key,
                at: now,
                nonce: Digest.sha256(Array("genesis of \(site) at \(now)".utf8)).bytes
            )
            let draft = Genesis.block(transaction)
            let seal = BlockSeal(
                orderer: identities.orderer.certificate.fingerprint,
                signature: try identities.orderer.key.sign(draft.headerBytes)
            )
            let certificates = [founder.certificate, identities.orderer.certificate]
                .map { NewCertificate(der: $0.der) }
            return SealedBlock(draft, seal: seal, certificates: certificates)
        } catch {
            throw ServiceError(.input, "the ledger cannot be founded: \(error)")
        }
    }

    private static func configuration(
        terms: PeriodTerms,
        site: String,
        identities: OperatorIdentities,
        policy: String,
        hasPrivateValues: Bool
    ) throws -> ChannelConfiguration {
        try ChannelConfiguration(
            channel: site,
            organisations: identities.roots.map { organisation, certificate in
                OrganisationDefinition(id: organisation, roots: [certificate.der])
            },
            modificationPolicy: "MAJORITY admin",
            orderers: [identities.orderer.certificate.fingerprint],
            chaincodes: [
                ChaincodeDefinition(
                    name: AllocationContract.name,
                    identity: AllocationContract.identity,
                    endorsementPolicy: policy,
                    terms: terms.encoded,
                    hasPrivateValues: hasPrivateValues
                )
            ],
            checkpoints: identities.log.map(\.terms)
        )
    }
}
