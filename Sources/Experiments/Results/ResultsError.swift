/// Why results were refused or could not be kept.
public enum ResultsError: Error, Hashable, Sendable {
    /// A file cannot be read.
    case unreadable(String)

    /// A file cannot be written.
    case unwritable(String)

    /// Two sets of results do not belong together; both sides of the first difference are named.
    case mismatch(what: String, left: String, leftPath: String, right: String, rightPath: String)

    /// A merge needs every shard once; this is missing, or here twice.
    case shards(String)

    /// A precision is decided over all replications in order, which no shard has.
    case precisionOfShard(String)

    /// The results in a folder have not been finished.
    case unfinished(path: String, done: Int, of: Int)
}

extension ResultsError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let path): "\(path): cannot be read"
        case .unwritable(let path): "\(path): cannot be written"
        case .mismatch(let what, let left, let leftPath, let right, let rightPath):
            "the results do not belong together: \(what) is \(left) in \(leftPath) and \(right) in \(rightPath)"
        case .shards(let problem): problem
        case .precisionOfShard(let shard):
            "a precision needs all replications in order, and the shard \(shard) has a part of them; "
                + "give a number of replications instead"
        case .unfinished(let path, let done, let count):
            "\(path): only \(done) of \(count) replications are there; run this part again to finish it"
        }
    }
}
