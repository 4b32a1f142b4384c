import Membership
import Testing

@Suite("Endorsement policies judge signatures")
struct PolicyEvaluationTests {
    @Test(
        "Policies are satisfied by whom they name",
        arguments: [
            ("'A.peer'", "A.peer", true),
            ("'A.peer'", "A.client", false),
            ("'A.peer'", "B.peer", false),
            ("'A.peer'", "", false),
            ("'A.member'", "A.client", true),
            ("'A.member'", "B.client", false),
            ("OR('A.peer', 'B.peer')", "B.peer", true),
            ("AND('A.peer', 'B.peer')", "B.peer", false),
            ("AND('A.peer', 'B.peer')", "B.peer A.peer", true),
            // One signature counts once.
            ("AND('A.peer', 'A.peer')", "A.peer", false),
            ("AND('A.peer', 'A.peer')", "A.peer A.peer", true),
            ("OutOf(2, 'A.member', 'A.peer', 'B.peer')", "A.peer", false),
            ("OutOf(2, 'A.member', 'A.peer', 'B.peer')", "A.peer A.client", true),
            ("OutOf(2, 'A.peer', 'B.peer', 'C.peer')", "C.peer A.peer", true),
            ("OutOf(2, 'A.peer', 'B.peer', 'C.peer')", "C.peer C.peer", false),
            ("OR('A.admin', AND('B.peer', 'C.peer'))", "B.peer C.peer", true),
            ("OR('A.admin', AND('B.peer', 'C.peer'))", "B.peer A.peer", false),
            // The first signer that fits is not always the right one.
            ("AND('A.member', 'A.peer')", "A.peer A.orderer", true),
            ("AND(OR('A.peer', 'B.peer'), 'A.peer')", "A.peer B.peer", true),
            ("AND(OR(AND('A.peer', 'B.peer'), 'C.peer'), 'A.peer')", "A.peer B.peer C.peer", true),
            ("AND(OR(AND('A.peer', 'B.peer'), 'C.peer'), 'A.peer')", "A.peer B.peer", false),
            ("MAJORITY admin", "A.admin", false),
            ("MAJORITY admin", "A.admin A.admin", false),
            ("MAJORITY admin", "A.admin C.admin", true),
            ("ANY admin", "C.admin", true),
            ("ANY admin", "D.admin", false),
            ("ALL member", "A.client B.peer", false),
            ("ALL member", "A.client B.peer C.orderer", true),
            ("AND('A.admin', MAJORITY admin)", "A.admin B.admin", false),
            ("AND('A.admin', MAJORITY admin)", "A.admin B.admin C.admin", true),
        ]
    )
    func table(text: String, signed: String, isSatisfied: Bool) throws {
        let members = ["A", "B", "C"].compactMap { OrganisationID($0) }
        let policy = try EndorsementPolicy(parsing: text)
        #expect(policy.isSatisfied(byPrincipals: signers(signed), members: members) == isSatisfied)
        #expect(policy.isSatisfied(byPrincipals: signers(signed).reversed(), members: members) == isSatisfied)
    }

    @Test("A majority is more than half", arguments: 0..<9)
    func majority(count: Int) throws {
        let members = (0..<count).compactMap { OrganisationID("org-\($0)") }
        let policy = try EndorsementPolicy(parsing: "MAJORITY peer")
        for signed in 0...count {
            let signers = members.prefix(signed).map { Principal(organisation: $0, role: .peer) }
            #expect(policy.isSatisfied(byPrincipals: signers, members: members) == (2 * signed > count))
        }
    }

    @Test("Without organisations no meta rule is satisfied", arguments: PolicyExpression.MetaRule.allCases)
    func noMembers(rule: PolicyExpression.MetaRule) throws {
        let policy = try EndorsementPolicy(.organisations(rule, nil))
        #expect(!policy.isSatisfied(byPrincipals: signers("A.peer"), members: []))
        #expect(!policy.isSatisfied(byPrincipals: [], members: []))
    }

    @Test(
        "A policy is satisfied exactly if some choice of signers satisfies it",
        arguments: [3, 20_261_124, 0xcafe] as [UInt64]
    )
    func bruteForce(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var satisfied = 0
        for _ in 0..<600 {
            let expression = PolicyExpression.random(leaves: 5, withMeta: false, using: &generator)
            let signers = randomSigners(Int.random(in: 0...4, using: &generator), using: &generator)
            let expected = expression.holdsByBruteForce(signers)
            let policy = try EndorsementPolicy(expression)
            #expect(policy.isSatisfied(byPrincipals: signers, members: []) == expected, "\(policy) by \(signers)")
            satisfied += expected ? 1 : 0
        }
        #expect(satisfied > 50)
    }

    @Test("The order of signers makes no difference, and more of them do no harm", arguments: [4, 5, 6] as [UInt64])
    func orderAndMonotony(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let policy = try EndorsementPolicy(.random(leaves: 12, using: &generator))
            let signers = randomSigners(6, using: &generator)
            let isSatisfied = policy.isSatisfied(byPrincipals: signers, members: someOrganisations)
            let shuffled = signers.shuffled(using: &generator)
            #expect(policy.isSatisfied(byPrincipals: shuffled, members: someOrganisations) == isSatisfied)
            let more = signers + randomSigners(2, using: &generator)
            if isSatisfied {
                #expect(policy.isSatisfied(byPrincipals: more, members: someOrganisations), "\(policy) by \(more)")
            }
        }
    }

    @Test("A hundred organisations and a policy made to be hard are judged in bounded time")
    func large() throws {
        let members = (100..<200).compactMap { OrganisationID("building-\($0)") }
        let signed = members.prefix(51).map { Principal(organisation: $0, role: .admin) }
        let majority = try EndorsementPolicy(parsing: "MAJORITY admin")
        #expect(majority.isSatisfied(byPrincipals: signed, members: members))
        #expect(!majority.isSatisfied(byPrincipals: Array(signed.dropLast()), members: members))

        // Ten pairs out of twenty that share their second signer: nine pairs are the most that there are.
        let pairs = (0..<20).map { "AND('A-\($0).peer', 'B-\($0 % 9).peer')" }.joined(separator: ", ")
        let hard = try EndorsementPolicy(parsing: "OutOf(10, \(pairs))")
        let all = (0..<20).map { "A-\($0).peer" } + (0..<9).map { "B-\($0).peer" }
        #expect(!hard.isSatisfied(byPrincipals: signers(all.joined(separator: " ")), members: []))
    }
}
