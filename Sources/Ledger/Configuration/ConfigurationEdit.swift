public import Cryptography

/// The parts of a configuration that a change may set; the rest stays as it is.
public struct ConfigurationEdit: Hashable, Sendable {
    /// The organisations.
    public var organisations: [OrganisationDefinition]

    /// Who must sign a change, unless a section has a policy of its own.
    public var modificationPolicy: String

    /// The policies of single sections.
    public var sectionPolicies: [SectionPolicy]

    /// When blocks are cut.
    public var cutting: CuttingLimits

    /// The fingerprints of the orderers' certificates.
    public var orderers: [Digest]

    /// The chaincodes.
    public var chaincodes: [ChaincodeDefinition]

    /// How the ledger commits to itself in checkpoints; `nil` if it does not.
    public var checkpoints: CheckpointTerms?
}

extension ConfigurationEdit {
    /// Puts an organisation in the place of the one with its identifier, or adds it.
    public mutating func set(_ organisation: OrganisationDefinition) {
        organisations.removeAll { $0.id == organisation.id }
        organisations.append(organisation)
    }

    /// Puts a chaincode in the place of the one with its name, or adds it.
    public mutating func set(_ chaincode: ChaincodeDefinition) {
        chaincodes.removeAll { $0.name == chaincode.name }
        chaincodes.append(chaincode)
    }

    /// Sets a section's policy; `nil` gives the section back to the general one.
    public mutating func set(_ policy: String?, of section: ConfigurationSection) {
        sectionPolicies.removeAll { $0.section == section }
        if let policy { sectionPolicies.append(SectionPolicy(section, policy)) }
    }
}

extension ChannelConfiguration {
    /// The configuration that follows this one, with changes.
    ///
    /// - Throws: ``ConfigurationError``.
    public func successor(_ edit: ConfigurationEdit) throws(ConfigurationError) -> ChannelConfiguration {
        var next = self
        next.sequence += 1
        next.organisations = edit.organisations
        next.modificationPolicy = edit.modificationPolicy
        next.sectionPolicies = edit.sectionPolicies
        next.cutting = edit.cutting
        next.orderers = edit.orderers
        next.chaincodes = edit.chaincodes
        next.checkpoints = edit.checkpoints
        next.sort()
        try next.check()
        return next
    }

    /// The parts of this configuration, to change.
    public var edit: ConfigurationEdit {
        ConfigurationEdit(
            organisations: organisations,
            modificationPolicy: modificationPolicy,
            sectionPolicies: sectionPolicies,
            cutting: cutting,
            orderers: orderers,
            chaincodes: chaincodes,
            checkpoints: checkpoints
        )
    }
}
