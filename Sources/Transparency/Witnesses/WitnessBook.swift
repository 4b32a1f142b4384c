/// The logs that a witness follows, each with the newest checkpoint of it that was cosigned.
///
/// It decides and does nothing, as ``WitnessMachine``: a book that has considered a request is the book in force only
/// when the checkpoint is on the device.
public struct WitnessBook: Hashable, Sendable {
    private var machines: [NoteName: WitnessMachine] = [:]

    /// Opens a book.
    ///
    /// - Throws: ``TextFormatError``, if a log is named twice.
    public init(_ machines: [WitnessMachine]) throws(TextFormatError) {
        for machine in machines {
            let origin = machine.log.origin
            guard self.machines.updateValue(machine, forKey: origin) == nil else {
                throw TextFormatError("witness's logs", expected: "every log once", found: "'\(origin)' twice")
            }
        }
    }

    /// Judges a request. If it does not throw, its checkpoint is the newest of its log from now on.
    ///
    /// - Parameter body: The body of `add-checkpoint`.
    /// - Returns: The request, whose checkpoint may be cosigned.
    /// - Throws: ``WitnessRefusal``; then nothing changes.
    public mutating func consider(_ body: [UInt8]) throws(WitnessRefusal) -> ConsistencyRequest {
        let request: ConsistencyRequest
        do {
            request = try ConsistencyRequest(parsing: body)
        } catch {
            throw .badRequest("\(error)")
        }
        let origin = request.checkpoint.checkpoint.origin
        guard var machine = machines[origin] else { throw .unknownLog(origin) }
        try machine.consider(request)
        machines[origin] = machine
        return request
    }

    /// The number of leaves under a log's newest checkpoint; 0 before the first, and for a log that is not followed.
    public func knownSize(of origin: NoteName) -> Int { machines[origin]?.knownSize ?? 0 }
}
