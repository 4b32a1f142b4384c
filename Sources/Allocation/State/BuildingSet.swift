/// A set of buildings with constant-time insertion and removal, and an array of its members in no particular order.
struct BuildingSet: Sendable {
    /// The members.
    private(set) var members: [Int32] = []
    /// Where a building stands among the members, or -1.
    private var places: [Int32]

    init(buildingCount: Int) {
        places = Array(repeating: -1, count: buildingCount)
    }

    /// Makes the building a member, or not.
    mutating func set(_ building: Int, isMember: Bool) {
        let place = Int(places[building])
        if isMember {
            guard place == -1 else { return }
            places[building] = Int32(members.count)
            members.append(Int32(building))
        } else {
            guard place != -1 else { return }
            let last = members.removeLast()
            places[building] = -1
            guard last != Int32(building) else { return }
            members[place] = last
            places[Int(last)] = Int32(place)
        }
    }
}
