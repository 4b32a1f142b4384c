/// Whom a certificate names: the attributes of an X.501 name that this project uses.
public struct DistinguishedName: Hashable, Sendable {
    /// The common name `CN`; empty where the name has none.
    public var commonName: String

    /// The organisation `O`; empty where the name has none.
    public var organisation: String

    /// The organisational units `OU` in the name's order; Fabric and this project keep roles there.
    public var organisationalUnits: [String]

    /// Creates a name.
    public init(commonName: String, organisation: String, organisationalUnits: [String] = []) {
        self.commonName = commonName
        self.organisation = organisation
        self.organisationalUnits = organisationalUnits
    }
}

extension DistinguishedName: CustomStringConvertible {
    public var description: String {
        var parts: [String] = []
        if !commonName.isEmpty { parts.append("CN=\(commonName)") }
        if !organisation.isEmpty { parts.append("O=\(organisation)") }
        parts += organisationalUnits.map { "OU=\($0)" }
        return parts.isEmpty ? "(no name)" : parts.joined(separator: ", ")
    }
}
