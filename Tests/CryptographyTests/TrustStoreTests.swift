import Testing
import Units

@testable import Cryptography

/// An organisation whose authority revokes a client on day 20, and whose root revokes the authority on day 300.
struct RevocationStory {
    let authorities: TestAuthorities
    let honest: Certificate
    let short: Certificate
    let revoked: Certificate
    let stranger: Certificate
    let store: TrustStore

    init() throws {
        var authorities = try TestAuthorities()
        honest = try authorities.leaf("honest", validity: days(10, 350))
        short = try authorities.leaf("short", validity: days(0, 100))
        revoked = try authorities.leaf("revoked", validity: days(0, 350))
        stranger = try TestAuthorities().leaf("stranger", validity: days(0, 350))
        var lists = [
            try authorities.root.publishRevocationList(thisUpdate: day(0), nextUpdate: day(320)),
            try authorities.intermediate.publishRevocationList(thisUpdate: day(0), nextUpdate: day(30)),
        ]
        try authorities.intermediate.revoke(revoked, at: day(20), reason: .keyCompromise)
        lists += [
            try authorities.intermediate.publishRevocationList(thisUpdate: day(20), nextUpdate: day(60)),
            try authorities.intermediate.publishRevocationList(thisUpdate: day(70), nextUpdate: day(400)),
        ]
        try authorities.root.revoke(authorities.intermediate.certificate, at: day(300))
        lists.append(try authorities.root.publishRevocationList(thisUpdate: day(300), nextUpdate: day(900)))
        self.authorities = authorities
        store = try TrustStore(
            roots: [authorities.root.certificate],
            intermediates: [authorities.intermediate.certificate],
            revocationLists: lists
        )
    }
}

@Suite("Trust stores")
struct TrustStoreTests {
    /// What is expected of a certificate at an instant: libcrypto's number of the reason, 0 for trust.
    static let expectations: [(name: String, at: Instant, code: Int32)] = [
        ("honest", day(10, milliseconds: -1), 9),
        ("honest", day(10), 0),
        ("honest", day(29), 0),
        // The second list overlaps the first; between the second and the third there is none.
        ("honest", day(60, milliseconds: -1), 0),
        ("honest", day(60), 11),
        ("honest", day(70), 0),
        ("honest", day(299), 0),
        // The root's newer list counts, though the older one is in force as well.
        ("honest", day(300), 23),
        ("honest", day(350), 23),
        ("short", day(100, milliseconds: -1), 0),
        ("short", day(100), 10),
        ("revoked", day(-1), 11),
        ("revoked", day(0), 0),
        ("revoked", day(20, milliseconds: -1), 0),
        ("revoked", day(20), 23),
        ("revoked", day(200), 23),
        ("stranger", day(20), 20),
    ]

    @Test("A certificate is judged by what was in force at the instant, and openssl judges alike")
    func asOf() async throws {
        let story = try RevocationStory()
        let openssl = try OpenSSLTool()
        let lists = try openssl.file("lists.pem", story.store.revocationLists.map(\.pem).joined())
        let root = try openssl.file("root.pem", story.authorities.root.certificate.pem)
        let intermediate = try openssl.file("intermediate.pem", story.authorities.intermediate.certificate.pem)
        for (name, instant, code) in Self.expectations {
            let certificate =
                switch name {
                case "honest": story.honest
                case "short": story.short
                case "revoked": story.revoked
                default: story.stranger
                }
            let verdict = story.store.verify(certificate, at: instant)
            #expect(verdict.code == code, "\(name) at \(instant): \(verdict)")
            #expect(story.store.verify(certificate, at: instant) == verdict)

            let file = try openssl.file("\(name).pem", certificate.pem)
            let arguments = [
                "verify", "-attime", "\(Timestamp.seconds(of: instant))", "-CAfile", root, "-untrusted", intermediate,
                "-crl_check_all", "-CRLfile", lists, "-auth_level", "2", file,
            ]
            let answer = try await openssl.run(arguments)
            #expect(answer.succeeded == (code == 0), "\(name) at \(instant): \(answer.output)")
            // A stranger has no list here, which openssl finds before it finds that he is one.
            if code != 20 { #expect((answer.errorCode ?? 0) == code, "\(name) at \(instant): \(answer.output)") }
        }
    }

    @Test("The reason says whom it is about and what is wrong")
    func reasons() throws {
        let story = try RevocationStory()
        let revoked = story.store.verify(story.revoked, at: day(200))
        #expect(
            "\(revoked)" == """
                not trusted: CN=revoked, O=Operator, OU=client: certificate revoked (on 2026-01-21T00:00:00Z by \
                CN=Operator authority, O=Operator, keyCompromise)
                """
        )
        let expired = story.store.verify(story.short, at: day(150))
        #expect(
            "\(expired)" == """
                not trusted: CN=short, O=Operator, OU=client: certificate has expired (valid 2026-01-01T00:00:00Z to \
                2026-04-11T00:00:00Z)
                """
        )
        let unlisted = story.store.verify(story.honest, at: day(65))
        #expect(
            "\(unlisted)" == """
                not trusted: CN=honest, O=Operator, OU=client: CRL is not yet valid (the lists of CN=Operator \
                authority, O=Operator are in force 2026-01-01T00:00:00Z to 2026-01-31T00:00:00Z, 2026-01-21T00:00:00Z \
                to 2026-03-02T00:00:00Z, 2026-03-12T00:00:00Z to 2027-02-05T00:00:00Z)
                """
        )
        #expect("\(story.store.verify(story.honest, at: day(10)))" == "trusted")
    }

    @Test("The order of the questions does not matter")
    func order() throws {
        let story = try RevocationStory()
        let instants = Self.expectations.map(\.at) + (0..<40).map { day(Int64($0) * 10, milliseconds: 7) }
        let forwards = instants.map { story.store.verify(story.honest, at: $0) }
        let fresh = try TrustStore(
            roots: story.store.roots,
            intermediates: story.store.intermediates,
            revocationLists: story.store.revocationLists
        )
        let backwards = instants.reversed().map { fresh.verify(story.honest, at: $0) }
        #expect(forwards == backwards.reversed())
    }

    @Test("Authorities without a list are not asked for one")
    func withoutLists() throws {
        var authorities = try TestAuthorities()
        let leaf = try authorities.leaf("client")
        let root = authorities.root.certificate
        let intermediate = authorities.intermediate.certificate
        #expect(try TrustStore(roots: [root], intermediates: [intermediate]).verify(leaf, at: day(1)) == .trusted)

        let list = try authorities.root.publishRevocationList(thisUpdate: day(0), nextUpdate: day(2))
        let store = try TrustStore(roots: [root], intermediates: [intermediate], revocationLists: [list])
        #expect(store.verify(leaf, at: day(1)) == .trusted)
        // The root's list has run out, and with it the trust in the intermediate.
        #expect(store.verify(leaf, at: day(2)).code == 12)
    }

    @Test("Chains that are broken are refused, and openssl refuses them alike")
    func brokenChains() async throws {
        let authorities = try TestAuthorities()
        let root = authorities.root.certificate
        let intermediate = authorities.intermediate.certificate
        let openssl = try OpenSSLTool()
        let clientKey = try SigningKey.generateP256()
        let subject = DistinguishedName(commonName: "client", organisation: "Operator")
        let client = try authorities.intermediate.issue(
            CertificateTerms(subject: subject, validity: days(0, 10)),
            for: clientKey.publicKey
        )
        // A client that plays authority: correctly signed with its key, which may not certify.
        let puppet = DistinguishedName(commonName: "puppet", organisation: "Operator")
        let draft = CertificateDraft(subject: puppet, key: clientKey.publicKey, validity: days(0, 5))
        let terms = CertificateTerms(subject: puppet, validity: days(0, 5))
        let usurped = try draft.signed(by: clientKey, issuer: client, extensions: .ofLeaf(terms))
        let selfMade = try CertificateDraft(subject: subject, key: clientKey.publicKey, validity: days(0, 5)).signed(
            by: clientKey,
            issuer: nil,
            extensions: []
        )
        let cases: [(leaf: Certificate, between: [Certificate], code: Int32)] = [
            (client, [intermediate], 0),
            (client, [], 20),
            (usurped, [intermediate], 20),
            (selfMade, [intermediate], 18),
        ]
        let rootFile = try openssl.file("root.pem", root.pem)
        for (leaf, between, code) in cases {
            let store = try TrustStore(roots: [root], intermediates: between)
            #expect(store.verify(leaf, at: day(1)).code == code)
            let file = try openssl.file("leaf.pem", leaf.pem)
            let chain = try openssl.file("chain.pem", between.map(\.pem).joined())
            let seconds = "\(Timestamp.seconds(of: day(1)))"
            var arguments = ["verify", "-attime", seconds, "-CAfile", rootFile]
            if !between.isEmpty { arguments += ["-untrusted", chain] }
            let answer = try await openssl.run(arguments + [file])
            #expect((answer.errorCode ?? 0) == code, "\(answer.output)")
        }
        // openssl is handed the client as if it were an authority; our store does not even take it as one.
        let usurpation = try openssl.file("chain.pem", intermediate.pem + client.pem)
        let leaf = try openssl.file("leaf.pem", usurped.pem)
        let seconds = "\(Timestamp.seconds(of: day(1)))"
        let verify = ["verify", "-attime", seconds, "-CAfile", rootFile, "-untrusted", usurpation, leaf]
        #expect(try await !openssl.run(verify).succeeded)
        #expect(throws: CryptoError.self) { try TrustStore(roots: [root], intermediates: [intermediate, client]) }
    }

    @Test("openssl's strict rules accept our chains for TLS on either side")
    func strict() async throws {
        var authorities = try TestAuthorities()
        let openssl = try OpenSSLTool()
        let leaf = try openssl.file("leaf.pem", authorities.leaf("peer0").pem)
        let lists = try openssl.file(
            "lists.pem",
            authorities.root.publishRevocationList(thisUpdate: day(0), nextUpdate: day(9)).pem
                + authorities.intermediate.publishRevocationList(thisUpdate: day(0), nextUpdate: day(9)).pem
        )
        let chain = [
            "-CAfile", try openssl.file("root.pem", authorities.root.certificate.pem), "-untrusted",
            try openssl.file("intermediate.pem", authorities.intermediate.certificate.pem), "-crl_check_all",
            "-CRLfile", lists, "-attime", "\(Timestamp.seconds(of: day(1)))", "-x509_strict", "-check_ss_sig",
        ]
        for purpose in ["sslclient", "sslserver"] {
            let answer = try await openssl.run(["verify", "-purpose", purpose] + chain + [leaf])
            #expect(answer.succeeded, "\(answer.output)")
        }
        for name in [["-verify_hostname", "peer0.example"], ["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"]] {
            #expect(try await openssl.run(["verify"] + name + chain + [leaf]).succeeded, "\(name)")
        }
        #expect(try await !openssl.run(["verify", "-verify_hostname", "peer1.example"] + chain + [leaf]).succeeded)
    }

    @Test("A store is not made of pieces that do not belong together")
    func mismatches() throws {
        var authorities = try TestAuthorities()
        var others = try TestAuthorities()
        let root = authorities.root.certificate
        let intermediate = authorities.intermediate.certificate
        let foreign = try others.root.publishRevocationList(thisUpdate: day(0), nextUpdate: day(1))
        #expect(throws: CryptoError.self) { try TrustStore(roots: []) }
        #expect(throws: CryptoError.self) { try TrustStore(roots: [intermediate]) }
        #expect(throws: CryptoError.self) { try TrustStore(roots: [authorities.leaf("client")]) }
        #expect(throws: CryptoError.self) { try TrustStore(roots: [root], revocationLists: [foreign]) }
        let own = try authorities.intermediate.publishRevocationList(thisUpdate: day(0), nextUpdate: day(1))
        #expect(throws: CryptoError.self) { try TrustStore(roots: [root], revocationLists: [own]) }
    }
}

extension Verdict {
    /// libcrypto's number of the reason, 0 for trust.
    fileprivate var code: Int32 {
        switch self {
        case .trusted: 0
        case .untrusted(let distrust): distrust.code
        }
    }
}

extension [CertificateExtension] {
    fileprivate static func ofLeaf(_ terms: CertificateTerms) throws(CryptoError) -> [CertificateExtension] {
        try CertificateExtension.ofLeaf(terms)
    }
}
