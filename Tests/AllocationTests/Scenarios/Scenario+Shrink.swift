extension Scenario {
    /// Cuts away operations for as long as the scenario still fails: the shortest list is the bug report.
    func shrunk(while fails: (Scenario) -> Bool) -> Scenario {
        var smallest = self
        var chunk = max(1, operations.count / 2)
        while true {
            var isSmaller = false
            var from = 0
            while from < smallest.operations.count {
                var candidate = smallest
                candidate.operations.removeSubrange(from..<min(from + chunk, candidate.operations.count))
                if fails(candidate) {
                    smallest = candidate
                    isSmaller = true
                } else {
                    from += chunk
                }
            }
            if chunk > 1 {
                chunk /= 2
            } else if !isSmaller {
                return smallest
            }
        }
    }
}
