import Allocation
import ConfigurationFiles
import Simulation
import TestKit
import Testing
import Units

@Suite("The example trace")
struct ExampleTests {
    /// Energies in millijoules by server, of the cluster and of its small building (b10), as another program found
    /// them: written from the model's text alone, in Python's unbounded integers, without any of this project's code.
    @Test(
        "gives every policy the energies that an independent program found, to the millijoule",
        arguments: [
            (
                "adaptive-cluster-load", [9_278_152_665_056, 3_272_872_529_338, 42_236_526_477_153],
                [53_182_420_410, 39_705_868_905, 99_553_767_185]
            ),
            (
                "adaptive-redispatch", [11_292_432_223_421, 3_915_941_977_250, 39_579_177_470_876],
                [95_805_631_183, 39_705_866_553, 56_930_558_764]
            ),
            (
                "adaptive", [15_523_214_682_458, 2_610_102_132_428, 36_654_234_856_661],
                [160_089_850_307, 32_352_206_193, 0]
            ),
            (
                "levelling", [20_870_379_328_574, 5_399_999_770_485, 28_517_172_572_488],
                [73_943_293_385, 17_808_161_366, 100_690_601_749]
            ),
            (
                "max-min", [20_870_379_328_574, 5_399_999_770_485, 28_517_172_572_488],
                [137_181_257_483, 27_274_925_446, 27_985_873_571]
            ),
            (
                "no-bounds-admission", [17_882_866_220_914, 5_399_999_674_450, 31_504_685_776_183],
                [66_427_964_319, 47_862_471_934, 78_151_620_247]
            ),
            (
                "no-bounds", [20_870_379_328_574, 5_399_999_770_485, 28_517_172_572_488],
                [89_454_331_273, 25_084_874_838, 77_902_850_389]
            ),
            (
                "strict-admission", [8_709_193_311_784, 3_336_528_431_224, 42_741_829_928_539],
                [49_910_928_810, 39_705_868_905, 102_825_258_785]
            ),
            (
                "strict", [10_761_714_095_537, 4_059_061_669_194, 39_966_775_906_816],
                [57_474_301_112, 39_705_857_937, 95_261_897_451]
            ),
        ] as [(String, [Int64], [Int64])]
    )
    func energies(policy: String, cluster: [Int64], small: [Int64]) throws {
        let file = try ClusterFile.read(Repository.path("Examples/riverside.yaml"))
        let csv = try InputFile.read(Repository.path("Examples/riverside.csv"))
        let trace = try Trace(csv: csv.bytes, buildings: file.terms.buildings.map(\.id))
        let outcome = try trace.replay(
            terms: file.terms,
            policy: PolicyFile.read(Repository.path("Policies/\(policy).yaml")).policy,
            horizon: file.period.duration
        )
        #expect(millijoules(outcome.total) == cluster)
        #expect(millijoules(outcome.accounts[9]) == small)
    }

    private func millijoules(_ account: EnergyAccount) -> [Int64] {
        [account.gridContract.millijoules, account.battery.millijoules, account.gridPremium.millijoules]
    }
}
