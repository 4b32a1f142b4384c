/// Exact expectations for ten equal buildings (60 requests an hour, 50 s), computed once with 40 digits by a separate
/// program and checked there by Laplace inversion and by Panjer's recursion. Powers in kilowatts, energies in
/// kilowatt-hours of six hours from an empty start; the battery's power is 500 kW and it never runs out.
struct ExactPoint: Sendable {
    let capKilowatts: Double
    let meanKilowatts: Double
    /// `E[(L − L_CAP)⁺]` in the steady state.
    let excess: Double
    /// `E[(L − L_CAP − W)⁺]` in the steady state.
    let excessOverBattery: Double
    let probabilityAboveCap: Double
    /// Energies of grid-contract, battery and grid-premium.
    let noBounds: [Double]
    let strict: [Double]
    let adaptive: [Double]
    /// The standard deviation of the total energy.
    let totalDeviation: Double
    let totalDeviationStationary: Double

    static let all: [ExactPoint] = [
        ExactPoint(
            capKilowatts: 500,
            meanKilowatts: 20,
            excess: 0.042267267450141845,
            excessOverBattery: 3.3219012451760706e-08,
            probabilityAboveCap: 0.0010313328038065498,
            noBounds: [997.4331368352335, 0.2520481521006267, 1.9785098065400697e-07],
            strict: [826.7047532798667, 144.4098359150355, 26.570595990283103],
            adaptive: [996.1824126774274, 0.9025338443323193, 0.6002386634256123],
            totalDeviation: 33.2560833260518,
            totalDeviationStationary: 33.29473073400963
        ),
        ExactPoint(
            capKilowatts: 500,
            meanKilowatts: 40,
            excess: 17.373171523937607,
            excessOverBattery: 0.08453453490028369,
            probabilityAboveCap: 0.1517526631380067,
            noBounds: [1891.6399457492312, 103.22632792123598, 0.5040966999032147],
            strict: [1156.6424281994337, 496.76707836029976, 341.96086381063714],
            adaptive: [1687.30224447213, 146.92625618187088, 161.1418697163697],
            totalDeviation: 66.5121666521036,
            totalDeviationStationary: 66.58946146801927
        ),
        ExactPoint(
            capKilowatts: 500,
            meanKilowatts: 60,
            excess: 96.9790217610562,
            excessOverBattery: 5.37918150509789,
            probabilityAboveCap: 0.4507600749356252,
            noBounds: [2413.6299044570455, 547.3246659146146, 32.10098518389542],
            strict: [1307.1726221275942, 750.1796257239661, 935.7033077039956],
            adaptive: [1784.1339476083729, 472.65683925762045, 736.2647686895629],
            totalDeviation: 99.7682499781554,
            totalDeviationStationary: 99.8841922020289
        ),
        ExactPoint(
            capKilowatts: 500,
            meanKilowatts: 80,
            excess: 221.72733266349462,
            excessOverBattery: 34.746343047875214,
            probabilityAboveCap: 0.660528413360058,
            noBounds: [2665.4280017995893, 1117.851889698873, 207.46084924227839],
            strict: [1392.1679855424159, 921.1168708564511, 1677.4558843418736],
            adaptive: [1731.1641272079364, 739.1861700286324, 1520.390443504172],
            totalDeviation: 133.0243333042072,
            totalDeviationStationary: 133.17892293603853
        ),
        ExactPoint(
            capKilowatts: 500,
            meanKilowatts: 100,
            excess: 367.46678956601085,
            excessOverBattery: 99.00656690834674,
            probabilityAboveCap: 0.7821917978568637,
            noBounds: [2791.395442186495, 1605.6635361383517, 591.3669476010793],
            strict: [1446.600989230167, 1041.401942940915, 2500.422993754845],
            adaptive: [1681.8268275419935, 922.5817307120444, 2384.017367671888],
            totalDeviation: 166.280416630259,
            totalDeviationStationary: 166.47365367004818
        ),
        ExactPoint(
            capKilowatts: 500,
            meanKilowatts: 120,
            excess: 522.8049827161983,
            excessOverBattery: 193.9580435221124,
            probabilityAboveCap: 0.8528560393511511,
            noBounds: [2859.7342697327713, 1967.52553918132, 1158.85130219702],
            strict: [1484.4007656520635, 1129.9444786031252, 3371.765866855923],
            adaptive: [1651.555637187872, 1049.5310651140708, 3285.024408809169],
            totalDeviation: 199.5364999563108,
            totalDeviationStationary: 199.7683844040578
        ),
    ]
}
