import Cryptography
import Units

/// One thing that differs between two configurations, in words.
public struct ConfigurationDifference: Hashable, Sendable {
    /// Whose consent a change needs.
    public enum Subject: Hashable, Sendable {
        /// A section's modification policy says.
        case section(ConfigurationSection)

        /// The organisation's own administrator, or whoever may change the organisations.
        case certificates(organisation: String)
    }

    /// Whose consent it needs.
    public let subject: Subject

    /// What changes, for people, for example `organisation Auditor joins`.
    public let text: String
}

extension ConfigurationDifference.Subject: CustomStringConvertible {
    public var description: String {
        switch self {
        case .section(let section): section.name
        case .certificates(let organisation): "certificates of \(organisation)"
        }
    }
}

extension ChannelConfiguration {
    /// What differs from an earlier configuration, but for the sequence: every difference in the bytes is named.
    public func differences(from old: ChannelConfiguration) -> [ConfigurationDifference] {
        var found = ConfigurationComparison(old: old, new: self)
        found.compareOrganisations()
        found.compareRest()
        found.compareChaincodes()
        found.compareCheckpoints()
        found.compareFields()
        return found.differences
    }
}

/// Two configurations being compared.
private struct ConfigurationComparison {
    let old: ChannelConfiguration
    let new: ChannelConfiguration
    var differences: [ConfigurationDifference] = []

    init(old: ChannelConfiguration, new: ChannelConfiguration) {
        self.old = old
        self.new = new
    }

    private mutating func note(_ section: ConfigurationSection, _ text: String) {
        differences.append(ConfigurationDifference(subject: .section(section), text: text))
    }

    mutating func compareOrganisations() {
        for organisation in old.organisations where new.organisation(organisation.id) == nil {
            note(.organisations, "organisation \(organisation.id) leaves")
        }
        for organisation in new.organisations {
            guard let before = old.organisation(organisation.id) else {
                note(.organisations, "organisation \(organisation.id) joins, with \(names(of: organisation.roots))")
                continue
            }
            if before.roots != organisation.roots {
                note(.organisations, "the roots of \(organisation.id) become \(names(of: organisation.roots))")
            }
            compareCertificates(of: organisation, with: before)
        }
    }

    private mutating func compareCertificates(
        of organisation: OrganisationDefinition,
        with before: OrganisationDefinition
    ) {
        let subject = ConfigurationDifference.Subject.certificates(organisation: organisation.id)
        if before.intermediates != organisation.intermediates {
            let text = "the intermediates of \(organisation.id) become \(names(of: organisation.intermediates))"
            differences.append(ConfigurationDifference(subject: subject, text: text))
        }
        if before.revocationLists != organisation.revocationLists {
            let lists = organisation.revocationLists.map { der in
                guard let list = try? CertificateRevocationList(der: der) else { return "bytes that are no list" }
                return "\(list) (\(list.revocations.count) revoked)"
            }
            let text =
                lists.isEmpty
                ? "the revocation lists of \(organisation.id) are dropped"
                : "the revocation lists of \(organisation.id) become \(lists.joined(separator: ", "))"
            differences.append(ConfigurationDifference(subject: subject, text: text))
        }
    }

    private func names(of certificates: [[UInt8]]) -> String {
        guard !certificates.isEmpty else { return "none" }
        return certificates.map { der in
            let fingerprint = "fingerprint \(Digest.sha256(der).hex)"
            guard let certificate = try? Certificate(der: der) else { return "bytes with \(fingerprint)" }
            return "\(certificate.subject) (\(fingerprint))"
        }.joined(separator: ", ")
    }

    mutating func compareRest() {
        for orderer in old.orderers where !new.orderers.contains(orderer) {
            note(.orderers, "the certificate \(orderer.hex) is no orderer's any more")
        }
        for orderer in new.orderers where !old.orderers.contains(orderer) {
            note(.orderers, "the certificate \(orderer.hex) becomes an orderer's")
        }
        if old.cutting != new.cutting {
            note(.cutting, "the cutting limits become \(new.cutting) (from \(old.cutting))")
        }
        if old.modificationPolicy != new.modificationPolicy {
            note(
                .policies,
                "the modification policy becomes \(new.modificationPolicy) (from \(old.modificationPolicy))"
            )
        }
        for section in ConfigurationSection.allCases {
            let (before, after) = (old.ownPolicy(of: section), new.ownPolicy(of: section))
            guard before != after else { continue }
            note(
                .policies,
                "the modification policy of the section '\(section.name)' becomes \(after ?? "the general one")"
                    + " (from \(before ?? "the general one"))"
            )
        }
    }

    mutating func compareCheckpoints() {
        guard old.checkpoints != new.checkpoints else { return }
        let text = new.checkpoints.map { "the checkpoints become \($0)" } ?? "no more checkpoints are made"
        note(.checkpoints, text + (old.checkpoints.map { " (from \($0))" } ?? ""))
    }

    mutating func compareChaincodes() {
        for chaincode in old.chaincodes where new.chaincode(named: chaincode.name) == nil {
            note(.chaincodes, "chaincode '\(chaincode.name)' goes")
        }
        for chaincode in new.chaincodes {
            guard let before = old.chaincode(named: chaincode.name) else {
                note(.chaincodes, "chaincode '\(chaincode.name)' comes, endorsed by \(chaincode.endorsementPolicy)")
                continue
            }
            if before.identity != chaincode.identity {
                note(.chaincodes, "chaincode '\(chaincode.name)' becomes \(chaincode.identity.hex)")
            }
            if before.endorsementPolicy != chaincode.endorsementPolicy {
                let (from, to) = (before.endorsementPolicy, chaincode.endorsementPolicy)
                note(
                    .chaincodes,
                    "the endorsement policy of chaincode '\(chaincode.name)' becomes \(to) (from \(from))"
                )
            }
            if before.hasPrivateValues != chaincode.hasPrivateValues {
                let become = chaincode.hasPrivateValues ? "private" : "readable"
                note(.chaincodes, "the values of chaincode '\(chaincode.name)' become \(become)")
            }
            if before.terms != chaincode.terms { note(.terms, "the terms of chaincode '\(chaincode.name)' change") }
        }
    }

    /// A field that is compared nowhere above is a change all the same, and nobody may make it unasked.
    mutating func compareFields() {
        let compared = 4...10
        let (before, after) = (old.fields, new.fields)
        let keys = Set((before + after).map(\.key)).filter { $0 > compared.upperBound }.sorted()
        for key in keys
        where before.first(where: { $0.key == key })?.value != after.first(where: { $0.key == key })?.value {
            note(.policies, "the configuration's field \(key) changes")
        }
    }
}

extension ChannelConfiguration {
    /// The definition of an organisation, or `nil` if it is no member.
    public func organisation(_ id: String) -> OrganisationDefinition? {
        organisations.first { $0.id == id }
    }

    fileprivate func ownPolicy(of section: ConfigurationSection) -> String? {
        sectionPolicies.first { $0.section == section }?.policy
    }
}

extension CheckpointTerms: CustomStringConvertible {
    public var description: String {
        let witnessed = "\(quorum) of \(witnesses.count) witnesses\(witnesses.map { " \($0)" }.joined())"
        return "\(origin), key \(logKey), \(witnessed), every \(blocks) blocks or \(interval.milliseconds) ms"
    }
}

extension CuttingLimits: CustomStringConvertible {
    public var description: String {
        "\(maximumCount) transactions, \(preferredBytes) bytes, \(absoluteBytes) bytes an envelope, "
            + "\(timeout.milliseconds) ms"
    }
}
