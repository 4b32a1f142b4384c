import Foundation
import GRDB

extension Row {
    /// The integer of a column; a damaged file may have anything there, so that reading it can fail.
    func integer(_ index: Int) throws -> Int {
        try decode(Int.self, atIndex: index)
    }

    /// The bytes of a column.
    func bytes(_ index: Int) throws -> [UInt8] {
        Array(try decode(Data.self, atIndex: index))
    }
}
