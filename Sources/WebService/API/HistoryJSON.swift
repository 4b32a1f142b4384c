import Allocation
import Foundation
import Monitor

/// `GET /api/v1/history`: the chart's points, oldest first.
struct HistoryJSON: Encodable {
    let points: [PointJSON]

    init(_ history: LoadHistory, seconds: Int) {
        points = history.points.suffix(seconds).map(PointJSON.init)
    }
}

/// A second of the chart.
struct PointJSON: Encodable {
    let ts: String
    let servers: ServersJSON
    let chargeKwh: Decimal
    let mode: String

    init(_ point: LoadHistory.Point) {
        ts = Timestamps.text(point.at)
        servers = ServersJSON(point.split)
        chargeKwh = point.charge.kilowattHours
        mode = point.mode.rawValue
    }
}
