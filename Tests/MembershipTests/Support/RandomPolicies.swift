import Membership

/// The organisations of random policies.
let someOrganisations = ["A", "B", "C.example-1"].compactMap { OrganisationID($0) }

extension PolicyExpression {
    /// A tree with at most `leaves` leaves.
    static func random(
        leaves: Int,
        depth: Int = 0,
        withMeta: Bool = true,
        using generator: inout SplitMix64
    ) -> PolicyExpression {
        if leaves == 1 || depth == 5 || Int.random(in: 0..<4, using: &generator) == 0 {
            let role = ([nil] + Role.allCases).randomElement(using: &generator) ?? nil
            if withMeta, Int.random(in: 0..<6, using: &generator) == 0 {
                return .organisations(MetaRule.allCases.randomElement(using: &generator) ?? .any, role)
            }
            return .signature(someOrganisations.randomElement(using: &generator) ?? someOrganisations[0], role)
        }
        let count = Int.random(in: 1...min(4, leaves), using: &generator)
        let branches = (0..<count).map { _ in
            random(leaves: leaves / count, depth: depth + 1, withMeta: withMeta, using: &generator)
        }
        return .outOf(Int.random(in: 1...count, using: &generator), branches)
    }

    /// The leaves, from left to right.
    var leaves: [PolicyExpression] {
        guard case .outOf(_, let branches) = self else { return [self] }
        return branches.flatMap(\.leaves)
    }

    /// Whether the expression holds if those leaves hold whose turn is true.
    func holds(_ turns: inout ArraySlice<Bool>) -> Bool {
        guard case .outOf(let count, let branches) = self else { return turns.popFirst() ?? false }
        return branches.map { $0.holds(&turns) }.count(where: { $0 }) >= count
    }

    /// Whether some way to give leaves signers, none of them twice, makes the expression hold: tries them all.
    func holdsByBruteForce(_ signers: [Principal]) -> Bool {
        let leaves = leaves
        var choices = Array(repeating: -1, count: leaves.count)
        while true {
            let chosen = choices.filter { $0 >= 0 }
            if Set(chosen).count == chosen.count {
                let turns = zip(leaves, choices).map { leaf, choice in choice >= 0 && leaf.fits(signers[choice]) }
                var rest = turns[...]
                if holds(&rest) { return true }
            }
            guard let position = choices.firstIndex(where: { $0 + 1 < signers.count }) else { return false }
            choices[position] += 1
            for earlier in 0..<position { choices[earlier] = -1 }
        }
    }

    private func fits(_ signer: Principal) -> Bool {
        guard case .signature(let organisation, let role) = self else { return false }
        return organisation == signer.organisation && (role == nil || role == signer.role)
    }
}

/// Some principals, the same ones perhaps more than once.
func randomSigners(_ count: Int, using generator: inout SplitMix64) -> [Principal] {
    (0..<count).map { _ in
        Principal(
            organisation: someOrganisations.randomElement(using: &generator) ?? someOrganisations[0],
            role: Role.allCases.randomElement(using: &generator) ?? .peer
        )
    }
}

/// The principals of a text such as `A.peer B.client`.
func signers(_ text: String) -> [Principal] {
    text.split(separator: " ").compactMap { (word: Substring) -> Principal? in
        let parts = word.split(separator: ".").map { String($0) }
        guard parts.count == 2, let organisation = OrganisationID(parts[0]), let role = Role(rawValue: parts[1]) else {
            return nil
        }
        return Principal(organisation: organisation, role: role)
    }
}
