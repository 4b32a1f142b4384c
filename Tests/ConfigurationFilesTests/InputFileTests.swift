import ConfigurationFiles
import TestKit
import Testing

@Suite("An input file")
struct InputFileTests {
    @Test("that is not there, is a directory or is too large is refused by name")
    func refusals() throws {
        let missing = #expect(throws: ConfigurationError.self) { try InputFile.read("/nowhere/cluster.yaml") }
        #expect(missing?.description == "/nowhere/cluster.yaml: there is no such file")
        let directory = #expect(throws: ConfigurationError.self) { try InputFile.read(Repository.root) }
        #expect(directory?.problem == "expected a file, found a directory")
        let large = #expect(throws: ConfigurationError.self) {
            try InputFile.read(Repository.path("LICENSE"), limit: 100)
        }
        #expect(large?.problem == "the file is larger than 100 bytes")
    }

    @Test("that is not UTF-8 is refused")
    func notText() {
        let file = InputFile(path: "policy.yaml", bytes: [0x6B, 0xFF])
        let refusal = #expect(throws: ConfigurationError.self) { try PolicyFile(file) }
        #expect(refusal?.description == "policy.yaml: the file is not UTF-8 text")
    }
}
