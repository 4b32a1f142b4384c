import Allocation
import Cryptography
import Foundation
import Membership
import TestKit
import Testing
import Units

@testable import SignedDemands

@Suite("Signed demands")
struct SignedDemandTests {
    /// What another implementation signed, from the documentation alone (`Vectors/generate.py`).
    private struct Vector: Decodable {
        struct Signature: Decodable {
            let cert: String
            let value: String
        }

        let site: String
        let building: String
        let statement: String
        let statementDigest: String
        let key: String
        let root: String
        let sig: Signature
        let highSValue: String

        enum CodingKeys: String, CodingKey {
            case site, building, statement, key, root, sig
            case statementDigest = "statement_sha256"
            case highSValue = "value_with_high_s"
        }
    }

    private let vector: Vector
    private let signed: SignedDemand
    private let membership: Membership
    private let during = Instant.milliseconds(1_787_566_530_123)

    init() throws {
        let path = Repository.path("Tests/SignedDemandsTests/Vectors/demand.json")
        vector = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: URL(filePath: path)))
        signed = SignedDemand(
            statement: Array(vector.statement.utf8),
            certificate: try Self.bytes(vector.sig.cert),
            signature: try Self.bytes(vector.sig.value)
        )
        membership = try Self.membership(Certificate(pem: vector.root))
    }

    private static func membership(_ root: Certificate) throws -> Membership {
        let id = try #require(OrganisationID("Operator"))
        return try Membership(organisations: [Organisation(id: id, roots: [root])])
    }

    private static func bytes(_ base64URL: String) throws -> [UInt8] {
        let text = base64URL.replacing("-", with: "+").replacing("_", with: "/")
        return Array(try #require(Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4))))
    }

    @Test("Another implementation's signature is the building's")
    func accepted() throws {
        let statement = try signed.verify(by: membership, at: during)
        #expect(statement.site == vector.site && statement.building.text == vector.building)
        #expect(statement.epoch == 42 && statement.sequence == 1_871 && statement.watts == 18_500)
        #expect(statement.leaseSeconds == 60 && statement.load == "total")
        #expect(statement.signedBytes == Array(vector.statement.utf8))
        #expect(Digest.sha256(signed.statement).hex == vector.statementDigest)
    }

    @Test("What this implementation signs is accepted")
    func own() throws {
        let certificate = try Certificate(der: signed.certificate)
        let statement = try #require(DemandStatement(signedBytes: signed.statement))
        let own = try SignedDemand(statement, certificate: certificate, key: SigningKey(pem: vector.key))
        #expect(try own.verify(by: membership, at: during) == statement)
    }

    @Test("One bit of the statement or the signature changed, and it is not the building's")
    func flipped() throws {
        for index in signed.statement.indices {
            var statement = signed.statement
            statement[index] ^= 1
            let other = SignedDemand(
                statement: statement,
                certificate: signed.certificate,
                signature: signed.signature
            )
            #expect(throws: SignatureRefusal.self) { try other.verify(by: membership, at: during) }
        }
        for index in signed.signature.indices {
            var signature = signed.signature
            signature[index] ^= 1
            let other = SignedDemand(
                statement: signed.statement,
                certificate: signed.certificate,
                signature: signature
            )
            #expect(throws: SignatureRefusal.signature) { try other.verify(by: membership, at: during) }
        }
    }

    @Test("The other half of a signature, which anybody can make of the first, is refused")
    func highS() throws {
        let other = SignedDemand(
            statement: signed.statement,
            certificate: signed.certificate,
            signature: try Self.bytes(vector.highSValue)
        )
        #expect(throws: SignatureRefusal.signature) { try other.verify(by: membership, at: during) }
    }

    @Test("A certificate of another's, of another authority's or out of its time is refused, with the reason")
    func certificates() throws {
        var statement = try #require(DemandStatement(signedBytes: signed.statement))
        statement.building = try #require(BuildingID("b02"))
        let key = try SigningKey(pem: vector.key)
        let other = try SignedDemand(statement, certificate: Certificate(der: signed.certificate), key: key)
        let foreign = #expect(throws: SignatureRefusal.self) { try other.verify(by: membership, at: during) }
        #expect(foreign == .foreignCertificate("b01", building: statement.building))

        let subject = DistinguishedName(commonName: "other authority", organisation: "Operator")
        let validity = Validity(notBefore: during, notAfter: during + .hours(1))
        let stranger = try CertificateAuthority.makeRoot(subject: subject, validity: validity)
        let strangers = try Self.membership(stranger.certificate)
        for (members, instant) in [(strangers, during), (membership, during + .hours(24 * 365 * 20))] {
            let refusal = #expect(throws: SignatureRefusal.self) { try signed.verify(by: members, at: instant) }
            #expect(refusal?.description.contains("does not vouch for the certificate") == true)
        }
        let broken = SignedDemand(statement: signed.statement, certificate: [0x30], signature: signed.signature)
        let unread = #expect(throws: SignatureRefusal.self) { try broken.verify(by: membership, at: during) }
        #expect(unread?.description.contains("cannot be read") == true)
    }

    @Test("A statement has one spelling", arguments: ["+42", "042", "42 ", "4\u{0661}", ""])
    func spelling(epoch: String) {
        let text = vector.statement.replacing("\n42\n", with: "\n\(epoch)\n")
        #expect(DemandStatement(signedBytes: Array(text.utf8)) == nil)
        #expect(DemandStatement(signedBytes: Array(vector.statement.dropLast().utf8)) == nil)
        #expect(DemandStatement(signedBytes: Array((vector.statement + "\n").utf8)) == nil)
        #expect(DemandStatement(signedBytes: Array(vector.statement.utf8)) != nil)
    }

    @Test("What a transaction keeps is read back, and told from JSON")
    func kept() throws {
        #expect(try SignedDemand(encoded: signed.encoded) == signed)
        #expect(SignedDemand.isKept(in: signed.encoded))
        #expect(!SignedDemand.isKept(in: Array("{\"v\":1}".utf8)) && !SignedDemand.isKept(in: []))
        for count in signed.encoded.indices {
            #expect(throws: (any Error).self) { try SignedDemand(encoded: Array(signed.encoded.prefix(count))) }
        }
    }
}
