import Allocation
import Testing
import Units

@Suite("An event is looked at as a whole")
struct EventTests {
    /// Two buildings of equal factors, a cap of 100 W, a battery of 50 W and 1 Wh.
    private func cluster(
        _ kind: PolicyKind,
        _ discipline: Discipline = .redispatch,
        signal: AdaptiveSignal? = nil,
        dwell: Interval = .zero
    ) throws -> Cluster {
        let small = try smallCluster(kind, discipline, signal: signal)
        let policy = try AllocationPolicy(kind: kind, discipline: discipline, signal: signal, dwell: dwell)
        return Cluster(terms: small.terms, policy: policy, openedAt: .zero)
    }

    @Test("A building that comes back with a heavy load does not switch the adaptive mode back and forth")
    func comingBack() throws {
        let load = try #require(LoadID("heat-pump"))
        var cluster = try cluster(.adaptive, dwell: .seconds(60))
        cluster.isRecording = true
        _ = try cluster.start(building: 1, power: .watts(80), at: .zero)
        try cluster.silence(building: 0, at: .zero)
        #expect(cluster.mode == .strict, "80 W and the 50 W kept for the silent building exceed the cap")
        // By now the dwell is over; without the reserved band 80 W would be under the cap, with 40 W more they are not.
        try cluster.setLevel(building: 0, load: load, power: .watts(40), lease: nil, at: .milliseconds(60_000))
        #expect(cluster.mode == .strict)
        #expect(cluster.journal.notices == [.returned(building: 0, at: .milliseconds(60_000))])
    }

    @Test("Levelling looks at unit costs at every event, be it a renewed lease or a settled gap")
    func unitCosts() throws {
        let load = try #require(LoadID("heat-pump"))
        var cluster = try cluster(.levelling)
        try cluster.setLevel(building: 0, load: load, power: .watts(100), lease: nil, at: .zero)
        try cluster.setLevel(building: 1, load: load, power: .watts(100), lease: nil, at: .zero)
        #expect(cluster.split(of: 1) == Split(battery: .watts(50), gridPremium: .watts(50)))
        try cluster.setLevel(building: 0, load: load, power: .watts(100), lease: nil, at: .milliseconds(1_000))
        #expect(cluster.split(of: 1) == Split(gridContract: .watts(100)), "it has paid more")
        try cluster.settleGaps(building: 1, energy: .zero, at: .milliseconds(60_000))
        #expect(cluster.split(of: 0) == Split(gridContract: .watts(100)), "by now the other has")
    }
}
