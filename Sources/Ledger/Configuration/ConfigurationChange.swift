public import Membership

/// A change of the configuration: what changes, who must consent, who has, and who is missing.
public struct ConfigurationChange: Hashable, Sendable {
    /// What changes.
    public let differences: [ConfigurationDifference]

    /// Whose consent it needs, by what it is about.
    public let demands: [ConfigurationDemand]

    /// The demands that the signatures do not meet yet.
    public var unmetDemands: [ConfigurationDemand] { demands.filter { !$0.isMet } }

    /// Whether everybody has consented.
    public var isApproved: Bool { !differences.isEmpty && unmetDemands.isEmpty }
}

/// Whose consent one subject of a change needs.
public struct ConfigurationDemand: Hashable, Sendable {
    /// What is changed.
    public let subject: ConfigurationDifference.Subject

    /// Who must sign.
    public let policy: EndorsementPolicy

    /// What is missing of it; `nil` if nothing is.
    public let missing: PolicyExpression?

    /// Whether the signatures meet it.
    public var isMet: Bool { missing == nil }
}

extension ConfigurationDemand: CustomStringConvertible {
    /// For example `organisations: MAJORITY admin, still missing 'Utility.admin'`.
    public var description: String {
        "\(subject): \(policy), " + (missing.map { "still missing \($0)" } ?? "signed")
    }
}

extension Channel {
    /// What a configuration would change of the one in force, and whose consent that needs.
    ///
    /// - Parameters:
    ///   - configuration: The configuration that is to follow.
    ///   - signers: Members whose signatures have been verified.
    public func change(to configuration: ChannelConfiguration, signedBy signers: [Identity]) -> ConfigurationChange {
        let differences = configuration.differences(from: self.configuration)
        var subjects: [ConfigurationDifference.Subject] = []
        for difference in differences where !subjects.contains(difference.subject) {
            subjects.append(difference.subject)
        }
        let demands = subjects.map { subject in
            let policy = policy(for: subject)
            let missing = policy.missing(after: signers, members: membership.organisationIDs)
            return ConfigurationDemand(subject: subject, policy: policy, missing: missing)
        }
        return ConfigurationChange(differences: differences, demands: demands)
    }

    private func policy(for subject: ConfigurationDifference.Subject) -> EndorsementPolicy {
        switch subject {
        case .section(let section): return modificationPolicy(of: section)
        case .certificates(let organisation):
            let general = modificationPolicy(of: .organisations)
            guard let id = OrganisationID(organisation) else { return general }
            return (try? EndorsementPolicy(.or(.signature(id, .admin), general.expression))) ?? general
        }
    }
}
