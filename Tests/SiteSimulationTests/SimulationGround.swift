import Allocation
import AllocationContract
import Cryptography
import Gateway
import Ledger
import LedgerTestKit
import Testing
import Units

/// What all episodes share: keys and certificates, the first block, and the terms from which a seed takes one.
struct SimulationGround: Sendable {
    let network: LedgerNetwork
    let terms: [PeriodTerms]
    let topics: Topics
    /// One for each of the terms.
    let genesis: [SealedBlock]

    init() throws {
        network = try LedgerNetwork()
        topics = try #require(Topics(site: "simulated"))
        let cluster = try ClusterTerms(
            contractCap: .watts(1_000),
            battery: BatteryTerms(power: .watts(500), capacity: .wattHours(2), roundTripEfficiency: .whole),
            prices: ServerPrices(
                gridContract: Price(micros: 200_000),
                battery: Price(micros: 300_000),
                gridPremium: Price(micros: 1_400_000)
            ),
            buildings: try [("b01", 500), ("b02", 300), ("b03", 200)].map { name, share in
                BuildingTerms(
                    id: try #require(BuildingID(name)),
                    allocationFactor: Share(partsPerBillion: share * 1_000_000)
                )
            }
        )
        let policies = [
            try AllocationPolicy(kind: .strict, discipline: .redispatch),
            try AllocationPolicy(kind: .noBounds, discipline: .redispatch),
            try AllocationPolicy(kind: .noBounds, discipline: .admission),
            try AllocationPolicy(kind: .adaptive, discipline: .admission, dwell: .seconds(5)),
            try AllocationPolicy(kind: .maxMin, discipline: .redispatch),
        ]
        terms = policies.map { PeriodTerms(cluster: cluster, policy: $0, currency: "EUR") }
        genesis = try terms.map { [network] in try Self.genesis(of: network, terms: $0) }
    }

    private static func genesis(of network: LedgerNetwork, terms: PeriodTerms) throws -> SealedBlock {
        let configuration = try ChannelConfiguration(
            channel: "simulated",
            organisations: [OrganisationDefinition(id: "Operator", roots: [network.operatorAuthority.certificate.der])],
            modificationPolicy: "MAJORITY admin",
            orderers: [network.orderer.fingerprint],
            chaincodes: [
                ChaincodeDefinition(
                    name: AllocationContract.name,
                    identity: AllocationContract.identity,
                    endorsementPolicy: "OR('Operator.peer')",
                    terms: terms.encoded
                )
            ]
        )
        return try network.genesis(configuration)
    }
}
