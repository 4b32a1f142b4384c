import Audit
import Cryptography
import Fabcoin
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import Units

/// A ledger of coins with a peer on it: the admin mints, the client and others spend.
struct CoinLedger {
    let network: LedgerNetwork
    let contract: Fabcoin
    let other: LedgerNetwork.Member
    let store: LedgerStore
    let peer: PeerNode<LedgerStore>

    init(_ directory: String) throws {
        network = try LedgerNetwork()
        other = try network.makeMember("b02", .client)
        contract = Fabcoin(centralBanks: [network.admin.fingerprint])
        let configuration = try ChannelConfiguration(
            channel: "coins",
            organisations: [OrganisationDefinition(id: "Operator", roots: [network.operatorAuthority.certificate.der])],
            modificationPolicy: "MAJORITY admin",
            orderers: [network.orderer.fingerprint],
            chaincodes: [
                ChaincodeDefinition(
                    name: Fabcoin.name,
                    identity: contract.identity,
                    endorsementPolicy: "OR('Operator.peer')",
                    terms: []
                )
            ]
        )
        store = try LedgerStore.create(at: directory, genesis: try network.genesis(configuration))
        peer = try PeerNode(
            storage: store,
            chaincodes: [contract],
            settings: PeerSettings(
                endorser: PeerCredential(certificate: network.peer.identity.certificate, key: network.peer.key),
                orderer: PeerCredential(certificate: network.orderer.identity.certificate, key: network.orderer.key),
                clock: { LedgerNetwork.now }
            )
        )
        for member in [network.admin, network.client, other] { peer.introduce(member.identity) }
    }

    func close() async throws {
        await peer.stop()
        try store.close()
    }

    /// A signed call; the number makes its identifier.
    func proposal(_ number: Int, _ call: FabcoinCall, by member: LedgerNetwork.Member) throws -> SignedProposal {
        let proposal = Proposal(
            channel: "coins",
            timestamp: LedgerNetwork.now,
            creator: member.fingerprint,
            nonce: Digest.sha256(Array("coin \(number)".utf8)).bytes,
            chaincode: Fabcoin.name,
            function: call.function,
            arguments: call.arguments
        )
        return try SignedProposal(proposal, signedBy: member.key)
    }

    /// The first coin that a call of that number creates.
    func output(of number: Int, by member: LedgerNetwork.Member) -> CoinReference {
        let nonce = Digest.sha256(Array("coin \(number)".utf8)).bytes
        return CoinReference(txid: Proposal.identifier(nonce: nonce, creator: member.fingerprint), output: 1)
    }

    /// Makes a call and waits for its transaction.
    @discardableResult
    func commit(_ number: Int, _ call: FabcoinCall, by member: LedgerNetwork.Member) async throws -> CommittedProposal {
        try await peer.submit(try proposal(number, call, by: member)).outcome()
    }

    /// Mints coins for the client, and returns what to spend them by.
    func mint(_ number: Int, _ amounts: Int64..., label: String = "FBC") async throws -> [CoinReference] {
        let coins = amounts.map { Coin(amount: $0, owner: network.client.fingerprint, label: label) }
        let minted = try await commit(number, .mint(coins), by: network.admin)
        return amounts.indices.map { CoinReference(txid: minted.txid, output: $0 + 1) }
    }

    func coin(_ amount: Int64, of member: LedgerNetwork.Member, label: String = "FBC") -> Coin {
        Coin(amount: amount, owner: member.fingerprint, label: label)
    }

    /// The sum of all coins in the state.
    func total() throws -> Int64 {
        let end = QualifiedKey.end(of: Fabcoin.name)
        return try store.values(from: QualifiedKey("", in: Fabcoin.name), to: end)
            .map { try Coin(encoded: $0.value.value).amount }
            .reduce(0, +)
    }

    /// The envelope that a peer would make of a call on the state as it is committed now.
    func endorse(_ proposal: SignedProposal, by creator: LedgerNetwork.Member) throws -> Envelope {
        let stub = ChaincodeStub(chaincode: Fabcoin.name, state: store)
        var executor = contract.makeExecutor()
        let call = ChaincodeCall(proposal.proposal, creator: Creator(creator.identity))
        let result = stub.result(response: try executor.invoke(call, on: stub))
        let bare = Envelope(proposal, result: result, endorsements: [])
        let endorsement = try Endorsement(
            of: bare.content,
            endorser: network.peer.fingerprint,
            key: network.peer.key
        )
        return Envelope(proposal, result: result, endorsements: [endorsement])
    }

    /// An audit of the ledger, down to the calls.
    func audit() async throws -> AuditReport {
        try await Auditor(
            chain: store,
            roots: AuditorRoots([AuditorRoots.Root(network.operatorAuthority.certificate)]),
            contracts: [AuditedContract(contract, identity: contract.identity)]
        ).audit(level: .calls, jobs: 2)
    }
}
