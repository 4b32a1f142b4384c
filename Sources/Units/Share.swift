/// A fraction of a whole in parts per 10⁹, rounded down: a resource allocation factor (RAF), an efficiency.
public struct Share: Hashable, Sendable {
    /// The fraction in parts per 10⁹.
    public let partsPerBillion: Int64

    /// Creates a share from parts per 10⁹.
    public init(partsPerBillion: Int64) {
        self.partsPerBillion = partsPerBillion
    }

    /// The whole.
    public static var whole: Share { Share(partsPerBillion: 1_000_000_000) }

    /// Nothing.
    public static var zero: Share { Share(partsPerBillion: 0) }
}

extension Share: Comparable {
    public static func < (left: Share, right: Share) -> Bool {
        left.partsPerBillion < right.partsPerBillion
    }
}

extension Share: CustomStringConvertible {
    public var description: String { "\(partsPerBillion) ppb" }
}

extension Power {
    /// `⌊share · power⌋` in whole watts, for a power and a share that are not negative.
    public func scaledDown(by share: Share) -> Power {
        Power(watts: Int64(Int128(watts) * Int128(share.partsPerBillion) / 1_000_000_000))
    }

    /// `⌊power / count⌋` in whole watts, for a positive count.
    public func dividedDown(by count: Int) -> Power {
        Power(watts: watts / Int64(count))
    }
}

extension Energy {
    /// `⌊share · energy⌋` in whole millijoules, for an energy and a share that are not negative.
    public func scaledDown(by share: Share) -> Energy {
        Energy(millijoules: Int64(Int128(millijoules) * Int128(share.partsPerBillion) / 1_000_000_000))
    }

    /// `⌈energy / share⌉` in whole millijoules, for an energy that is not negative and a share above zero; at most the
    /// largest energy there is.
    public func dividedUp(by share: Share) -> Energy {
        let divisor = Int128(share.partsPerBillion)
        let quotient = (Int128(millijoules) * 1_000_000_000 + divisor - 1) / divisor
        return Energy(millijoules: Int64(clamping: quotient))
    }
}
