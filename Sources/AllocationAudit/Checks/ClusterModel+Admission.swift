import Allocation
import AllocationContract
import Audit

// Admission: a split is decided when the request arrives, against what is free then, and held until it ends.

extension ClusterModel {
    func checkAdmission(_ change: EventChange) throws(DomainFinding) {
        for (sequence, old) in change.altered { try checkHeld(sequence, old) }
        for sequence in change.began { try checkAdmitted(sequence) }
    }

    /// What a request holds never rises: what another leaves goes to later arrivals only.
    private func checkHeld(_ sequence: Int64, _ old: Servers) throws(DomainFinding) {
        guard let split = requests[sequence]?.split else { return }
        guard split.gridContract <= old.gridContract, split.battery <= old.battery else {
            throw request(
                sequence,
                expected: "at most \(old.text("W"))",
                found: split.text("W"),
                "a request holds what it was admitted with and gets no more"
            )
        }
    }

    /// Who is admitted on a dearer server finds no room on a cheaper one that it may use.
    private func checkAdmitted(_ sequence: Int64) throws(DomainFinding) {
        guard let admitted = requests[sequence] else { return }
        let (index, split) = (admitted.building, admitted.split)
        let member = members[index]
        let isStrict = period.kind == .strict || period.kind == .adaptive && mode == .strict
        if isStrict, split.gridContract > 0, member.split.gridContract > period.bands[index] {
            throw finding(
                index,
                "split",
                expected: "at most its band of \(period.bands[index]) W of grid-contract",
                found: member.split.text("W"),
                "request \(sequence) was admitted under the strict rule"
            )
        }
        let contractRoom = min(
            openCap - self.split.gridContract,
            isStrict ? max(period.bands[index] - member.split.gridContract, 0) : period.cap
        )
        guard split.battery + split.gridPremium == 0 || contractRoom <= 0 else {
            throw request(
                sequence,
                expected: "\(min(contractRoom, split.battery + split.gridPremium)) W more of grid-contract",
                found: split.text("W"),
                "that much was free for it"
            )
        }
        let isClosed = isBatteryEmpty || period.bindsQuotas && member.isQuotaExhausted
        let batteryRoom = min(
            period.batteryPower - self.split.battery,
            isStrict ? max(period.rate - member.split.battery, 0) : period.batteryPower
        )
        guard split.gridPremium == 0 || isClosed || batteryRoom <= 0 else {
            throw request(
                sequence,
                expected: "\(min(batteryRoom, split.gridPremium)) W more of the battery",
                found: split.text("W"),
                "that much was free for it"
            )
        }
    }

    private func request(
        _ sequence: Int64,
        expected: String,
        found: String,
        _ reason: String
    ) -> DomainFinding {
        DomainFinding(
            "split of request \(sequence)",
            key: RecordedWrite.key(ofRequest: sequence),
            expected: expected,
            found: found,
            because: reason
        )
    }
}
