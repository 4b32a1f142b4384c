/// The place of a message in the order in which its building sent them.
///
/// A building counts its starts (`epoch`) and, within each, its messages (`sequence`); what is not later than the last
/// message acted on is stale, be it a duplicate, a reordering or a replay.
public struct MessageOrder: Hashable, Sendable, Comparable {
    /// How often the building has started.
    public var epoch: Int64

    /// The message's number within the epoch.
    public var sequence: Int64

    /// Creates a place.
    public init(epoch: Int64, sequence: Int64) {
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Before any message.
    public static let beforeAll = MessageOrder(epoch: -1, sequence: -1)

    /// A later epoch comes after every message of an earlier one.
    public static func < (left: MessageOrder, right: MessageOrder) -> Bool {
        left.epoch == right.epoch ? left.sequence < right.sequence : left.epoch < right.epoch
    }
}
