extension CBORReader {
    /// Reads an array of any number of equal elements.
    ///
    /// - Throws: ``CBORError``.
    public mutating func list<Element>(
        of element: (inout CBORReader) throws(CBORError) -> Element
    ) throws(CBORError) -> [Element] {
        let count = try array()
        var elements: [Element] = []
        // A count of elements that fail at the second one must not cost memory for all of them.
        elements.reserveCapacity(min(count, 1_024))
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }

    /// Reads a number of things: an unsigned integer in the range of `Int`.
    ///
    /// - Throws: ``CBORError``.
    public mutating func count() throws(CBORError) -> Int {
        let start = offset
        guard let count = Int(exactly: try unsigned()) else { throw CBORError(.outOfRange, at: start) }
        return count
    }
}
