/// Looks for signers that satisfy an expression without meta rules, one for each principal in it.
struct PolicySearch {
    private let expression: PolicyExpression
    /// Sorted, so that equal ones stand side by side and the outcome does not depend on how they came.
    private let signers: [PolicySigner]
    private var used: [Bool]
    private var steps = 0

    /// How long the thorough way goes on, in branches tried.
    ///
    /// Whether an expression can be satisfied is in general as hard as set packing; past this many steps it counts as
    /// unsatisfied, on every machine alike. Policies that people write take a few dozen.
    static let stepsMax = 100_000

    /// How many signers the thorough way takes on: one level of recursion is spent on each.
    static let signersMax = 512

    init(_ expression: PolicyExpression, signers: [PolicySigner]) {
        self.expression = expression
        self.signers = signers.sorted()
        self.used = Array(repeating: false, count: signers.count)
    }

    /// Whether the expression is satisfied.
    mutating func succeeds() -> Bool {
        guard leastSignatures(expression) <= signers.count, isPlausible(expression) else { return false }
        if take(expression) { return true }
        guard signers.count <= Self.signersMax else { return false }
        used = Array(repeating: false, count: signers.count)
        return satisfy(expression) { _ in true }
    }

    // MARK: Quick ways to know

    /// The least number of signatures that can satisfy an expression.
    private func leastSignatures(_ expression: PolicyExpression) -> Int {
        guard case .outOf(let count, let branches) = expression else { return 1 }
        // A threshold above the number of branches, as a meta rule over no organisation has, cannot be reached.
        guard count <= branches.count else { return .max }
        return branches.map(leastSignatures).sorted().prefix(count).reduce(0) { sum, least in
            sum.addingReportingOverflow(least).overflow ? .max : sum + least
        }
    }

    /// Whether the expression is satisfied if a signature may count more than once: if not so, then not at all.
    private func isPlausible(_ expression: PolicyExpression) -> Bool {
        guard case .outOf(let count, let branches) = expression else {
            return signers.contains { $0.meets(expression) }
        }
        return branches.count(where: isPlausible) >= count
    }

    /// Fabric's way: each principal takes the first signer left that fits, from left to right and as far as needed.
    private mutating func take(_ expression: PolicyExpression) -> Bool {
        guard case .outOf(let count, let branches) = expression else {
            guard let index = signers.indices.first(where: { !used[$0] && signers[$0].meets(expression) }) else {
                return false
            }
            used[index] = true
            return true
        }
        var missing = count
        for branch in branches where missing > 0 {
            let before = used
            if take(branch) { missing -= 1 } else { used = before }
        }
        return missing == 0
    }

    // MARK: The thorough way

    /// Tries every way to satisfy the expression, until what is behind it is satisfied as well.
    private mutating func satisfy(
        _ expression: PolicyExpression,
        then rest: (inout PolicySearch) -> Bool
    ) -> Bool {
        if case .outOf(let count, let branches) = expression { return choose(count, of: branches[...], then: rest) }
        var tried: PolicySigner?
        for index in signers.indices where !used[index] && signers[index].meets(expression) {
            // Signers alike are as good as one another.
            guard signers[index] != tried else { continue }
            tried = signers[index]
            used[index] = true
            if rest(&self) { return true }
            used[index] = false
        }
        return false
    }

    /// Tries every choice of that many of the branches.
    private mutating func choose(
        _ count: Int,
        of branches: ArraySlice<PolicyExpression>,
        then rest: (inout PolicySearch) -> Bool
    ) -> Bool {
        guard count > 0 else { return rest(&self) }
        for (index, branch) in zip(branches.indices, branches) where branches.endIndex - index >= count {
            steps += 1
            guard steps <= Self.stepsMax else { return false }
            let others = branches[(index + 1)...]
            if satisfy(branch, then: { $0.choose(count - 1, of: others, then: rest) }) { return true }
        }
        return false
    }
}
