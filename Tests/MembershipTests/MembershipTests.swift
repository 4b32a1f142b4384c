import Cryptography
import Membership
import Testing
import Units

@Suite("Membership")
struct MembershipTests {
    @Test("A member is whom its organisation vouches for, as of the instant")
    func asOf() throws {
        var network = try TestNetwork()
        let client = try network.identity("building-1", .client, of: \.utility)
        #expect("\(client)" == "building-1 ('Utility.client')")
        let membership = try network.membership()
        #expect(membership.validate(client, at: day(1)) == .valid)
        #expect("\(membership.validate(client, at: day(1)))" == "valid")
        #expect(!membership.validate(client, at: day(-1)).isValid)
        #expect(!membership.validate(client, at: day(100)).isValid)

        // A later configuration brings a list that revokes it from day 5 on; the days before are judged as they were.
        let before = try network.utility.publishRevocationList(thisUpdate: day(0), nextUpdate: day(5))
        try network.utility.revoke(client.certificate, at: day(5), reason: .keyCompromise)
        let after = try network.utility.publishRevocationList(thisUpdate: day(5), nextUpdate: day(90))
        let later = try network.membership(utilityLists: [before, after])
        #expect(later.validate(client, at: day(4)) == .valid)
        #expect(
            "\(later.validate(client, at: day(5)))" == """
                refused: Utility does not vouch for the certificate: CN=building-1, O=Utility, OU=client: certificate \
                revoked (on 2026-01-06T00:00:00Z by CN=Utility root, O=Utility, keyCompromise)
                """
        )
    }

    @Test("An organisation cannot make members of another")
    func foreignAuthority() throws {
        let network = try TestNetwork()
        let membership = try network.membership()
        let forged = try Identity(certificate: network.utility.leaf("peer0", organisation: "Operator", units: ["peer"]))
        #expect(forged.principal.description == "'Operator.peer'")
        guard case .refused(.untrusted(let organisation, _)) = membership.validate(forged, at: day(1)) else {
            Issue.record("a forged member was accepted")
            return
        }
        #expect(organisation.text == "Operator")
    }

    @Test("A certificate of an organisation that is no member is refused")
    func unknownOrganisation() throws {
        let network = try TestNetwork()
        let stranger = try makeRoot("Stranger")
        let identity = try Identity(certificate: stranger.leaf("peer0", organisation: "Stranger", units: ["peer"]))
        let verdict = try network.membership().validate(identity, at: day(1))
        #expect("\(verdict)" == "refused: no organisation \"Stranger\" is a member of this channel")
    }

    @Test(
        "A certificate that claims no one role in an organisation is no identity",
        arguments: [
            (
                "Operator", [String](),
                "the certificate's OUs name no role; expected exactly one of client, peer, orderer, admin"
            ),
            (
                "Operator", ["Peer"],
                "the certificate's OUs name no role; expected exactly one of client, peer, orderer, admin"
            ),
            (
                "Operator", ["peer", "x", "admin"],
                "the certificate's OUs name peer and admin; expected exactly one of client, "
                    + "peer, orderer, admin"
            ),
            (
                "Stadtwerke Köln", ["peer"],
                "the certificate's O \"Stadtwerke Köln\" is not an organisation's identifier "
                    + "(1 to 64 letters, digits, \".\", \"-\")"
            ),
        ]
    )
    func claims(organisation: String, units: [String], reason: String) throws {
        let certificate = try makeRoot("Operator").leaf("peer0", organisation: organisation, units: units)
        #expect {
            try Identity(certificate: certificate)
        } throws: { error in
            "\(error)" == reason
        }
    }

    @Test("Roles stand among other units, and authorities are no identities")
    func roles() throws {
        let root = try makeRoot("Operator")
        for role in Role.allCases {
            let certificate = try root.leaf("x", organisation: "Operator", units: ["Keller", role.rawValue])
            #expect(try Identity(certificate: certificate).role == role)
        }
        #expect(throws: IdentityRefusal.authority) { try Identity(certificate: root.certificate) }
    }

    @Test("Organisations that do not fit together make no membership")
    func mismatches() throws {
        let network = try TestNetwork()
        let operatorID = try #require(OrganisationID("Operator"))
        let utilityID = try #require(OrganisationID("Utility"))
        let operatorOrganisation = try Organisation(id: operatorID, roots: [network.operator.certificate])
        let sharing = try Organisation(id: utilityID, roots: [network.operator.certificate])
        #expect(throws: MembershipError.noOrganisation) { try Membership(organisations: []) }
        #expect(throws: MembershipError.duplicate(operatorID)) {
            try Membership(organisations: [operatorOrganisation, operatorOrganisation])
        }
        let root = network.operator.certificate.subject
        #expect(throws: MembershipError.sharedRoot(operatorID, utilityID, root: root)) {
            try Membership(organisations: [sharing, operatorOrganisation])
        }
        #expect {
            try Organisation(id: operatorID, roots: [])
        } throws: { error in
            "\(error)" == "organisation Operator: a trust store without a root trusts nobody; expected at least one"
        }
    }

    @Test("Members are found by their identifiers, which are ordered")
    func lookup() throws {
        let membership = try TestNetwork().membership()
        #expect(membership.organisationIDs.map(\.text) == ["Operator", "Utility"])
        let utility = try #require(OrganisationID("Utility"))
        #expect(membership[utility]?.id == utility)
        let other = try #require(OrganisationID("Auditor"))
        #expect(membership[other] == nil)
    }

    @Test("One key signs once, however many certificates it has")
    func distinctKeys() throws {
        let root = try makeRoot("Operator")
        let key = try SigningKey.generateP256().publicKey
        let peer = try Identity(certificate: root.leaf("peer0", organisation: "Operator", units: ["peer"], key: key))
        let again = try Identity(certificate: root.leaf("peer1", organisation: "Operator", units: ["peer"], key: key))
        let admin = try Identity(certificate: root.leaf("boss", organisation: "Operator", units: ["admin"], key: key))
        let other = try Identity(certificate: root.leaf("peer2", organisation: "Operator", units: ["peer"]))
        let two = try EndorsementPolicy(parsing: "AND('Operator.peer', 'Operator.peer')")
        #expect(!two.isSatisfied(by: [peer, peer], members: []))
        #expect(!two.isSatisfied(by: [peer, again], members: []))
        #expect(two.isSatisfied(by: [peer, again, other], members: []))
        let mixed = try EndorsementPolicy(parsing: "AND('Operator.peer', 'Operator.admin')")
        #expect(!mixed.isSatisfied(by: [peer, admin], members: []))
        #expect(mixed.isSatisfied(by: [peer, admin, other], members: []))
    }

    @Test(
        "Identifiers have letters, digits, dots and hyphens",
        arguments: [
            ("Operator", true), ("a", true), ("A-1.example", true), (String(repeating: "x", count: 64), true),
            ("", false),
            (String(repeating: "x", count: 65), false), ("a b", false), ("a_b", false), ("Köln", false), ("a'b", false),
        ]
    )
    func identifiers(text: String, isOne: Bool) {
        #expect((OrganisationID(text) != nil) == isOne)
    }
}
