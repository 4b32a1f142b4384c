/// The requests of one building in one replication, as unit exponentials.
///
/// Request `j` is one block of random words addressed by (seed, replication, building, request, scenario): the time
/// since the request before, the duration and the power. Whatever is scaled by a rate or a mean uses the same words, so
/// policies, power levels and caps share their random numbers, and any replication can be drawn alone.
struct JobStream {
    /// Requests drawn at once: enough for the logarithms to be taken several at a time.
    static let batch = 8

    private let generator: Philox4x64
    private var counter: Philox4x64.Block
    private var gaps = InlineArray<8, Double>(repeating: 0)
    private var durations = InlineArray<8, Double>(repeating: 0)
    private var powers = InlineArray<8, Double>(repeating: 0)
    private var position = Self.batch - 1

    /// Creates a stream that stands before the first request at an address.
    init(generator: Philox4x64, firstRequest: UInt64, building: Int, replication: Int, scenario: UInt64) {
        self.generator = generator
        self.counter = [firstRequest, UInt64(building), UInt64(replication), scenario]
    }

    /// The time from the request before to this one, in mean gaps.
    var gap: Double { gaps[position] }

    /// How long the request lasts, in mean durations.
    var duration: Double { durations[position] }

    /// What the request draws, in mean powers.
    var power: Double { powers[position] }

    /// Moves on to the next request.
    @inline(__always)
    mutating func advance() {
        position += 1
        if position == Self.batch {
            refill()
            position = 0
        }
    }

    private mutating func refill() {
        for index in 0..<Self.batch {
            let words = generator.block(at: counter)
            counter[0] &+= 1
            gaps[index] = Self.uniform(words[0])
            durations[index] = Self.uniform(words[1])
            powers[index] = Self.uniform(words[2])
        }
        for index in 0..<Self.batch { gaps[index] = -Elementary.log(gaps[index]) }
        for index in 0..<Self.batch { durations[index] = -Elementary.log(durations[index]) }
        for index in 0..<Self.batch { powers[index] = -Elementary.log(powers[index]) }
    }

    /// A uniform number in (0, 1], a multiple of 2⁻⁵³: never zero, so that its logarithm is finite.
    @inline(__always)
    private static func uniform(_ word: UInt64) -> Double {
        Double((word &>> 11) &+ 1) * 0x1p-53
    }
}
