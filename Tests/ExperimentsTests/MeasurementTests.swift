import Simulation
import Testing

@testable import Experiments

@Suite("What is measured")
struct MeasurementTests {
    @Test("A whole number of 128 bits becomes the double that the standard library makes of it")
    func nearestDouble() {
        let generator = Philox4x64(key: 1, 2)
        var numbers: [Int128] = [0, 1, -1, .max, .min, (1 << 53) + 1, (1 << 64) + (1 << 11), (1 << 64) + (1 << 11) + 1]
        for bits in UInt64(0)..<127 {
            let power: Int128 = 1 << bits
            numbers += [power - 1, power + 1, -power, power | power >> 53, power | power >> 53 | 1]
            for count in UInt64(0)..<20 {
                let words = generator.block(at: [bits, count, 0, 0])
                let number = Int128(words[0] &>> 1) << 64 | Int128(words[1])
                numbers += [number >> bits, -(number >> bits)]
            }
        }
        for number in numbers {
            #expect(Double(nearest: number) == Double(number), "\(number)")
        }
    }
}
