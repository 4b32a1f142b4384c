import Allocation
import AllocationContract
import Hummingbird
import Monitor

/// The addresses and what answers them.
struct Routes: Sendable {
    let source: any SiteSource
    let live: LiveSite
    let ledger: any LedgerSource

    func router(token: String?, tls: RenewedTLS?) -> Router<PageContext> {
        let router = Router(context: PageContext.self, options: [.autoGenerateHeadEndpoints])
        router.addMiddleware {
            TracingMiddleware()
            Hardening(isSecure: tls != nil)
            Access(token: token, tls: tls)
        }
        addPage(to: router)
        addProbes(to: router)
        addSite(to: router.group("api/v1"))
        LedgerRoutes(ledger: ledger).add(to: router.group("api/v1"))
        BillRoutes(ledger: ledger).add(to: router.group("api/v1"))
        return router
    }

    private func addPage(to router: Router<PageContext>) {
        router.get("/") { _, _ in PageFiles.page() }
        router.get("/audit") { _, _ in PageFiles.page() }
        router.get("/b/:building") { _, context in
            // Who has no token yet is not told which buildings there are: the page asks the API, and says it then.
            guard BuildingID(try context.parameters.require("building")) != nil else { throw Self.malformed }
            return PageFiles.page()
        }
        router.get("/assets/:name") { _, context in try PageFiles.asset(context.parameters.require("name")) }
    }

    private func addProbes(to router: Router<PageContext>) {
        router.get("/metrics") { _, _ in
            await Probes(source: source, live: live).metrics()
        }
        router.get("/healthz") { _, _ in await Probes(source: source, live: live).health() }
        router.get("/readyz") { _, _ in await Probes(source: source, live: live).readiness() }
    }

    private func addSite(to router: RouterGroup<PageContext>) {
        router.get("site") { _, _ in try JSONAnswer.response(SiteJSON(source.description)) }
        router.get("state") { _, _ in try await stateAnswer() }
        router.get("stream") { _, _ in await StreamEndpoint(live: live).response() }
        router.get("history") { request, _ in
            let seconds = try Query(request).integer("seconds", in: 1...3_600) ?? 600
            return try JSONAnswer.response(HistoryJSON(await live.history, seconds: seconds))
        }
        router.get("allocations") { request, _ in
            let limit = try Query(request).integer("limit", in: 1...RecentAllocations.limit) ?? 20
            return try JSONAnswer.response(AllocationsJSON(Array(source.allocations(of: nil).prefix(limit))))
        }
        router.get("buildings/:building") { _, context in try await memberAnswer(try building(context)) }
        router.get("buildings/:building/allocations") { request, context in
            let limit = try Query(request).integer("limit", in: 1...RecentAllocations.limit) ?? 20
            let entries = source.allocations(of: try building(context))
            return try JSONAnswer.response(AllocationsJSON(Array(entries.prefix(limit))))
        }
        router.get("openapi.json") { _, _ in try PageFiles.asset("openapi.json") }
    }

    private func stateAnswer() async throws -> Response {
        guard let state = await live.state else { throw Self.notYet }
        return try JSONAnswer.response(StateJSON(state, of: source.description, listing: state.members))
    }

    private func memberAnswer(_ building: BuildingID) async throws -> Response {
        guard let state = await live.state else { throw Self.notYet }
        guard let member = state.members.first(where: { $0.member.id == building }) else {
            throw Self.unknown(building)
        }
        return try JSONAnswer.response(BuildingJSON(member, prices: state.tariff.prices))
    }

    /// The building that a path names.
    private func building(_ context: PageContext) throws -> BuildingID {
        let text = try context.parameters.require("building")
        guard let building = BuildingID(text) else { throw Self.malformed }
        guard source.description.members.contains(where: { $0.id == building }) else { throw Self.unknown(building) }
        return building
    }

    private static let notYet = HTTPError(.serviceUnavailable, message: "the ledger has not been read yet")

    private static let malformed = HTTPError(.badRequest, message: "a building's id is [a-z0-9-]{1,32}")

    private static func unknown(_ building: BuildingID) -> HTTPError {
        HTTPError(.notFound, message: "the site has no building '\(building)'")
    }
}
