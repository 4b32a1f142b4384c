import Allocation
import HTTPTypes
import Hummingbird
import Monitor
import NIOCore

/// The addresses of the periods and their bills.
struct BillRoutes: Sendable {
    let ledger: any LedgerSource

    func add(to router: RouterGroup<PageContext>) {
        router.get("periods") { request, _ in
            let query = Query(request)
            let limit = try query.integer("limit", in: 1...50) ?? 20
            let before = try query.instant("before")
            return try await refusing {
                try JSONAnswer.response(
                    PeriodsJSON(try await ledger.periods(before: before, limit: limit), limit: limit)
                )
            }
        }
        router.get("buildings/:building/bill") { request, context in
            guard let building = BuildingID(try context.parameters.require("building")) else {
                throw HTTPError(.badRequest, message: "a building's id is [a-z0-9-]{1,32}")
            }
            let openedAt = try Query(request).instant("opened_at")
            return try await refusing {
                let bill = try await ledger.bill(of: building, openedAt: openedAt)
                let day = openedAt.map { "-\(Timestamps.text($0).replacing(":", with: ""))" } ?? ""
                return LedgerRoutes.download(bill, name: "\(building)\(day).bill")
            }
        }
    }

    private func refusing(_ body: () async throws -> Response) async throws -> Response {
        do { return try await body() } catch let refusal as BillRefusal {
            throw HTTPError(refusal.isBusy ? .serviceUnavailable : .notFound, message: refusal.reason)
        }
    }
}
