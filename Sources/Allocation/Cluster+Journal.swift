import Units

extension Cluster {
    /// Begins an event at an instant that was checked: what the last one changed is forgotten, and what falls due
    /// before it happens.
    ///
    /// - Parameter isCalm: Whether it is known that nothing does.
    @inline(__always)
    mutating func beginEvent(at instant: Instant, isCalm: Bool = false) {
        own()
        eventNumber += 1
        lastTouched = noBuilding
        if isRecording { journal.clear() }
        if !isCalm { passDueEvents(through: instant) }
        now = instant
        isDivided = false
    }

    /// Adds a building's energies up to now, before anything of it changes.
    mutating func settle(_ building: Int) {
        buildings[building].settle(at: now)
        touch(building)
    }

    /// Lists a building as touched, once an event, where somebody will ask.
    @inline(__always)
    mutating func touch(_ building: Int) {
        guard followsQuotas || isRecording, buildings[building].touchedBy != eventNumber else { return }
        buildings[building].touchedBy = eventNumber
        buildings[building].touchedBefore = lastTouched
        lastTouched = Int32(building)
        if isRecording { journal.buildings.append(building) }
    }

    /// Whether the policy looks at the buildings that an event has touched.
    @inline(__always)
    var followsQuotas: Bool { policy.kind == .strict || policy.kind == .adaptive }

    /// Lists a slice as changed, once an event.
    @inline(__always)
    mutating func noteChange(of slot: Int32) {
        guard isRecording, slices[Int(slot)].changedBy != eventNumber else { return }
        slices[Int(slot)].changedBy = eventNumber
        journal.changed.append(RequestHandle(sequence: slices[Int(slot)].sequence, slot: slot))
    }

    @inline(__always)
    mutating func noteEnd(of sequence: Int64) {
        guard isRecording else { return }
        journal.ended.append(sequence)
    }

    @inline(__always)
    mutating func note(_ notice: ClusterNotice) {
        guard isRecording else { return }
        journal.notices.append(notice)
    }
}
