extension Demand {
    /// A building's stream of requests, standing at the first one that has not been recorded.
    struct Source: Sendable {
        let building: UInt32
        private(set) var stream: JobStream
        private let initialStream: JobStream
        private let meanActive: Double
        private let meanGap: Double
        private let meanDuration: Double
        /// The exact instant of arrival of the present request in milliseconds.
        private var arrival: Double

        /// Requests that are active at the start are numbered from here on, away from those that arrive.
        private static let firstInitialRequest: UInt64 = 1 << 63

        init(
            _ profile: DemandProfile,
            building: Int,
            replication: Int,
            of workload: Workload,
            generator: Philox4x64
        ) {
            func stream(from firstRequest: UInt64) -> JobStream {
                JobStream(
                    generator: generator,
                    firstRequest: firstRequest,
                    building: building,
                    replication: replication,
                    scenario: workload.scenario
                )
            }
            self.building = UInt32(building)
            self.stream = stream(from: 0)
            initialStream = stream(from: Self.firstInitialRequest)
            meanActive = profile.meanActiveRequests
            meanGap = profile.arrivalsPerHour > 0 ? 3.6e6 / profile.arrivalsPerHour : 0
            arrival = profile.arrivalsPerHour > 0 ? 0 : .infinity
            meanDuration = profile.meanDurationSeconds * 1_000
            advance()
        }

        /// When the present request starts, in whole milliseconds.
        @inline(__always)
        var start: Int64 { Demand.milliseconds(arrival) }

        /// When the present request ends, in whole milliseconds.
        @inline(__always)
        var end: Int64 { Demand.milliseconds(arrival + stream.duration * meanDuration) }

        /// Moves on to the next request.
        @inline(__always)
        mutating func advance() {
            stream.advance()
            arrival += stream.gap * meanGap
        }

        /// The requests that are active at the start in the steady state: as many as unit gaps fit into `ρ`, a Poisson
        /// number, each with a fresh duration.
        func initialRequests() -> some IteratorProtocol<(end: Int64, power: Double)> {
            var stream = initialStream
            var position = 0.0
            return AnyIterator {
                stream.advance()
                position += stream.gap
                guard position <= meanActive else { return nil }
                return (Demand.milliseconds(stream.duration * meanDuration), stream.power)
            }
        }
    }

    /// The nearest whole millisecond; instants beyond any period stay beyond it.
    @inline(__always)
    static func milliseconds(_ exact: Double) -> Int64 {
        Int64(min(exact, 0x1p60) + 0.5)
    }
}
