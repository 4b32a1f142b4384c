extension Cluster {
    /// Everything that decides the cluster's future.
    public var image: ClusterImage {
        guard keepsRequestSplits else {
            var recording = self
            recording.isRecording = true
            return recording.image
        }
        var requests: [RequestRecord] = []
        let lane = ClusterLane()
        var slot = next(lane.end, lane)
        while slot != lane.end {
            requests.append(record(of: slices[Int(slot)]))
            slot = next(slot, lane)
        }
        return ClusterImage(
            cluster: clusterRecord,
            buildings: buildings.indices.map(buildingRecord),
            requests: requests
        )
    }

    /// The part of the image that belongs to no building alone; every event changes it.
    public var clusterRecord: ClusterRecord {
        ClusterRecord(
            now: now,
            nextSequence: nextSequence,
            account: account,
            isBatteryEmpty: isBatteryExhausted,
            mode: modeSwitch.mode,
            lastSwitch: modeSwitch.lastSwitch,
            chargeCorrection: chargeCorrection
        )
    }

    /// The part of the image that belongs to a building.
    public func buildingRecord(_ building: Int) -> BuildingRecord {
        let state = buildings[building]
        return BuildingRecord(
            account: state.account,
            settledAt: state.settledAt,
            isQuotaExhausted: state.isQuotaExhausted,
            isStale: state.isStale,
            gaps: gaps[building],
            loads: loads[building].map { load in
                LoadRecord(
                    id: load.id,
                    power: load.power,
                    leaseEnd: load.leaseEnd,
                    requests: load.slices.map { slices[Int($0)].sequence }
                )
            },
            meter: meters[building]
        )
    }

    /// The part of the image that belongs to a request; `nil` if it is not active.
    public func requestRecord(_ request: RequestHandle) -> RequestRecord? {
        isActive(request) ? record(of: served(request.slot)) : nil
    }

    private func record(of slice: Slice) -> RequestRecord {
        RequestRecord(
            sequence: slice.sequence,
            building: Int(slice.building),
            split: Split(
                gridContract: slice.gridContract,
                battery: slice.battery,
                gridPremium: slice.gridPremium
            ),
            limits: slice.limits
        )
    }
}
