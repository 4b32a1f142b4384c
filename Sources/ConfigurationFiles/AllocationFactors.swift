public import Units

/// What a building is expected to draw (Table 4.1): arrivals λ, mean duration 1/μ and mean power κ of its requests.
public struct DemandModel: Hashable, Sendable {
    /// The arrival rate `λ` of requests, per hour.
    public let arrivalsPerHour: ExactDecimal

    /// The mean duration `1/μ` of a request, in seconds.
    public let meanDurationSeconds: ExactDecimal

    /// The mean power of a request, in watts.
    public let meanPowerWatts: ExactDecimal

    /// Creates a demand model.
    public init(arrivalsPerHour: ExactDecimal, meanDurationSeconds: ExactDecimal, meanPowerWatts: ExactDecimal) {
        self.arrivalsPerHour = arrivalsPerHour
        self.meanDurationSeconds = meanDurationSeconds
        self.meanPowerWatts = meanPowerWatts
    }
}

/// The exact arithmetic behind resource allocation factors (Eq. 4.1).
public enum AllocationFactors {
    /// The factors `RAF_n`: each building's mean load over the cluster's, in parts per 10⁹, rounded down.
    ///
    /// The unit of the mean loads does not matter, since it cancels; they are brought to a common power of ten and
    /// divided as integers.
    ///
    /// - Returns: A factor for each model, in order; `nil` where the numbers have more digits than 128 bits hold, or
    ///   where all loads are zero.
    public static func normalised(_ models: [DemandModel]) -> [Share]? {
        guard let loads = commonScale(models) else { return nil }
        var total: Int128 = 0
        for load in loads {
            let (sum, overflow) = total.addingReportingOverflow(load)
            guard !overflow else { return nil }
            total = sum
        }
        guard total > 0 else { return nil }
        var factors: [Share] = []
        for load in loads {
            let (parts, overflow) = load.multipliedReportingOverflow(by: Int128(Share.whole.partsPerBillion))
            guard !overflow else { return nil }
            factors.append(Share(partsPerBillion: Int64(parts / total)))
        }
        return factors
    }

    /// The products `λ · 1/μ · κ` as integers over one common power of ten.
    private static func commonScale(_ models: [DemandModel]) -> [Int128]? {
        let scales = models.map { $0.arrivalsPerHour.scale + $0.meanDurationSeconds.scale + $0.meanPowerWatts.scale }
        let common = scales.max() ?? 0
        var loads: [Int128] = []
        for (model, scale) in zip(models, scales) {
            let factors = [
                model.arrivalsPerHour.coefficient, model.meanDurationSeconds.coefficient,
                model.meanPowerWatts.coefficient,
            ]
            var product: Int128 = 1
            for factor in factors + Array(repeating: 10, count: common - scale) {
                let (next, overflow) = product.multipliedReportingOverflow(by: factor)
                guard !overflow else { return nil }
                product = next
            }
            loads.append(product)
        }
        return loads
    }
}
