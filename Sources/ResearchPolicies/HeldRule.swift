/// A way to read Section 4.4 in which a request holds what it was given on arrival: some are the product's policies,
/// most are tried here only.
public enum HeldRule: Hashable, Sendable {
    /// First come, first served, up to the cap and the battery's power.
    case noBounds

    /// Each building within its own band, rate and battery energy.
    case strict

    /// As `strict`, but grid-contract is split again within each building at every event; battery shares are held.
    case strictMixed(BatteryShares)

    /// `noBounds` or `strict`, as an adaptive test says on arrival.
    case adaptive(AdaptiveTest)

    /// What becomes of a held battery share when its building's band has room again.
    public enum BatteryShares: String, Hashable, Sendable, CaseIterable {
        /// It stays: the room is for what is on grid-premium.
        case stay

        /// It rests while its load fits into the band.
        case yield
    }

    /// The test by which the adaptive policy chooses its regime.
    public struct AdaptiveTest: Hashable, Sendable {
        /// What is compared with the cap.
        public var signal: Signal

        /// Whether the arriving request counts: strict where signal + p > `L_CAP`. Otherwise, as Algorithm 1 prints it,
        /// strict where signal ≥ `L_CAP`.
        public var countsArrival: Bool

        /// Whether a share in the strict regime is limited by what the whole cluster has left of `L_CAP`, too.
        public var keepsCap: Bool

        /// Creates a test.
        public init(signal: Signal, countsArrival: Bool, keepsCap: Bool) {
            self.signal = signal
            self.countsArrival = countsArrival
            self.keepsCap = keepsCap
        }
    }

    /// What an adaptive test looks at.
    public enum Signal: String, Hashable, Sendable, CaseIterable {
        /// The load held on grid-contract, G.
        case gridContract = "G"

        /// The load held on grid-contract and battery, G + B.
        case cheap = "G+B"

        /// The load of the whole cluster, L.
        case cluster = "L"
    }

    /// Whether a building's battery energy is limited by its part of the charge.
    var hasQuotas: Bool { self != .noBounds }

    /// Every adaptive test.
    public static var adaptiveRules: [HeldRule] {
        Signal.allCases.flatMap { signal in
            [true, false].flatMap { countsArrival in
                [true, false].map { keepsCap in
                    .adaptive(AdaptiveTest(signal: signal, countsArrival: countsArrival, keepsCap: keepsCap))
                }
            }
        }
    }
}

extension HeldRule: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noBounds, .strict: "held"
        case .strictMixed(let shares): "contract re-split, battery held (\(shares.rawValue))"
        case .adaptive(let test):
            "held, \(test.signal.rawValue)\(test.countsArrival ? " + p > L_CAP" : " ≥ L_CAP")"
                + (test.keepsCap ? "" : ", no L_CAP − G")
        }
    }
}
