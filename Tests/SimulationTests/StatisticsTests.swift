import Simulation
import Testing

@Suite("Statistics of replications")
struct StatisticsTests {
    /// From the incomplete beta function with 30 digits.
    private static let quantiles: [(probability: Double, freedom: Int, value: Double)] = [
        (0.975, 1, 12.706204736174705),
        (0.95, 1, 6.313751514675043),
        (0.995, 1, 63.65674116287158),
        (0.975, 2, 4.302652729749464),
        (0.95, 2, 2.9199855803537256),
        (0.995, 2, 9.924843200918293),
        (0.975, 3, 3.1824463052837095),
        (0.95, 3, 2.3533634348018238),
        (0.995, 3, 5.840909309733357),
        (0.975, 5, 2.5705818356363155),
        (0.95, 5, 2.0150483733330242),
        (0.995, 5, 4.032142983555228),
        (0.975, 10, 2.228138851986275),
        (0.95, 10, 1.8124611228116765),
        (0.995, 10, 3.1692726726169513),
        (0.975, 29, 2.0452296421327043),
        (0.95, 29, 1.6991270265334977),
        (0.995, 29, 2.7563859036706053),
        (0.975, 30, 2.042272456301238),
        (0.95, 30, 1.6972608865939578),
        (0.995, 30, 2.7499956535672254),
        (0.975, 99, 1.9842169515864174),
        (0.95, 99, 1.6603911560169908),
        (0.995, 99, 2.6264054572808275),
        (0.975, 100, 1.9839715185235522),
        (0.95, 100, 1.6602343260853396),
        (0.995, 100, 2.6258905214380177),
        (0.975, 999, 1.96234146113345),
        (0.95, 999, 1.6463803454275356),
        (0.995, 999, 2.580759637267637),
        (0.975, 9_999, 1.9602012636213577),
        (0.95, 9_999, 1.6450060333112995),
        (0.995, 9_999, 2.576321095856598),
        (0.975, 99_999, 1.9599877077718448),
        (0.95, 99_999, 1.644868864937351),
        (0.995, 99_999, 2.5758784704000526),
        (0.975, 999_999, 1.9599663568164793),
        (0.95, 999_999, 1.6448551507235643),
        (0.995, 999_999, 2.575834220110251),
    ]

    @Test("Student's quantiles agree to ten digits", arguments: 0..<39)
    func studentQuantiles(index: Int) {
        let row = Self.quantiles[index]
        let value = StudentT.quantile(row.probability, degreesOfFreedom: row.freedom)
        #expect(abs(value / row.value - 1) < 1e-10)
    }

    @Test("Moments are those of the definition")
    func moments() {
        let moments = SampleMoments([2, 8, 0, 4, 1, 9, 9, 0, 3.5, -2])
        #expect(moments.count == 10)
        #expect(abs(moments.mean - 3.45) < 1e-14)
        #expect(abs(moments.variance - 16.025) < 1e-13)
        #expect(abs(moments.skewness - 0.318_610_069_314_444_8) < 1e-13)
        #expect(SampleMoments([5, 5, 5]).skewness == 0)
    }

    @Test("A t interval is the textbook's")
    func interval() {
        let estimate = Estimate(SampleMoments([2, 8, 0, 4, 1, 9, 9, 0, 3.5, -2]))
        #expect(abs(estimate.halfWidth - 2.262_157_162_798_205 * (16.025 / 10).squareRoot()) < 1e-12)
        #expect(estimate.degreesOfFreedom == 9)
        #expect(Estimate(SampleMoments([1])).halfWidth == .infinity)
    }

    @Test("Rare large values make an interval unreliable")
    func reliability() {
        var values = Array(repeating: 0.0, count: 100)
        #expect(Estimate(SampleMoments((0..<100).map { Double($0 % 7) })).isReliable)
        values[17] = 1
        #expect(!Estimate(SampleMoments(values)).isReliable)
    }

    @Test("Paired differences know what both have in common")
    func pairs() {
        let common = (0..<50).map { Double(($0 * 7_919) % 101) }
        let right = common.enumerated().map { $0.element + 3 + ($0.offset % 2 == 0 ? 0.5 : -0.5) }
        let estimate = Estimate(pairedDifferenceOf: right, and: common)
        #expect(abs(estimate.mean - 3) < 1e-12)
        #expect(estimate.halfWidth < 0.15)
    }

    private func controlled(
        _ response: [Double],
        _ controls: [(values: [Double], mean: Double)]
    ) -> ControlledEstimate? {
        var joint = JointMoments(size: controls.count + 1)
        for index in response.indices { joint.add([response[index]] + controls.map { $0.values[index] }) }
        return ControlledEstimate(joint, controlMeans: controls.map(\.mean), isReliable: true)
    }

    @Test("Joint moments agree with the definition")
    func jointMoments() {
        let left = [2.0, 8, 0, 4, 1, 9]
        let right = [1.0, 7, 3, 3, 2, 5]
        var joint = JointMoments(size: 2)
        for (first, second) in zip(left, right) { joint.add([first, second]) }
        #expect(joint.means == [4, 3.5])
        #expect(abs(joint.product(0, 1) - 33) < 1e-12)
        #expect(joint.product(0, 1) == joint.product(1, 0))
        #expect(abs(joint.product(0, 0) - 5 * SampleMoments(left).variance) < 1e-12)
    }

    @Test("A control that explains everything leaves no interval")
    func perfectControl() throws {
        let control = (0..<30).map { Double(($0 * 37) % 29) }
        let response = control.map { 5 + 2 * $0 }
        let result = try #require(controlled(response, [(control, 10)]))
        #expect(abs(result.estimate.mean - 25) < 1e-10)
        #expect(result.estimate.halfWidth < 1e-6)
        #expect(abs(result.coefficients[0] - 2) < 1e-12)
        #expect(result.estimate.degreesOfFreedom == 28)
    }

    @Test("A control that says nothing new is left out")
    func dependentControls() throws {
        let control = (0..<30).map { Double(($0 * 37) % 29) }
        let response = control.enumerated().map { $0.element + Double($0.offset % 3) }
        let one = try #require(controlled(response, [(control, 14)]))
        let two = try #require(controlled(response, [(control, 14), (control.map { 2 * $0 }, 28)]))
        #expect(two.coefficients[1] == 0)
        #expect(abs(one.estimate.mean - two.estimate.mean) < 1e-12)
        #expect(controlled([1, 2], [([1, 2], 1)]) == nil)
    }

    /// Coverage of 95 % intervals in 1 000 samples of 20: the controlled mean of x² with x as the control.
    @Test("Controlled intervals cover the truth as often as they say, and are narrower")
    func coverage() throws {
        var generator = SplitMix(state: 7)
        func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
        var hits = 0
        var reduction = 0.0
        for _ in 0..<1_000 {
            let x = (0..<20).map { _ in uniform() }
            let y = x.map { $0 + 0.3 * uniform() }
            let result = try #require(controlled(y, [(x, 0.5)]))
            if result.estimate.lower <= 0.65, 0.65 <= result.estimate.upper { hits += 1 }
            reduction += result.varianceReduction / 1_000
        }
        // Three standard errors of a binomial proportion: 0.95 ± 0.0207.
        #expect((929...971).contains(hits))
        #expect(reduction > 5)
    }

    @Test("Jain's index, deviation and relative difference")
    func fairness() {
        #expect(Fairness.jainIndex([1, 1, 1, 1]) == 1)
        #expect(Fairness.jainIndex([1, 0, 0, 0]) == 0.25)
        #expect(Fairness.jainIndex([0, 0]) == nil)
        #expect(Fairness.standardDeviation([1, 3]) == 1)
        #expect(Fairness.relativeDifference(small: 2, large: 1) == 0.5)
        #expect(Fairness.relativeDifference(small: 0, large: 1) == nil)
    }

    @Test("Replications go on until the precision is reached and stays reached")
    func precision() throws {
        var rule = PrecisionRule(precision: 0.05, minimum: 5)
        var generator = SplitMix(state: 3)
        var values: [Double] = []
        while rule.sufficient == nil {
            values.append(10 + Double(generator.next() % 100) / 20)
            rule.add(values[values.count - 1])
        }
        let sufficient = try #require(rule.sufficient)
        #expect(values.count == sufficient + 5)
        for count in sufficient...values.count {
            #expect(Estimate(SampleMoments(values.prefix(count))).relativeHalfWidth <= 0.05)
        }
        #expect(Estimate(SampleMoments(values.prefix(sufficient - 1))).relativeHalfWidth > 0.05)
    }

    @Test("A mean of nothing is never precise")
    func precisionOfZero() {
        var rule = PrecisionRule(precision: 0.5)
        for _ in 0..<500 { rule.add(0) }
        #expect(rule.sufficient == nil)
    }
}
