import Testing
import WebAddresses

@Suite("Addresses of web services")
struct WebAddressTests {
    @Test(
        "An address is a scheme, a host, and perhaps a port and a path",
        arguments: ["https://witness.example:8444", "http://10.0.0.7", "http://[::1]:8444/riverside"]
    )
    func taken(text: String) {
        #expect(WebAddress(text)?.description == text)
        #expect(WebAddress(text + "/") == WebAddress(text))
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", "witness.example", "witness.example:8444", "ftp://witness.example", "https://", "https:///riverside",
            "https://user@witness.example", "https://witness.example?x=1", "https://witness.example#top", "/riverside",
        ]
    )
    func refused(text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test("The example that people are shown is one")
    func example() throws {
        let word = try #require(WebAddress.expected.split(separator: " ").last)
        #expect(WebAddress(String(word)) != nil)
    }
}
