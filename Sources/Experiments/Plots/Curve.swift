import Simulation

/// A measure along a sweep, apart where its interval means something and where it does not.
struct Curve {
    /// A point of the picture.
    struct Point {
        let x: Double
        let estimate: Estimate

        /// The exact expectation, where it is known.
        let exact: Double?

        /// Where the point is drawn: at the exact expectation if the sample says little.
        var y: Double { estimate.isReliable ? estimate.mean : exact ?? estimate.mean }
    }

    let points: [Point]

    /// Lines `x y half-width` of the points with a meaningful interval; a blank line interrupts.
    var solid: [String] {
        segments {
            points[$0].estimate.isReliable
        } line: { point in
            "\(point.x) \(point.y) \(point.estimate.halfWidth)"
        }
    }

    /// Lines `x y` of the points without, and of their neighbours, to which they are joined.
    var dotted: [String] {
        segments { index in
            [index - 1, index, index + 1].contains { points.indices.contains($0) && !points[$0].estimate.isReliable }
        } line: { point in
            "\(point.x) \(point.y)"
        }
    }

    /// Lines `x y` of the points without a meaningful interval.
    var bare: [String] {
        segments {
            !points[$0].estimate.isReliable
        } line: { point in
            "\(point.x) \(point.y)"
        }
    }

    private func segments(_ isIn: (Int) -> Bool, line: (Point) -> String) -> [String] {
        var lines: [String] = []
        for index in points.indices {
            if isIn(index) { lines.append(line(points[index])) } else if lines.last != "" { lines.append("") }
        }
        return lines.contains { $0 != "" } ? lines : []
    }
}
