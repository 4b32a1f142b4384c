import Cryptography
import Ledger
import Membership

/// A channel configuration by which nothing can be judged, and why.
struct UnusableConfiguration: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

extension UnusableConfiguration: CustomStringConvertible {
    var description: String { reason }
}

extension Membership {
    /// The organisations of a channel.
    init(of configuration: ChannelConfiguration) throws(UnusableConfiguration) {
        do {
            var organisations: [Organisation] = []
            for definition in configuration.organisations { organisations.append(try Organisation(definition)) }
            try self.init(organisations: organisations)
        } catch {
            throw UnusableConfiguration("\(error)")
        }
    }
}

extension Organisation {
    fileprivate init(_ definition: OrganisationDefinition) throws {
        guard let id = OrganisationID(definition.id) else {
            throw UnusableConfiguration("'\(definition.id)' is no organisation's identifier")
        }
        try self.init(
            id: id,
            roots: try definition.roots.map { try Certificate(der: $0) },
            intermediates: try definition.intermediates.map { try Certificate(der: $0) },
            revocationLists: try definition.revocationLists.map { try CertificateRevocationList(der: $0) }
        )
    }
}

extension EndorsementPolicy {
    /// The policy of a text in a configuration.
    init(configured text: String) throws(UnusableConfiguration) {
        do {
            try self.init(parsing: text)
        } catch {
            throw UnusableConfiguration("the policy \"\(text)\": \(error)")
        }
    }
}
