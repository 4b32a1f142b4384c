import Testing

/// A passage of the right file, what replaces it, and the sentence that refuses the result.
struct Refusal: Sendable, CustomTestStringConvertible {
    let passage: String
    let replacement: String
    let sentence: String

    init(_ passage: String, _ replacement: String, _ sentence: String) {
        self.passage = passage
        self.replacement = replacement
        self.sentence = sentence
    }

    var testDescription: String { sentence }
}

@Suite("A cluster file is refused with file, line, column and key")
struct ClusterRefusalTests {
    @Test(
        "for keys that are unknown, doubled or missing",
        arguments: [
            Refusal(
                "cap_w:",
                "cap:",
                "cluster.yaml:4:3: contract: unknown key \"cap\"; did you mean \"cap_w\"? (known here: cap_w, prices)"
            ),
            Refusal(
                "power_w: 500000",
                "pwoer_w: 500000",
                "cluster.yaml:6:11: battery: unknown key \"pwoer_w\"; did you mean \"power_w\"? "
                    + "(known here: power_w, capacity_wh, round_trip_efficiency, start, tolerance_wh)"
            ),
            Refusal(
                "name: Town hall",
                "nme: Town hall",
                "cluster.yaml:10:15: buildings[1]: unknown key \"nme\"; did you mean \"name\"? "
                    + "(known here: id, name, arrivals_per_hour, mean_duration_s, mean_power_w, raf)"
            ),
            Refusal(
                "currency: EUR",
                "site: elsewhere",
                "cluster.yaml:1:1: the key \"site\" is here and again further down; keep one of them"
            ),
            Refusal("currency: EUR\n", "", "cluster.yaml:1:1: missing the required key \"currency\""),
            Refusal(
                "power_w: 500000, capacity_wh: 1500000, ",
                "",
                "cluster.yaml:6:10: battery: missing the required keys \"power_w\", \"capacity_wh\""
            ),
            Refusal(
                "period:",
                "meter: {tolerence: \"0.1\"}\nperiod:",
                "cluster.yaml:7:9: meter: unknown key \"tolerence\"; did you mean \"tolerance\"? "
                    + "(known here: tolerance, tolerance_wh, interval)"
            ),
            Refusal("{duration: 6h}", "{}", "cluster.yaml:7:9: period: missing the required key \"duration\""),
            Refusal(
                "{duration: 6h}",
                "{duration: 6h, start: \"16:00\"}",
                "cluster.yaml:7:9: period: missing the key \"time_zone\": a start is a time on the clocks of a place"
            ),
        ]
    )
    func keys(refusal: Refusal) {
        #expect(
            ClusterText.refusal(of: ClusterText.replacing(refusal.passage, with: refusal.replacement))
                == refusal.sentence
        )
    }

    @Test(
        "for values of the wrong type, form or range",
        arguments: [
            Refusal(
                "1000000",
                "\"1000000\"",
                "cluster.yaml:4:10: contract.cap_w: expected a whole number of watts from 0 to 1000000000000, "
                    + "found the text \"1000000\""
            ),
            Refusal(
                "cap_w: 1000000",
                "cap_w: -1",
                "cluster.yaml:4:10: contract.cap_w: expected a whole number of watts from 0 to 1000000000000, "
                    + "found the number -1"
            ),
            Refusal(
                "cap_w: 1000000",
                "cap_w: 1e6",
                "cluster.yaml:4:10: contract.cap_w: expected a whole number of watts from 0 to 1000000000000, "
                    + "found the number 1e6"
            ),
            Refusal(
                "cap_w: 1000000",
                "cap_w:",
                "cluster.yaml:4:9: contract.cap_w: expected a whole number of watts from 0 to 1000000000000, "
                    + "found nothing"
            ),
            Refusal(
                "\"0.20\"",
                "0.20",
                "cluster.yaml:5:27: contract.prices.grid_contract: expected a price per kWh such as \"0.20\" "
                    + "as a string, found the number 0.20; write \"0.20\" in quotes"
            ),
            Refusal(
                "\"0.20\"",
                "\"0.1234567\"",
                "cluster.yaml:5:27: contract.prices.grid_contract: expected a price per kWh such as \"0.20\" "
                    + "with at most 6 decimals, found \"0.1234567\""
            ),
            Refusal(
                "\"0.30\"",
                "\"0,30\"",
                "cluster.yaml:5:44: contract.prices.battery: expected a price per kWh such as \"0.20\", "
                    + "found the text \"0,30\""
            ),
            Refusal(
                "\"0.30\"",
                "\"1.50\"",
                "cluster.yaml:5:11: contract.prices: expected grid_contract < battery < grid_premium, "
                    + "the order in which the servers are used"
            ),
            Refusal(
                "\"0.9\"",
                "\"1.1\"",
                "cluster.yaml:6:73: battery.round_trip_efficiency: expected an efficiency above 0 and up to 1 such as "
                    + "\"0.9\", found the text \"1.1\""
            ),
            Refusal(
                "duration: 6h",
                "duration: 6 hours",
                "cluster.yaml:7:20: period.duration: expected a duration such as 6h, 90m or 1h30m, "
                    + "found the text \"6 hours\""
            ),
            Refusal(
                "{duration: 6h}",
                "{duration: 6h, start: \"24:00\", time_zone: UTC}",
                "cluster.yaml:7:31: period.start: expected a time of day from \"00:00\" to \"23:59\", or manual, "
                    + "found the text \"24:00\""
            ),
            Refusal(
                "{duration: 6h}",
                "{duration: 6h, start: [\"06:00\", \"11:59\"], time_zone: UTC}",
                "cluster.yaml:7:31: period.start: expected times in order, each at least period.duration after the "
                    + "one before, also overnight"
            ),
            Refusal(
                "{duration: 6h}",
                "{duration: 6h, start: [\"05:00\", \"23:30\"], time_zone: UTC}",
                "cluster.yaml:7:31: period.start: expected times in order, each at least period.duration after the "
                    + "one before, also overnight"
            ),
            Refusal(
                "{duration: 6h}",
                "{duration: 6h, start: [], time_zone: UTC}",
                "cluster.yaml:7:31: period.start: expected at least one time of day, found an empty list"
            ),
            Refusal(
                "{duration: 6h}",
                "{duration: 6h, start: manual, time_zone: UTC}",
                "cluster.yaml:7:50: period.time_zone: a time zone without a start says nothing; add start"
            ),
            Refusal(
                "{duration: 6h}",
                "{duration: 6h, start: \"16:00\", time_zone: Europe/Berln}",
                "cluster.yaml:7:51: period.time_zone: unknown time zone \"Europe/Berln\"; "
                    + "did you mean \"Europe/Berlin\"?"
            ),
            Refusal(
                "EUR",
                "euro",
                "cluster.yaml:2:11: currency: expected a currency of three capital letters such as EUR, "
                    + "found the text \"euro\""
            ),
            Refusal(
                "site: riverside",
                "site: [riverside]",
                "cluster.yaml:1:7: site: expected a name of 1 to 32 characters a-z, 0-9 or -, found a list"
            ),
            Refusal(
                "site: riverside",
                "site: true",
                "cluster.yaml:1:7: site: expected a name of 1 to 32 characters a-z, 0-9 or -, "
                    + "found the truth value true"
            ),
            Refusal(
                "site: riverside",
                "site: !custom riverside",
                "cluster.yaml:1:7: site: expected a name of 1 to 32 characters a-z, 0-9 or -, "
                    + "found a value tagged !custom"
            ),
        ]
    )
    func values(refusal: Refusal) {
        #expect(
            ClusterText.refusal(of: ClusterText.replacing(refusal.passage, with: refusal.replacement))
                == refusal.sentence
        )
    }

    @Test(
        "for buildings that do not fit together",
        arguments: [
            Refusal("b02", "b01", "cluster.yaml:10:5: buildings[1]: the building \"b01\" is already on line 9"),
            Refusal(
                "\"0.1\"",
                "\"0.8\"",
                "cluster.yaml:9:3: buildings: expected factors (raf) that sum to at most 1, found a sum of 1.05"
            ),
            Refusal(
                "raf: \"0.1\"",
                "arrivals_per_hour: 60, mean_duration_s: 50, mean_power_w: 20000",
                "cluster.yaml:10:5: buildings[1]: expected a raf as for the first building, found arrivals_per_hour, "
                    + "mean_duration_s and mean_power_w; the forms do not mix"
            ),
            Refusal(
                "raf: \"0.1\"",
                "raf: \"0.1\", mean_power_w: 20000",
                "cluster.yaml:10:5: buildings[1]: expected either raf or arrivals_per_hour, mean_duration_s, "
                    + "mean_power_w, found both"
            ),
            Refusal(
                ", raf: \"0.1\"",
                "",
                "cluster.yaml:10:5: buildings[1]: expected either raf or arrivals_per_hour, mean_duration_s, "
                    + "mean_power_w, found neither"
            ),
            Refusal(
                "raf: \"0.1\"",
                "arrivals_per_hour: 60, mean_power_w: 20000",
                "cluster.yaml:10:5: buildings[1]: missing the key \"mean_duration_s\": "
                    + "a building's demand is given by all three figures"
            ),
            Refusal(
                "raf: \"0.1\"",
                "raf: \"0.1234567891\"",
                "cluster.yaml:10:37: buildings[1].raf: expected a factor from 0 to 1 such as \"0.1\" with at most "
                    + "9 decimals, found \"0.1234567891\""
            ),
            Refusal(
                "id: b01",
                "id: B01",
                "cluster.yaml:10:10: buildings[1].id: expected an identifier of 1 to 32 characters a-z, 0-9 or -, "
                    + "found the text \"B01\""
            ),
        ]
    )
    func members(refusal: Refusal) {
        #expect(
            ClusterText.refusal(of: ClusterText.replacing(refusal.passage, with: refusal.replacement))
                == refusal.sentence
        )
    }

    @Test("for an empty list of buildings")
    func noBuildings() {
        let text = ClusterText.right.prefix { $0 != "-" } + "[]"
        #expect(
            ClusterText.refusal(of: String(text))
                == "cluster.yaml:9:3: buildings: expected at least one building, found an empty list"
        )
    }

    @Test(
        "where it is not YAML, not text or not there",
        arguments: [
            ("", "cluster.yaml:1:1: the file is empty"),
            ("site: [a\ncurrency: EUR", "cluster.yaml:2:9: not well-formed YAML"),
            ("site: \"a\n", "cluster.yaml:2:1: not well-formed YAML"),
            ("- a\n- b", "cluster.yaml:1:1: expected the sections of a cluster, found a list"),
            ("a: 1\n---\nb: 2", "cluster.yaml:2:1: not well-formed YAML"),
            ("site: *nowhere", "cluster.yaml:1:7: not well-formed YAML"),
            ("site: a\u{1}b", "cluster.yaml:1: not well-formed YAML"),
        ]
    )
    func notYAML(text: String, beginning: String) throws {
        let sentence = try #require(ClusterText.refusal(of: text))
        #expect(sentence.hasPrefix(beginning), "\(sentence)")
    }
}
