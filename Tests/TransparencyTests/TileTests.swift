import Testing

@testable import Transparency

@Suite("Tiles")
struct TileTests {
    @Test("A tree of 70 000 leaves has the tiles of the specification's example")
    func example() {
        let tiles = Tiles.tiles(of: 70_000)
        #expect(tiles.count { $0.level == 0 && $0.width == 256 } == 273)
        let others = tiles.filter { $0.level > 0 || $0.width < 256 }.map(\.path)
        #expect(others == ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"])
        #expect(Tiles.tiles(of: 256).map(\.path) == ["tile/0/000", "tile/1/000.p/1"])
        #expect(Tiles.tiles(of: 0).isEmpty)
    }

    @Test(
        "Numbers are written in groups of three digits",
        arguments: [
            (0, 256, "tile/entries/000"), (999, 1, "tile/entries/999.p/1"), (1_000, 256, "tile/entries/x001/000"),
            (1_234_067, 8, "tile/entries/x001/x234/067.p/8"),
        ]
    )
    func paths(index: Int, width: Int, path: String) {
        #expect(Tiles.entriesPath(index, width: width) == path)
    }

    @Test("An entry has its length before it, in two bytes")
    func entry() {
        #expect(Tiles.entry([7, 8]) == [0, 2, 7, 8])
        #expect(Tiles.entry(Array(repeating: 1, count: 300)).prefix(3) == [1, 44, 1])
    }
}
