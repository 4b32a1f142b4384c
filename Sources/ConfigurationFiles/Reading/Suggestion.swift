/// "; did you mean …?" with the nearest of the known words and, unless told otherwise, all of them.
func suggestion(for word: String, among known: [String], listing: Bool = true) -> String {
    let ranked = known.map { (word: $0, distance: editDistance(word, $0)) }
    guard let nearest = ranked.min(by: { $0.distance < $1.distance }) else { return "" }
    let question = "; did you mean \"\(nearest.word)\"?"
    guard listing else { return question }
    return "\(question) (known here: \(known.joined(separator: ", ")))"
}

/// The number of insertions, deletions, replacements and swaps of neighbours that turn one word into another
/// (optimal string alignment).
func editDistance(_ left: String, _ right: String) -> Int {
    // Nobody mistypes a key of a hundred characters; the bound keeps a hostile file cheap.
    let left = Array(left.unicodeScalars.prefix(100))
    let right = Array(right.unicodeScalars.prefix(100))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            var distance = min(last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                distance = min(distance, beforeLast[column - 1] + 1)
            }
            current.append(distance)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}
