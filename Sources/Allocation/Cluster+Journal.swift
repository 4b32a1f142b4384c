import Units

extension Cluster {
    /// Begins an event: what the last one changed is forgotten.
    mutating func beginEvent() {
        eventNumber += 1
        touched.removeAll(keepingCapacity: true)
        if isRecording { journal.clear() }
    }

    /// Adds a building's energies up to now, before anything of it changes.
    mutating func settle(_ building: Int) {
        if buildings[building].settledAt != now {
            buildings[building].account.add(buildings[building].split, for: now - buildings[building].settledAt)
            buildings[building].settledAt = now
        }
        guard buildings[building].touchedBy != eventNumber else { return }
        buildings[building].touchedBy = eventNumber
        touched.append(Int32(building))
        if isRecording { journal.buildings.append(building) }
    }

    /// Lists a slice as changed, once an event.
    mutating func noteChange(of slot: Int32) {
        guard isRecording, slices[Int(slot)].changedBy != eventNumber else { return }
        slices[Int(slot)].changedBy = eventNumber
        journal.changed.append(RequestHandle(sequence: slices[Int(slot)].sequence, slot: slot))
    }

    mutating func noteEnd(of sequence: Int64) {
        guard isRecording else { return }
        journal.ended.append(sequence)
    }

    mutating func note(_ notice: ClusterNotice) {
        guard isRecording else { return }
        journal.notices.append(notice)
    }
}
