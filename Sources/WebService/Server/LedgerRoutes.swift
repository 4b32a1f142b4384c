import Allocation
import HTTPTypes
import Hummingbird
import Monitor
import NIOCore

/// The addresses of the audit view.
struct LedgerRoutes: Sendable {
    let ledger: any LedgerSource

    func add(to router: RouterGroup<PageContext>) {
        router.get("log") { _, _ in try JSONAnswer.response(LogJSON(verifierKey: ledger.logKey)) }
        router.get("blocks") { request, _ in
            let query = Query(request)
            let before = try query.integer("before", in: 0...Int(Int32.max))
            let limit = try query.integer("limit", in: 1...50) ?? 20
            return try JSONAnswer.response(BlocksJSON(try ledger.blocks(before: before, limit: limit)))
        }
        router.get("blocks/:number") { _, context in
            let text = try context.parameters.require("number")
            guard let number = Int(text), (0...Int(Int32.max)).contains(number) else {
                throw HTTPError(.badRequest, message: "a block's number is a whole number from 0")
            }
            guard let block = try ledger.block(number) else {
                throw HTTPError(.notFound, message: "the ledger has no block \(number)")
            }
            return try JSONAnswer.response(BlockJSON(block))
        }
        router.get("transactions") { request, _ in
            try JSONAnswer.response(FindingsJSON(try ledger.search(try query(Query(request)))))
        }
        router.get("transactions/:id") { _, context in
            try JSONAnswer.response(LedgerTransactionJSON(try transaction(context)))
        }
        router.get("transactions/:id/proof") { _, context in
            let transaction = try transaction(context)
            guard let proof = try ledger.proof(of: transaction.id) else {
                throw HTTPError(.notFound, message: "no checkpoint covers the transaction yet; ask again in seconds")
            }
            return Self.download(proof, name: "\(transaction.id.prefix(16)).tlog-proof")
        }
    }

    private func query(_ query: Query) throws -> LedgerQuery {
        LedgerQuery(
            building: try query.building("building"),
            from: try query.instant("from"),
            to: try query.instant("to"),
            before: try query.integer("before", in: 0...Int(Int32.max)),
            limit: try query.integer("limit", in: 1...100) ?? 25
        )
    }

    private func transaction(_ context: PageContext) throws -> RecordedTransaction {
        let id = try context.parameters.require("id")
        guard id.utf8.count == 64, id.wholeMatch(of: /[0-9a-f]+/) != nil else {
            throw HTTPError(.badRequest, message: "a transaction's identifier is 64 lower-case hexadecimal digits")
        }
        guard let transaction = try ledger.transaction(id) else {
            throw HTTPError(.notFound, message: "the ledger has no transaction \(id)")
        }
        return transaction
    }

    static func download(_ content: [UInt8], name: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/plain; charset=utf-8"
        headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
    }
}
