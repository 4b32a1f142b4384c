import Allocation
import Units

/// The decision core, spoken to in operations.
struct ClusterSystem: DecisionSystem {
    private(set) var cluster: Cluster
    private(set) var handles: [Int: RequestHandle] = [:]
    /// The handles of all slices that the journal has named.
    private(set) var named: [Int64: RequestHandle] = [:]
    let loads: [LoadID] = (1...3).compactMap { LoadID("load-\($0)") }

    /// Whether the cluster keeps a journal, as for a ledger, or not, as in a simulation.
    private var isRecording: Bool

    init(_ scenario: Scenario) {
        self.init(scenario, isRecording: true)
    }

    init(_ scenario: Scenario, isRecording: Bool) {
        cluster = Cluster(terms: scenario.terms, policy: scenario.policy, openedAt: .zero)
        self.isRecording = isRecording
        cluster.isRecording = isRecording
    }

    /// Keeps a journal from now on, or ceases to.
    mutating func toggleRecording() {
        isRecording.toggle()
        cluster.isRecording = isRecording
    }

    /// Goes on with a cluster that was restored from this one's image. Handles do not outlive that, so it happens only
    /// where nothing but levels was spoken of.
    mutating func reopen() {
        guard handles.isEmpty,
            let restored = try? Cluster(terms: cluster.terms, policy: cluster.policy, restoring: cluster.image)
        else { return }
        cluster = restored
        cluster.isRecording = isRecording
    }

    mutating func perform(_ operation: Operation) throws {
        try carryOut(operation)
        for handle in cluster.journal.changed { named[handle.sequence] = handle }
    }

    private mutating func carryOut(_ operation: Operation) throws {
        let instant = Instant.milliseconds(operation.instant)
        switch operation.action {
        case .start(let request, let building, let power):
            handles[request] = try cluster.start(building: building, power: .watts(power), at: instant)
        case .end(let request):
            guard let handle = handles[request] else { throw AllocationError.unknownRequest }
            try cluster.end(handle, at: instant)
        case .level(let building, let load, let power, let lease):
            try cluster.setLevel(
                building: building,
                load: loads[load - 1],
                power: .watts(power),
                lease: lease.map(Interval.milliseconds),
                at: instant
            )
        case .silence(let building): try cluster.silence(building: building, at: instant)
        case .settle(let building, let energy):
            try cluster.settleGaps(building: building, energy: .millijoules(energy), at: instant)
        case .close: try cluster.close(at: instant)
        case .nextPeriod:
            try cluster.close(at: instant)
            cluster = Cluster(terms: cluster.terms, policy: cluster.policy, following: cluster, openedAt: instant)
            cluster.isRecording = isRecording
            (handles, named) = ([:], [:])
        case .advance: try cluster.advance(to: instant)
        }
    }

    func observe() -> Observation {
        Observation(
            instant: cluster.now.milliseconds,
            mode: cluster.mode,
            buildings: cluster.terms.buildings.indices.map { observe(building: $0) },
            requests: handles.keys.sorted().compactMap { observe(request: $0) },
            slices: cluster.image.requests.map {
                Observation.Slice(sequence: $0.sequence, building: $0.building, split: Bands($0.split))
            },
            split: Bands(cluster.split),
            account: Bands(cluster.account),
            charge: cluster.charge.millijoules,
            isBatteryEmpty: cluster.isBatteryEmpty,
            reserved: cluster.reserved.watts,
            notices: cluster.journal.notices.map(Oracle.Notice.init)
        )
    }

    private func observe(building: Int) -> Observation.Building {
        Observation.Building(
            split: Bands(cluster.split(of: building)),
            account: Bands(cluster.account(of: building)),
            limits: cluster.limits(of: building),
            isStale: cluster.isStale(building: building),
            isQuotaSpent: cluster.isQuotaExhausted(building: building),
            levels: loads.map { cluster.level(building: building, load: $0).watts },
            leaseEnd: cluster.leaseEnd(of: building)?.milliseconds,
            gaps: cluster.unsettledGaps(of: building)
        )
    }

    private func observe(request: Int) -> Observation.Request? {
        guard let handle = handles[request], cluster.isActive(handle) else { return nil }
        return Observation.Request(
            request: request,
            split: Bands(cluster.split(of: handle)),
            limits: cluster.limits(of: handle)
        )
    }
}

extension Bands {
    init(_ split: Split) {
        self.init(
            gridContract: split.gridContract.watts,
            battery: split.battery.watts,
            gridPremium: split.gridPremium.watts
        )
    }

    init(_ account: EnergyAccount) {
        self.init(
            gridContract: account.gridContract.millijoules,
            battery: account.battery.millijoules,
            gridPremium: account.gridPremium.millijoules
        )
    }
}

extension Oracle.Notice {
    init(_ notice: ClusterNotice) {
        switch notice {
        case .batteryEmpty(let instant): self = .batteryEmpty(at: instant.milliseconds)
        case .quotaExhausted(let building, let instant):
            self = .quotaSpent(building: building, at: instant.milliseconds)
        case .becameStale(let building, let instant): self = .stale(building: building, at: instant.milliseconds)
        case .returned(let building, let instant): self = .returned(building: building, at: instant.milliseconds)
        case .switched(let mode, let instant): self = .switched(to: mode, at: instant.milliseconds)
        }
    }
}
