import Foundation

/// A bar on standard error for what can take a while: shown on a terminal only, and only once it has taken a second.
final class ProgressBar {
    private static let width = 30
    private let label: String
    private let begin = ContinuousClock.now
    private var shown = -1

    init(_ label: String) {
        self.label = label
    }

    /// Shows which part is done, from 0 to 1.
    func update(_ part: Double) {
        update(part, secondsLeft: nil)
    }

    /// Shows which part is done, from 0 to 1, and how long the rest will take.
    func update(_ part: Double, secondsLeft: Double?) {
        let percent = Int(part * 100)
        guard Terminal.errors.isInteractive, percent != shown, begin.duration(to: .now) > .seconds(1) else { return }
        shown = percent
        let filled = Self.width * percent / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        let left = secondsLeft.map { ", \(Int($0.rounded(.up))) s left" } ?? ""
        write("\r\(label) \(bar) \(percent) %\(left)\u{1B}[K")
    }

    /// Takes the bar away.
    func finish() {
        guard shown >= 0 else { return }
        write("\r\u{1B}[K")
        shown = -1
    }

    private func write(_ text: String) {
        // A bar that cannot be shown is no reason to stop.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
