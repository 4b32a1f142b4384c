import Experiments

/// A progress bar that says how long it will still take.
final class ExperimentProgress {
    private let bar: ProgressBar
    private let begin = ContinuousClock.now

    init(_ label: String) {
        bar = ProgressBar(label)
    }

    func update(_ progress: RunProgress) {
        guard progress.total > 0 else { return }
        let fresh = progress.done - progress.resumed
        let elapsed = begin.duration(to: .now) / .seconds(1)
        let left = fresh > 0 ? elapsed / Double(fresh) * Double(progress.total - progress.done) : nil
        bar.update(Double(progress.done) / Double(progress.total), secondsLeft: left)
    }

    func finish() { bar.finish() }
}
