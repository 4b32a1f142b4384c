import Cryptography
import LedgerTestKit
import Membership
import Testing
import Units

@testable import Ledger

@Suite("A channel judges changes of its configuration")
struct ConfigurationChangeTests {
    private let network: LedgerNetwork
    private let channel: Channel
    private var signers = IdentityDirectory()

    init() throws {
        network = try LedgerNetwork()
        channel = try Channel(network.configuration())
        for member in [network.client, network.peer, network.admin, network.utilityAdmin, network.utilityPeer] {
            signers.insert(member.identity)
        }
    }

    private var now: Instant { LedgerNetwork.now }

    private func problem(
        _ next: ChannelConfiguration,
        endorsedBy members: [LedgerNetwork.Member],
        on channel: Channel? = nil,
        isAlone: Bool = true
    ) throws -> ConfigurationProblem? {
        let channel = channel ?? self.channel
        let envelope = try network.reconfiguration(next, endorsedBy: members)
        let problem = channel.problem(with: envelope, signers: signers, at: now, isAlone: isAlone)
        let code = channel.check(envelope, signers: signers, at: now, isAlone: isAlone)
        #expect(code == (problem == nil ? .valid : .invalidConfigTransaction))
        return problem
    }

    @Test("What the majority of the administrators has signed takes effect, and nothing less does")
    func majority() throws {
        let next = try channel.configuration.changed { $0.cutting = Self.limits }
        #expect(try problem(next, endorsedBy: [network.admin, network.utilityAdmin]) == nil)
        for few in [[], [network.admin], [network.utilityAdmin], [network.admin, network.utilityPeer]] {
            let found = try problem(next, endorsedBy: few)
            guard case .unapproved(let change) = found else {
                Issue.record("\(String(describing: found))")
                continue
            }
            #expect(change.differences.map(\.subject) == [.section(.cutting)])
        }
        let reason = try #require(try problem(next, endorsedBy: [network.admin]))
        #expect("\(reason)" == "signatures are missing: cutting: MAJORITY admin, still missing 'Utility.admin'")
    }

    @Test("A configuration follows the one in force: an old one, one too far on, and no change are refused")
    func sequence() throws {
        let both = [network.admin, network.utilityAdmin]
        let next = try channel.configuration.changed { $0.cutting = Self.limits }
        let after = try Channel(next)
        #expect(try problem(next, endorsedBy: both, on: after) == .sequence(1, expected: 2))
        let far = try next.changed { $0.orderers.append(.zero) }
        #expect(try problem(far, endorsedBy: both) == .sequence(2, expected: 1))
        #expect(try problem(try channel.configuration.changed { _ in }, endorsedBy: both) == .unchanged)
    }

    @Test("It has its block to itself")
    func alone() throws {
        let next = try channel.configuration.changed { $0.cutting = Self.limits }
        let both = [network.admin, network.utilityAdmin]
        #expect(try problem(next, endorsedBy: both, isAlone: false) == .notAlone)
    }

    @Test("An organisation's own administrator, and no other alone, replaces its lists and intermediates")
    func certificates() throws {
        var authority = network.operatorAuthority
        try authority.revoke(network.client.identity.certificate, at: now)
        let list = try authority.publishRevocationList(thisUpdate: now, nextUpdate: LedgerNetwork.day(90))
        let root = network.operatorAuthority.certificate.der
        let intermediate = try authority.makeIntermediate(
            subject: DistinguishedName(commonName: "East", organisation: "Operator"),
            validity: Validity(notBefore: now, notAfter: LedgerNetwork.day(90))
        )
        let own = OrganisationDefinition(
            id: "Operator",
            roots: [root],
            intermediates: [intermediate.certificate.der],
            revocationLists: [list.der]
        )
        let next = try channel.configuration.changed { $0.set(own) }
        #expect(try problem(next, endorsedBy: [network.admin]) == nil)
        #expect(try problem(next, endorsedBy: [network.utilityAdmin]) != nil)
        #expect(try problem(next, endorsedBy: [network.peer]) != nil)
        let change = channel.change(to: next, signedBy: [])
        #expect(
            change.differences.map(\.subject) == Array(repeating: .certificates(organisation: "Operator"), count: 2)
        )
        #expect(
            change.differences.last?.text.hasSuffix("revocation list 1 of CN=Operator root, O=Operator (1 revoked)")
                == true
        )
        // Another root is another matter: it could make members of anybody.
        let other = try LedgerNetwork.makeAuthority("Operator")
        let both = OrganisationDefinition(id: "Operator", roots: [root, other.certificate.der])
        let rooted = try channel.configuration.changed { $0.set(both) }
        #expect(try problem(rooted, endorsedBy: [network.admin]) != nil)
        #expect(try problem(rooted, endorsedBy: [network.admin, network.utilityAdmin]) == nil)
    }

    @Test("A section with a policy of its own asks for that, the others for the general one")
    func sections() throws {
        let first = try channel.configuration.changed { $0.set("'Utility.admin'", of: .terms) }
        let channel = try Channel(first)
        let terms = try first.changed { edit in
            let old = edit.chaincodes[0]
            edit.set(
                ChaincodeDefinition(
                    name: old.name,
                    identity: old.identity,
                    endorsementPolicy: old.endorsementPolicy,
                    terms: [1]
                )
            )
        }
        #expect(try problem(terms, endorsedBy: [network.utilityAdmin], on: channel) == nil)
        #expect(try problem(terms, endorsedBy: [network.admin], on: channel) != nil)
        let policies = try first.changed { $0.set(nil, of: .terms) }
        #expect(try problem(policies, endorsedBy: [network.utilityAdmin], on: channel) != nil)
        #expect(try problem(policies, endorsedBy: [network.admin, network.utilityAdmin], on: channel) == nil)
        #expect(try ChannelConfiguration(encoded: first.encoded) == first)
    }

    @Test("Checkpoints are a section: whoever its policy names changes them, and the words say from what to what")
    func checkpoints() throws {
        let both = [network.admin, network.utilityAdmin]
        let terms = CheckpointTerms(origin: "log", logKey: "key", witnesses: ["w1", "w2"], quorum: 1)
        let general = try channel.configuration.changed { $0.checkpoints = terms }
        #expect(try problem(general, endorsedBy: [network.utilityAdmin]) != nil)
        #expect(try problem(general, endorsedBy: both) == nil)
        let first = try channel.configuration.changed { $0.set("'Utility.admin'", of: .checkpoints) }
        let own = try Channel(first)
        let with = try first.changed { $0.checkpoints = terms }
        #expect(try problem(with, endorsedBy: [network.utilityAdmin], on: own) == nil)
        #expect(try problem(with, endorsedBy: [network.admin], on: own) != nil)
        #expect(try ChannelConfiguration(encoded: with.encoded) == with)
        let text = "log, key key, 1 of 2 witnesses w1 w2, every 256 blocks or 5000 ms"
        #expect(with.differences(from: first).map(\.text) == ["the checkpoints become \(text)"])
        let without = try with.changed { $0.checkpoints = nil }
        #expect(without.differences(from: with).map(\.text) == ["no more checkpoints are made (from \(text))"])
    }

    @Test("A member that leaves cannot be one that every policy needs")
    func lockedOut() throws {
        let first = try channel.configuration.changed { $0.set("'Utility.admin'", of: .orderers) }
        let without = try first.changed { $0.organisations.removeAll { $0.id == "Utility" } }
        let both = [network.admin, network.utilityAdmin]
        let found = try #require(try problem(without, endorsedBy: both, on: Channel(first)))
        #expect("\(found)".contains("section 'orderers', 'Utility.admin', asks for organisations that are no members"))
    }

    @Test(
        "A policy that cannot be read names the column",
        arguments: [
            ("MAJORITY admins", 10), ("AND('Operator.admin', )", 23), ("OutOf(3, 'A.admin')", 7),
            ("'Operator.boss'", 11),
        ]
    )
    func syntax(policy: String, column: Int) throws {
        let next = try channel.configuration.changed { $0.modificationPolicy = policy }
        let found = try #require(try problem(next, endorsedBy: [network.admin, network.utilityAdmin]))
        #expect("\(found)".contains("column \(column):"), "\(found)")
    }

    @Test("Every field that differs is named, also one that nothing else is known of")
    func complete() throws {
        let old = channel.configuration
        let auditor = try LedgerNetwork.makeAuthority("Auditor")
        let new = try old.changed { edit in
            edit.organisations = [
                OrganisationDefinition(id: "Auditor", roots: [auditor.certificate.der]), edit.organisations[0],
            ]
            edit.cutting = Self.limits
            edit.orderers = [.zero]
            edit.modificationPolicy = "ALL admin"
            edit.set("ANY admin", of: .cutting)
            edit.checkpoints = CheckpointTerms(origin: "log", logKey: "key")
            edit.chaincodes = [
                ChaincodeDefinition(name: "other", identity: .zero, endorsementPolicy: "ANY peer", terms: [])
            ]
        }
        let keys = zip(old.fields, new.fields).filter { $0.value != $1.value }.map(\.0.key)
        #expect(keys == [3, 4, 5, 6, 7, 8] && new.fields.suffix(2).map(\.key) == [9, 10])
        let sections = new.differences(from: old).map(\.subject.description)
        #expect(
            sections == [
                "organisations", "organisations", "orderers", "orderers", "cutting", "policies", "policies",
                "chaincodes", "chaincodes", "checkpoints",
            ]
        )
    }

    @Test("The history of a chain's configurations is verified link by link")
    func history() throws {
        let both = [network.admin, network.utilityAdmin]
        let genesis = try network.genesis(channel.configuration)
        var tip = genesis.draft.tip
        var blocks = [genesis]
        var configuration = channel.configuration
        for count in 1...3 {
            configuration = try configuration.changed { edit in
                let (bytes, timeout) = (edit.cutting.preferredBytes, edit.cutting.timeout)
                edit.cutting = CuttingLimits(
                    maximumCount: count,
                    preferredBytes: bytes,
                    absoluteBytes: bytes,
                    timeout: timeout
                )
            }
            let endorsers = count == 3 ? [network.admin] : both
            let envelope = try network.reconfiguration(configuration, endorsedBy: endorsers)
            let draft = tip.next([ValidatedTransaction(envelope, code: .valid)], time: now)
            blocks.append(try network.seal(draft, with: both))
            tip = draft.tip
            #expect(tip.configurationBlock == count)
        }
        let history = try ConfigurationHistory(of: MemoryChain(Array(blocks.dropLast())))
        #expect(history.entries.map(\.block) == [0, 1, 2])
        #expect(history.channel.configuration.sequence == 2 && history.channel.configuration.cutting.maximumCount == 2)
        let error = try #require(throws: ConfigurationHistoryError.self) {
            try ConfigurationHistory(of: MemoryChain(blocks))
        }
        #expect("\(error)".hasPrefix("the configuration of block 3 is not one that the one before it allows: "))
    }

    private static let limits = CuttingLimits(
        maximumCount: 7,
        preferredBytes: 1_000,
        absoluteBytes: 2_000,
        timeout: .milliseconds(5)
    )
}
