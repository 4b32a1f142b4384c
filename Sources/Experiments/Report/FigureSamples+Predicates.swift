import Allocation
import ConfigurationFiles
import Simulation

extension FigureSamples {
    /// The contrasts that are all not negative where a test is true, in order of the values they belong to.
    ///
    /// - Returns: `nil` where a policy of the test is not in the reading.
    func contrasts(of test: ClaimsFile.Test) -> [(place: String, contrast: Contrast)]? {
        guard test.predicate.policies.allSatisfy({ kind in parts.contains { $0.kind == kind } }) else { return nil }
        switch test.predicate {
        case .rises(let kind, let other, let magnitude): return steps(kind, other, magnitude, direction: 1)
        case .falls(let kind, let other, let magnitude): return steps(kind, other, magnitude, direction: -1)
        case .steady(let kind, let bound): return steadiness(kind, bound)
        case .order, .between, .near, .nearer, .factor:
            guard test.place != .total else {
                let all = sweep.indices.map { contrasts(of: test.predicate, at: $0) }
                return sums(all).map { ("sum of all", $0) }
            }
            return indices(of: test.place).flatMap { index in
                contrasts(of: test.predicate, at: index).map { ("\(sweep[index])", $0) }
            }
        }
    }

    /// The values that a place means.
    private func indices(of place: ClaimsFile.Place) -> [Int] {
        switch place {
        case .every, .total: Array(sweep.indices)
        case .first: [0]
        case .last: [sweep.count - 1]
        case .values(let values): values.compactMap { sweep.firstIndex(of: $0) }
        }
    }

    private func contrasts(of predicate: ClaimsFile.Predicate, at value: Int) -> [Contrast] {
        switch predicate {
        case .order(let kinds, let magnitude):
            return zip(kinds, kinds.dropFirst()).map { less, more in
                difference(term(more, value, magnitude), term(less, value, magnitude))
            }
        case .between(let kinds, let least, let most, let magnitude):
            return kinds.flatMap { bounds(term($0, value, magnitude), least: least, most: most) }
        case .near(let kind, let target, let tolerance):
            let width = abs(target) * tolerance
            return bounds(term(kind, value, false), least: target - width, most: target + width)
        case .nearer(let kind, let toward, let from, let share):
            return [nearness(kind, toward, from, share, value)]
        case .factor(let kind, let over, let least, let most):
            let (own, other) = (term(kind, value, true), term(over, value, true))
            return [
                difference(own, other.times(least)), difference(other.times(most), own),
            ]
        case .rises, .falls, .steady: return []
        }
    }

    /// A measure with a weight, and what to call it.
    private struct Term {
        var cell: Int
        var weight: Double
        var label: String

        func times(_ factor: Double) -> Term {
            Term(cell: cell, weight: weight * factor, label: "\(readable(factor)) · \(label)")
        }
    }

    private func term(_ kind: PolicyKind, _ value: Int, _ magnitude: Bool) -> Term {
        guard let cell = cell(kind, at: value) else { preconditionFailure("the policies were looked for before") }
        return Term(
            cell: cell,
            weight: magnitude ? sign(cell) : 1,
            label: magnitude ? "|\(kind.rawValue)|" : kind.rawValue
        )
    }

    private func difference(_ more: Term, _ less: Term) -> Contrast {
        Contrast(
            terms: [(more.cell, more.weight), (less.cell, -less.weight)],
            label: "\(more.label) − \(less.label)"
        )
    }

    private func bounds(_ term: Term, least: Double?, most: Double?) -> [Contrast] {
        var contrasts: [Contrast] = []
        if let least {
            contrasts.append(
                Contrast(terms: [(term.cell, term.weight)], constant: -least, label: term.label.minus(least))
            )
        }
        if let most {
            contrasts.append(
                Contrast(
                    terms: [(term.cell, -term.weight)],
                    constant: most,
                    label: "\(readable(most)) − \(term.label)"
                )
            )
        }
        return contrasts
    }

    /// `share · (from − toward) − (kind − toward)`, in the direction from the one to the other.
    private func nearness(
        _ kind: PolicyKind,
        _ toward: PolicyKind,
        _ from: PolicyKind,
        _ share: Double,
        _ value: Int
    ) -> Contrast {
        let (own, near, far) = (term(kind, value, false), term(toward, value, false), term(from, value, false))
        let direction: Double = estimate(far.cell).mean >= estimate(near.cell).mean ? 1 : -1
        let (low, high) = direction > 0 ? (near.label, far.label) : (far.label, near.label)
        let rest = direction > 0 ? "\(own.label) − \(near.label)" : "\(near.label) − \(own.label)"
        return Contrast(
            terms: [
                (far.cell, direction * share), (near.cell, direction * (1 - share)), (own.cell, -direction),
            ],
            label: "\(readable(share)) · (\(high) − \(low)) − (\(rest))"
        )
    }

    /// From each value to the next.
    private func steps(
        _ kind: PolicyKind,
        _ other: PolicyKind?,
        _ magnitude: Bool,
        direction: Double
    ) -> [(place: String, contrast: Contrast)] {
        sweep.indices.dropFirst().map { value in
            let (now, before) = (term(kind, value, magnitude), term(kind, value - 1, magnitude))
            var terms = [(now.cell, direction * now.weight), (before.cell, -direction * before.weight)]
            var label = now.label
            if let other {
                let (subtracted, subtractedBefore) = (term(other, value, magnitude), term(other, value - 1, magnitude))
                terms.append((subtracted.cell, -direction * subtracted.weight))
                terms.append((subtractedBefore.cell, direction * subtractedBefore.weight))
                label = "(\(now.label) − \(subtracted.label))"
            }
            let place = "\(sweep[value - 1]) to \(sweep[value])"
            return (place, Contrast(terms: terms, label: "\(direction > 0 ? "rise" : "fall") of \(label)"))
        }
    }

    private func steadiness(_ kind: PolicyKind, _ bound: Double) -> [(place: String, contrast: Contrast)] {
        let first = term(kind, 0, false)
        return sweep.indices.dropFirst().flatMap { value in
            let now = term(kind, value, false)
            return [1.0, -1].map { direction in
                let terms = [(now.cell, -direction), (first.cell, direction)]
                let change = "\(direction > 0 ? "rise" : "fall") of \(now.label)"
                return (
                    "\(sweep[0]) to \(sweep[value])",
                    Contrast(terms: terms, constant: bound, label: "\(readable(bound)) − \(change)")
                )
            }
        }
    }

    /// The contrasts of all values added up, each with its namesakes.
    private func sums(_ all: [[Contrast]]) -> [Contrast] {
        guard let first = all.first else { return [] }
        return first.indices.map { index in
            var sum = first[index]
            for contrasts in all.dropFirst() {
                sum.terms += contrasts[index].terms
                sum.constant += contrasts[index].constant
            }
            return sum
        }
    }
}

extension String {
    fileprivate func minus(_ number: Double) -> String {
        number < 0 ? "\(self) + \(readable(-number))" : number == 0 ? self : "\(self) − \(readable(number))"
    }
}

extension ClaimsFile.Predicate {
    /// The policies that it speaks of, in its order.
    var policies: [PolicyKind] {
        switch self {
        case .order(let kinds, _): kinds
        case .between(let kinds, _, _, _): kinds
        case .near(let kind, _, _): [kind]
        case .nearer(let kind, let toward, let from, _): [kind, toward, from]
        case .rises(let kind, let other, _), .falls(let kind, let other, _): [kind] + (other.map { [$0] } ?? [])
        case .steady(let kind, _): [kind]
        case .factor(let kind, let over, _, _): [kind, over]
        }
    }
}
