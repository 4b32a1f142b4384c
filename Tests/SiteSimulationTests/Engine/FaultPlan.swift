import TestKit

/// Which faults an episode has, and how strong they are: each seed draws its own mixture, so that a strong fault does
/// not keep the others from being seen (swarm testing).
struct FaultPlan {
    /// The longest delay of a message on the network.
    var delay: Int64
    /// The longest time that a synchronised write takes.
    var sync: Int64
    /// Messages in a thousand that the broker delivers twice.
    var duplicates: Int
    /// The mean time between cuts of a client's connection; 0: none.
    var cuts: Int64 = 0
    /// The mean time between crashes; 0: none.
    var brokerCrashes: Int64 = 0
    var controllerCrashes: Int64 = 0
    var buildingCrashes: Int64 = 0
    /// The mean time between spells in which the disk is full, and between errors of the device.
    var fullDisks: Int64 = 0
    var diskErrors: Int64 = 0
    /// The mean time between settings of a clock, and the largest.
    var clockSteps: Int64 = 0
    var largestStep: Int64 = 0
    /// The largest gain of a clock, in millionths.
    var drift: Int64 = 0
    /// Whether sessions outlive connections.
    var keepsSessions: Bool
    /// Whether the broker keeps retained messages over a crash.
    var keepsRetained: Bool
    /// The mean time between messages that are older than what their building has sent since.
    var oldMessages: Int64 = 0

    init(_ chance: inout SeededGenerator) {
        let delays: [Int64] = [5, 30, 200, 2_000]
        let syncs: [Int64] = [2, 20, 200]
        delay = chance.pick(delays)
        sync = chance.pick(syncs)
        duplicates = chance.pick([0, 0, 20, 300])
        keepsSessions = chance.below(3) == 0
        keepsRetained = chance.below(2) == 0
        func interval(_ chance: inout SeededGenerator) -> Int64 {
            chance.below(2) == 0 ? 0 : chance.pick([4_000, 10_000, 25_000])
        }
        cuts = interval(&chance)
        brokerCrashes = interval(&chance)
        controllerCrashes = interval(&chance)
        buildingCrashes = interval(&chance)
        fullDisks = interval(&chance)
        diskErrors = interval(&chance)
        clockSteps = interval(&chance)
        largestStep = chance.pick([2_000, 20_000, 3_600_000])
        drift = chance.pick([0, 50, 2_000])
        oldMessages = interval(&chance)
    }
}

/// What is made wrong on purpose, to see that it is found.
enum Sabotage {
    /// A peer that tells before the block is durable.
    case repliesBeforeCommit
    /// A disk that says that a write is safe when it is not.
    case lyingDisk
    /// A controller that takes a request that comes again for another one.
    case forgetsRequests
    /// A controller that forgets, when it starts, how late it is on the ledger.
    case forgetsLedgerTime
    /// A building that believes the last answer, whatever it has been told since.
    case believesOldAnswers
}
