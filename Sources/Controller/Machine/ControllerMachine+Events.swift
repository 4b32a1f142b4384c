import Allocation
import AllocationContract
import Units

extension ControllerMachine {
    /// An event with the next number.
    mutating func event(
        _ kind: ControllerEvent.Kind,
        of building: BuildingID? = nil,
        values: [ControllerEvent.Value] = [],
        transaction: TransactionReference? = nil,
        detail: String
    ) -> Action {
        eventCount += 1
        return .announce(
            .event(
                ControllerEvent(
                    kind: kind,
                    sequence: eventCount,
                    building: building,
                    values: values,
                    transaction: transaction,
                    detail: detail
                )
            )
        )
    }

    /// What a transaction has recorded that everybody should know.
    mutating func events(of committed: CommittedCall) -> [Action] {
        var actions: [Action] = []
        for notice in committed.response.notices {
            if let action = event(of: notice, in: committed.transaction) { actions.append(action) }
        }
        return actions
    }

    private mutating func event(of notice: ClusterNotice, in transaction: TransactionReference) -> Action? {
        switch notice {
        case .quotaExhausted:
            return nil
        case .batteryEmpty:
            return event(.batteryEmpty, transaction: transaction, detail: "the battery has run out in this period")
        case .becameStale(let index, _):
            let detail = "silent: its strict band is reserved until its next demand"
            return event(.failSafeEntered, of: id(index), transaction: transaction, detail: detail)
        case .returned(let index, _):
            return event(.failSafeLeft, of: id(index), transaction: transaction, detail: "it has sent a demand")
        case .switched(let mode, _):
            let value = ControllerEvent.Value(name: "strict", number: mode == .strict ? 1 : 0)
            let detail = "the rule in force is \(mode.rawValue)"
            return event(.modeSwitched, values: [value], transaction: transaction, detail: detail)
        case .gapSettled, .breach, .meterReplaced, .batteryRead:
            return measured(notice, in: transaction)
        }
    }

    private mutating func measured(_ notice: ClusterNotice, in transaction: TransactionReference) -> Action? {
        switch notice {
        case .gapSettled(let index, let length, let energy, _):
            let seconds = ControllerEvent.Value(name: "length_s", number: length.milliseconds / 1_000)
            return event(
                .gapSettled,
                of: id(index),
                values: [.wattHours("energy", energy), seconds],
                transaction: transaction,
                detail: "the meter has settled the time of its silence"
            )
        case .breach(let index, let energy, _):
            return event(
                .breach,
                of: id(index),
                values: [.wattHours("energy", energy)],
                transaction: transaction,
                detail: "the meter shows more than was stated; it is settled at grid-premium"
            )
        case .meterReplaced(let index, let from, let to, _):
            return event(
                .meterReplaced,
                of: id(index),
                values: [.wattHours("from", from), .wattHours("to", to)],
                transaction: transaction,
                detail: "the register went backwards; nothing is billed for it"
            )
        case .batteryRead(let reckoned, let read, _):
            return event(
                .batteryReconciled,
                values: [.wattHours("reckoned", reckoned), .wattHours("read", read)],
                transaction: transaction,
                detail: "the battery's own reading is its charge from now on"
            )
        default:
            return nil
        }
    }

    private func id(_ index: Int) -> BuildingID? {
        terms.cluster.buildings.indices.contains(index) ? terms.cluster.buildings[index].id : nil
    }
}
