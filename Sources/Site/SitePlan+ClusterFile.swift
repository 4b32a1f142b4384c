import Units

extension SitePlan {
    /// The text of the site's cluster file, with comments for whoever edits it.
    var clusterFile: String {
        """
        # The terms that the members signed, and how this site is set up. Check an edit with
        #   commonwatt serve --config cluster.yaml --check
        site: \(name)
        currency: \(currency)
        contract:
          cap_w: \(cap.watts)                        # L_CAP: what the cheap rate holds up to
          prices: {grid_contract: "\(prices.gridContract)", battery: "\(prices.battery)", \
        grid_premium: "\(prices.gridPremium)"}   # per kWh
        battery: {power_w: \(batteryPower.watts), capacity_wh: \(batteryWattHours), round_trip_efficiency: "0.9"}
        period: {duration: \(periodDuration)}
        policy: policy.yaml
        # What each member is expected to draw; the allocation factors (RAF) follow from it.
        buildings:
        \(buildings.map(Self.line).joined(separator: "\n"))
        mqtt:
          host: 127.0.0.1
          port: \(brokerPort)
          tls: {ca: mqtt/ca.pem, certificate: identities/controller.pem, key: identities/controller.key}
          signed_demands: optional      # required: a demand that its building has not signed is refused
          home_assistant: false         # true, or another prefix than homeassistant: the site appears there
        \(limit)\(page)ledger: {path: ledger, engine: solo, identities: identities}

        """
    }

    private var limit: String {
        rateLimit.map { "  rate_limit: {demands_per_second: \($0.demandsPerSecond), burst: \($0.burst)}\n" } ?? ""
    }

    private var page: String {
        pagePort.map { "http: {host: 127.0.0.1, port: \($0)}  # the page, API, metrics\n" } ?? ""
    }

    private static func line(of member: Member) -> String {
        "  - {id: \(member.id), name: \(member.name), arrivals_per_hour: \(member.arrivalsPerHour), "
            + "mean_duration_s: \(member.meanDurationSeconds), mean_power_w: \(member.meanPower.watts)}"
    }
}
