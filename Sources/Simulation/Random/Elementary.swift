/// Logarithm and exponential of our own: only `+ − × ÷` and bits, so that a simulation gives the same bits on every
/// machine (the platforms' mathematical libraries differ in the last place).
///
/// Reductions and coefficients are those of fdlibm (`e_log.c`, `e_exp.c`), whose errors stay below one unit in the last
/// place. Swift never contracts a product and a sum into one rounding, so neither the compiler nor the processor can
/// change a result.
public enum Elementary {
    /// The natural logarithm of a positive, finite, normal number.
    ///
    /// Free of branches, so that a loop over it is turned into vector instructions.
    @inline(__always)
    public static func log(_ value: Double) -> Double {
        // value = 2^k · (1 + f) with 1 + f in [√½, √2): the constants move the split from 1 to √½.
        let shifted = value.bitPattern &+ 0x0009_5F62_0000_0000
        let mantissa = (shifted & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_0000_0000
        let f = Double(bitPattern: mantissa) - 1
        let s = f / (2 + f)
        let z = s * s
        let w = z * z
        let odd = z * (6.666_666_666_666_735_13e-01 + w * (2.857_142_874_366_239_15e-01 + w * odds(w)))
        let even =
            w * (3.999_999_999_940_941_91e-01 + w * (2.222_219_843_214_978_40e-01 + w * 1.531_383_769_920_937_33e-01))
        let half = 0.5 * f * f
        // A biased exponent below 2⁵² is the low bits of the double 2⁵² + it, so this difference is k exactly.
        let k = Double(bitPattern: (shifted &>> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1_023)
        return k * ln2High - ((half - (s * (half + (even + odd)) + k * ln2Low)) - f)
    }

    @inline(__always)
    private static func odds(_ w: Double) -> Double {
        1.818_357_216_161_805_01e-01 + w * 1.479_819_860_511_658_59e-01
    }

    /// `e` to the power of a number; 0 far below and infinity far above what a double can hold.
    public static func exp(_ value: Double) -> Double {
        if value < -745.2 { return 0 }
        if value > 709.8 { return .infinity }
        let k = (value * 1.442_695_040_888_963_387_00).rounded()
        let high = value - k * ln2High
        let low = k * ln2Low
        let reduced = high - low
        let t = reduced * reduced
        let tail = 6.613_756_321_437_934_36e-05 + t * (-1.653_390_220_546_525_15e-06 + t * 4.138_136_797_057_238_46e-08)
        let head = 1.666_666_666_666_660_19e-01 + t * (-2.777_777_777_701_559_34e-03 + t * tail)
        let c = reduced - t * head
        let fraction = 1 - ((low - (reduced * c) / (2 - c)) - high)
        return Double(sign: .plus, exponent: Int(k), significand: fraction)
    }

    /// A positive base to any power.
    static func power(_ base: Double, _ exponent: Double) -> Double {
        exp(exponent * log(base))
    }

    /// ln 2 in two parts, the first short enough for an exact product with any exponent.
    private static let ln2High = 6.931_471_803_691_238_164_90e-01
    private static let ln2Low = 1.908_214_929_270_587_700_02e-10
}
