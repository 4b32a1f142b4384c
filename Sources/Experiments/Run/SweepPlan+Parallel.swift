extension SweepPlan {
    /// Runs replications on several cores and delivers them in the order of `indices`, whichever is done first.
    ///
    /// At most a few replications per job wait for one before them, so that memory does not grow with their number.
    ///
    /// - Parameters:
    ///   - indices: the replications.
    ///   - jobs: how many run at once.
    ///   - deliver: takes a result; it says whether to go on.
    public func replicate(
        _ indices: some Sequence<Int>,
        jobs: Int,
        deliver: (ReplicationResult) throws -> Bool
    ) async throws {
        let window = max(1, jobs) * 4
        try await withThrowingTaskGroup(of: (place: Int, result: ReplicationResult).self) { group in
            var waiting: [Int: ReplicationResult] = [:]
            var (started, delivered, running) = (0, 0, 0)
            var iterator = indices.makeIterator()
            func start() {
                while running < max(1, jobs), started - delivered < window, let index = iterator.next() {
                    let place = started
                    group.addTask { (place, try self.replicate(index)) }
                    started += 1
                    running += 1
                }
            }
            start()
            while let (place, result) = try await group.next() {
                running -= 1
                waiting[place] = result
                // The next one runs while this one is delivered.
                start()
                while let next = waiting.removeValue(forKey: delivered) {
                    delivered += 1
                    guard try deliver(next) else {
                        group.cancelAll()
                        return
                    }
                }
                start()
            }
        }
    }
}
