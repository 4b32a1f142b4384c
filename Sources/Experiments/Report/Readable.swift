import Foundation

/// A number for people, with four significant digits at most and no exponent: `9482`, `17.93`, `0.0004`.
func readable(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "–" : number < 0 ? "−∞" : "∞" }
    let size = abs(number)
    let places = size >= 1_000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 || size == 0 ? 3 : 5
    var text = String(format: "%.\(places)f", size)
    if places > 0 {
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
    }
    return (number < 0 && text != "0" ? "−" : "") + text
}
