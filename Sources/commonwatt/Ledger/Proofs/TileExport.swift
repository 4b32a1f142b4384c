import Cryptography
import Foundation
import Ledger
import LedgerStore
import Transparency

/// Writes the tiles of a ledger's tree, one at a time.
struct TileExport {
    let archive: LedgerArchive
    let directory: String

    /// Writes the log as of a checkpoint; the checkpoint comes last, so that whoever finds it finds its tiles.
    func write(_ checkpoint: SignedCheckpoint) throws {
        let size = checkpoint.checkpoint.size
        for tile in Tiles.tiles(of: size) {
            try write(archive.hashes(level: tile.level, tile.range).flatMap(\.bytes), to: tile.path)
            guard tile.level == 0 else { continue }
            let entries = try archive.leaves(tile.range).flatMap { Tiles.entry($0.encoded) }
            try write(entries, to: Tiles.entriesPath(tile.index, width: tile.width))
        }
        try write(checkpoint.encoded, to: "checkpoint")
    }

    private func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        let url = URL(filePath: "\(directory)/\(path)")
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: url)
        } catch {
            throw .environment("\(url.path) cannot be written: \(error.localizedDescription)")
        }
    }
}
