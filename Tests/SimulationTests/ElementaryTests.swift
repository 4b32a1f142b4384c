import Foundation
import Simulation
import Testing

@Suite("Logarithm and exponential of our own")
struct ElementaryTests {
    private static func unitsInTheLastPlace(_ value: Double, _ reference: Double) -> Double {
        abs(value - reference) / reference.ulp
    }

    @Test("The logarithm is within one unit in the last place of the platform's")
    func logarithm() {
        var generator = SplitMix(state: 1)
        var worst = 0.0
        for _ in 0..<200_000 {
            // Uniform numbers as the simulator draws them, and numbers of every size.
            let word = generator.next()
            let uniform = Double((word >> 11) + 1) * 0x1p-53
            let any = Double(bitPattern: (word >> 2) % 0x7FD0_0000_0000_0000 + 0x0010_0000_0000_0000)
            for value in [uniform, any] {
                worst = max(worst, Self.unitsInTheLastPlace(Elementary.log(value), Foundation.log(value)))
            }
        }
        #expect(worst <= 1)
    }

    @Test("The logarithm is exact at one and good at the ends", arguments: [1, 0x1p-53, 1 - 0x1p-53, 2, 0.5, 1e300])
    func logarithmOfLandmarks(value: Double) {
        #expect(abs(Elementary.log(value) - Foundation.log(value)) <= Foundation.log(value).ulp)
        #expect(Elementary.log(1) == 0)
    }

    @Test("The exponential is within one unit in the last place of the platform's")
    func exponential() {
        var generator = SplitMix(state: 2)
        var worst = 0.0
        for _ in 0..<200_000 {
            let value = (Double(generator.next() >> 11) * 0x1p-53 - 0.5) * 1_400
            worst = max(worst, Self.unitsInTheLastPlace(Elementary.exp(value), Foundation.exp(value)))
        }
        #expect(worst <= 1)
    }

    @Test("The exponential ends at zero and infinity")
    func exponentialFarOut() {
        #expect(Elementary.exp(0) == 1)
        #expect(Elementary.exp(-1e4) == 0)
        #expect(Elementary.exp(1e4) == .infinity)
    }
}

/// A small generator for test data.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
