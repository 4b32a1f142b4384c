import Simulation
import Testing

@Suite("Philox4x64 with ten rounds")
struct PhiloxTests {
    /// Random123's `kat_vectors` for philox4x64-10: counter, key, output.
    private static let knownAnswers: [(counter: [UInt64], key: [UInt64], output: [UInt64])] = [
        (
            [0, 0, 0, 0], [0, 0],
            [0x1655_4d9e_ca36_314c, 0xdb20_fe9d_672d_0fdc, 0xd7e7_72ce_e186_176b, 0x7e68_b68a_ec7b_a23b]
        ),
        (
            [.max, .max, .max, .max], [.max, .max],
            [0x87b0_92c3_013f_e90b, 0x438c_3c67_be8d_0224, 0x9cc7_d7c6_9cd7_77b6, 0xa09c_aebf_594f_0ba0]
        ),
        (
            [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89],
            [0x4528_21e6_38d0_1377, 0xbe54_66cf_34e9_0c6c],
            [0xa528_f454_03e6_1d95, 0x38c7_2dbd_566e_9788, 0xa5a1_610e_72fd_18b5, 0x57bd_43b5_e52b_7fe6]
        ),
    ]

    @Test("It gives the published answers", arguments: 0..<3)
    func knownAnswers(index: Int) {
        let answer = Self.knownAnswers[index]
        let generator = Philox4x64(key: answer.key[0], answer.key[1])
        #expect(generator.block(at: SIMD4(answer.counter)) == SIMD4(answer.output))
    }

    @Test("It gives the 10 000th output that C++26 requires of std::philox4x64")
    func standardAnswer() {
        let generator = Philox4x64(key: 20_111_115, 0)
        #expect(generator.block(at: [2_499, 0, 0, 0])[3] == 3_409_172_418_970_261_260)
    }
}
