import Foundation
import TestKit
import Testing
import Witness

@Suite("A witness's files")
struct DurableFileTests {
    @Test("A file is replaced whole, over what a process left that died in the middle")
    func replaced() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/last.note"
            try DurableFile.replace(path, by: Array("first".utf8))
            try Data("half of the sec".utf8).write(to: URL(filePath: path + ".new"))
            try DurableFile.replace(path, by: Array("second".utf8))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "second")
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["last.note"])
        }
    }

    @Test("What cannot be replaced is named")
    func refused() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/nowhere/last.note"
            let error = #expect(throws: WitnessStateError.self) { try DurableFile.replace(path, by: []) }
            #expect(error?.description.contains("\(path) cannot be replaced") == true)
        }
    }

    @Test("One at a time has hold, and the next when it is given up")
    func held() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/last.note.lock"
            let first = try FileHold(path)
            #expect(try first != nil && FileHold(path) == nil)
            first?.release()
            do {
                let second = try FileHold(path)
                #expect(try second != nil && FileHold(path) == nil)
            }
            #expect(try FileHold(path) != nil)
            let error = #expect(throws: WitnessStateError.self) { try FileHold(directory + "/nowhere/lock") }
            #expect(error?.description.contains("nowhere/lock cannot be opened") == true)
        }
    }
}
