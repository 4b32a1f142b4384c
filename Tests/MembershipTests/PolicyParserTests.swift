import Testing

@testable import Membership

@Suite("The text of endorsement policies")
struct PolicyParserTests {
    @Test(
        "Policies are read and written in one form",
        arguments: [
            ("'Operator.peer'", "'Operator.peer'"),
            ("OR('Operator.peer')", "OR('Operator.peer')"),
            ("AND('Operator.peer')", "OR('Operator.peer')"),
            ("and('A.client', \"B.admin\")", "AND('A.client', 'B.admin')"),
            ("  Or ( 'A.member' ,\n\t'B.orderer' ) ", "OR('A.member', 'B.orderer')"),
            ("OutOf(2, 'A.peer', 'B.peer', 'C.peer')", "OutOf(2, 'A.peer', 'B.peer', 'C.peer')"),
            ("outof(1,'A.peer','B.peer')", "OR('A.peer', 'B.peer')"),
            ("OUTOF(02,'A.peer','B.peer')", "AND('A.peer', 'B.peer')"),
            ("OR('A.peer',AND('B.peer','C.peer'))", "OR('A.peer', AND('B.peer', 'C.peer'))"),
            ("'org.with-dots.1.peer'", "'org.with-dots.1.peer'"),
            ("MAJORITY admin", "MAJORITY admin"),
            ("AND('Operator.peer', ANY   member, ALL orderer)", "AND('Operator.peer', ANY member, ALL orderer)"),
        ]
    )
    func forms(text: String, canonical: String) throws {
        let policy = try EndorsementPolicy(parsing: text)
        #expect(policy.description == canonical)
        #expect(try EndorsementPolicy(parsing: canonical) == policy)
    }

    @Test(
        "A text that is no policy is refused at the column where it ceases to be one",
        arguments: [
            (
                "", 1,
                "expected AND, OR, OutOf, ANY, MAJORITY, ALL or a principal such as 'Operator.peer', found the end"
            ),
            (
                "Operator.peer", 1,
                "expected AND, OR, OutOf, ANY, MAJORITY, ALL or a principal such as 'Operator.peer', "
                    + "found \"Operator\""
            ),
            (
                "aND('A.peer')", 1,
                "expected AND, OR, OutOf, ANY, MAJORITY, ALL or a principal such as 'Operator.peer', "
                    + "found \"aND\""
            ),
            ("AND 'A.peer'", 5, "expected \"(\" after AND, found \"'\""),
            (
                "AND()", 5,
                "expected AND, OR, OutOf, ANY, MAJORITY, ALL or a principal such as 'Operator.peer', found \")\""
            ),
            ("AND('A.peer'", 13, "expected \",\" or \")\" in the branches of AND, found the end"),
            ("AND('A.peer' 'B.peer')", 14, "expected \",\" or \")\" in the branches of AND, found \"'\""),
            (
                "AND('A.peer',)", 14,
                "expected AND, OR, OutOf, ANY, MAJORITY, ALL or a principal such as 'Operator.peer', "
                    + "found \")\""
            ),
            ("OR('A.peer') OR", 14, "expected the end of the policy, found \"OR\""),
            ("OR('A.peer", 4, "this quotation is not closed"),
            ("OR('A.peer\")", 4, "this quotation is not closed"),
            ("OR('peer')", 5, "expected an organisation and a role such as 'Operator.peer'"),
            ("OR('A.pear')", 7, "expected a role (member, client, peer, orderer, admin), found \"pear\""),
            ("OR('A.Peer')", 7, "expected a role (member, client, peer, orderer, admin), found \"Peer\""),
            ("OR('A_1.peer')", 6, "an organisation's identifier has letters, digits, \".\" and \"-\" only"),
            ("OR('Köln.peer')", 6, "an organisation's identifier has letters, digits, \".\" and \"-\" only"),
            ("OR('.peer')", 5, "an organisation's identifier has 1 to 64 characters"),
            ("OutOf('A.peer')", 7, "expected how many of the branches, found \"'\""),
            ("OutOf(two, 'A.peer')", 7, "expected how many of the branches, found \"two\""),
            ("OutOf(1)", 8, "expected \",\" and the branches of OutOf, found \")\""),
            ("OutOf(0, 'A.peer')", 7, "0 out of 1 cannot be asked for"),
            ("OutOf(3, 'A.peer', 'B.peer')", 7, "3 out of 2 cannot be asked for"),
            ("OutOf(99999999999999999999, 'A.peer')", 7, "99999999999999999999 out of 1 cannot be asked for"),
            ("MAJORITY", 9, "expected a role (member, client, peer, orderer, admin), found \"\""),
            ("MAJORITY Admins", 10, "expected a role (member, client, peer, orderer, admin), found \"Admins\""),
            (
                "OR('A.peer', \u{1F50B})", 14,
                "expected AND, OR, OutOf, ANY, MAJORITY, ALL or a principal such as "
                    + "'Operator.peer', found \"\u{1F50B}\""
            ),
        ]
    )
    func refusals(text: String, column: Int, reason: String) {
        #expect(throws: PolicySyntaxError(text: text, column: column, reason: reason)) {
            try EndorsementPolicy(parsing: text)
        }
    }

    @Test("A syntax error says where it is")
    func description() {
        #expect {
            try EndorsementPolicy(parsing: "OR('A.pear')")
        } throws: { error in
            "\(error)" == """
                endorsement policy, column 7: expected a role (member, client, peer, orderer, admin), found "pear"
                """
        }
    }

    @Test("Policies beyond the limits are refused, as text and as trees")
    func limits() throws {
        let leaf = try #require(OrganisationID("A")).leaf
        func nested(_ depth: Int) -> PolicyExpression { (0..<depth).reduce(leaf) { inner, _ in .or(inner) } }
        func wide(_ count: Int) -> PolicyExpression { .outOf(1, Array(repeating: leaf, count: count)) }
        for allowed in [nested(EndorsementPolicy.depthMax), wide(EndorsementPolicy.leavesMax)] {
            let policy = try EndorsementPolicy(allowed)
            #expect(try EndorsementPolicy(parsing: policy.description) == policy)
        }
        let deep = nested(EndorsementPolicy.depthMax + 1)
        let large = wide(EndorsementPolicy.leavesMax + 1)
        #expect(throws: PolicyError.tooDeep) { try EndorsementPolicy(deep) }
        #expect(throws: PolicyError.tooManyLeaves) { try EndorsementPolicy(large) }
        #expect(throws: PolicyError.threshold(2, of: 1)) { try EndorsementPolicy(.outOf(2, [leaf])) }
        #expect(throws: PolicyError.threshold(0, of: 1)) { try EndorsementPolicy(.outOf(0, [leaf])) }
        #expect(throws: PolicyError.threshold(1, of: 0)) { try EndorsementPolicy(.outOf(1, [])) }
        for text in [deep.description, large.description, String(repeating: "OR(", count: 5_000)] {
            #expect(throws: PolicySyntaxError.self) { try EndorsementPolicy(parsing: text) }
        }
        let long = String(repeating: " ", count: EndorsementPolicy.textBytesMax) + leaf.description
        #expect(throws: PolicySyntaxError.self) { try EndorsementPolicy(parsing: long) }
    }

    @Test("Random trees come back from their text as they went in", arguments: [1, 20_261_122, 0xfeed] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let policy = try EndorsementPolicy(.random(leaves: 24, using: &generator))
            #expect(try EndorsementPolicy(parsing: policy.description) == policy)
        }
    }

    @Test("Random texts are read or refused within themselves", arguments: [2, 20_261_123, 0xbeef] as [UInt64])
    func randomTexts(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let tokens = [
            "AND", "OR", "OutOf", "outof", "(", ")", "(", ")", ",", ",", "'", "\"", "'A.peer'", "'B.member'",
            "\"C.admin\"",
            "A", ".", "peer", "1", "2", "0", " ", "\n", "MAJORITY", "ANY", "ALL", " admin", "ö", "\u{0}", "\u{1F50B}",
            "-",
        ]
        var accepted = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...14, using: &generator)
            let text = (0..<count).map { _ in tokens.randomElement(using: &generator) ?? "" }.joined()
            do throws(PolicySyntaxError) {
                let policy = try EndorsementPolicy(parsing: text)
                accepted += 1
                #expect((try? EndorsementPolicy(parsing: policy.description)) == policy)
            } catch {
                #expect((1...text.unicodeScalars.count + 1).contains(error.column), "\(text)")
            }
        }
        #expect(accepted > 0)
    }

    @Test("A policy with any one byte changed is read or refused within itself")
    func mutations() {
        let bytes = Array("OutOf(2, 'A.peer', AND('B.client', ANY admin), \"C.member\")".utf8)
        for position in bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = bytes
                changed[position] = byte
                guard let policy = try? EndorsementPolicy(parsing: String(decoding: changed, as: UTF8.self)) else {
                    continue
                }
                #expect((try? EndorsementPolicy(parsing: policy.description)) == policy)
            }
        }
    }
}

extension OrganisationID {
    fileprivate var leaf: PolicyExpression { .signature(self, .peer) }
}
