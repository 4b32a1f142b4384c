import Allocation
import Gateway
import MQTTClient
import Testing

@Suite("The topics of a site")
struct TopicsTests {
    private let topics: Topics
    private let building: BuildingID

    init() throws {
        topics = try #require(Topics(site: "riverside"))
        building = try #require(BuildingID("b01"))
    }

    @Test("They stand under the site's prefix")
    func names() {
        let prefix = "commonwatt/v1/riverside"
        #expect(topics.demand(building).text == "\(prefix)/bld/b01/demand")
        #expect(topics.meter(building).text == "\(prefix)/bld/b01/meter")
        #expect(topics.status(building).text == "\(prefix)/bld/b01/status")
        #expect(topics.allocation(building).text == "\(prefix)/bld/b01/alloc")
        #expect(topics.currentAllocation(building).text == "\(prefix)/bld/b01/alloc/current")
        #expect(topics.controllerStatus.text == "\(prefix)/ctl/status")
        #expect(topics.ledgerHead.text == "\(prefix)/ctl/ledger/head")
        #expect(topics.policy.text == "\(prefix)/ctl/policy")
    }

    @Test("The controller's filters match every building's topics and no others")
    func filters() {
        #expect(topics.allDemands.matches(topics.demand(building)))
        #expect(!topics.allDemands.matches(topics.meter(building)))
        #expect(topics.allStatuses.matches(topics.status(building)))
        #expect(!topics.allStatuses.matches(topics.controllerStatus))
        #expect(topics.everything.matches(topics.currentAllocation(building)))
    }

    @Test("A building's topic names the building and the purpose")
    func sender() {
        let demand = topics.building(of: topics.demand(building))
        #expect(demand?.building == building && demand?.purpose == .demand)
        #expect(topics.building(of: topics.status(building))?.purpose == .status)
        #expect(topics.building(of: topics.meter(building))?.purpose == .meter)
    }

    @Test(
        "Other topics name nobody",
        arguments: [
            "commonwatt/v1/other/bld/b01/demand", "commonwatt/v1/riverside/bld/B01/demand",
            "commonwatt/v1/riverside/bld//demand", "commonwatt/v1/riverside/bld/b01/alloc",
            "commonwatt/v1/riverside/bld/b01/demand/x", "commonwatt/v1/riverside/ctl/b01/demand",
            "commonwatt/v1/riversidebld/b01/demand/", "x",
        ]
    )
    func nobody(_ text: String) throws {
        #expect(topics.building(of: try #require(Topic(text))) == nil)
    }

    @Test(
        "A site's name has the form of an identifier",
        arguments: ["", "River", "a/b", "#", String(repeating: "a", count: 33)]
    )
    func sites(_ name: String) {
        #expect(Topics(site: name) == nil)
    }
}
