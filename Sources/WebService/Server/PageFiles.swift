import HTTPTypes
import Hummingbird
import NIOCore

/// The page's files, which are part of the program: a request names one of them or nothing, so no path leads elsewhere.
enum PageFiles {
    /// The pages: the same document, which reads its own address.
    private static let pages = ["/": "index.html", "/audit": "index.html"]

    private static let assets: [String: (type: String, content: [UInt8])] = [
        "page.css": ("text/css; charset=utf-8", PackageResources.page_css),
        "page.js": ("text/javascript; charset=utf-8", PackageResources.page_js),
        "elements.js": ("text/javascript; charset=utf-8", PackageResources.elements_js),
        "bill.js": ("text/javascript; charset=utf-8", PackageResources.bill_js),
        "audit.js": ("text/javascript; charset=utf-8", PackageResources.audit_js),
        "proof.js": ("text/javascript; charset=utf-8", PackageResources.proof_js),
        "chart.js": ("text/javascript; charset=utf-8", PackageResources.chart_js),
        "icon.svg": ("image/svg+xml", PackageResources.icon_svg),
        "openapi.json": ("application/json", PackageResources.openapi_json),
    ]

    /// Whether a path is one of the page's own, which hold nothing of the site.
    static func isPage(_ path: String) -> Bool {
        pages[path] != nil || path.hasPrefix("/assets/") || path.hasPrefix("/b/")
    }

    /// The document.
    static func page() -> Response {
        answer(PackageResources.index_html, type: "text/html; charset=utf-8")
    }

    /// A file by its name.
    static func asset(_ name: String) throws -> Response {
        guard let asset = assets[name] else { throw HTTPError(.notFound, message: "there is no such file") }
        return answer(asset.content, type: asset.type)
    }

    private static func answer(_ content: [UInt8], type: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-cache"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
    }
}
