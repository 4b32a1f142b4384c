public import ConfigurationFiles

extension Experiment {
    /// Holds results against the claims that are made of this experiment.
    ///
    /// - Parameters:
    ///   - claims: the claims; those of other experiments are left out.
    ///   - results: all replications.
    ///   - manifest: the manifest of the results.
    /// - Throws: `ConfigurationError` where a claim is of a sweep, a value or a measure that the experiment does not
    ///   have.
    public func report(
        on claims: ClaimsFile,
        _ results: [ReplicationResult],
        _ manifest: Manifest
    ) throws(ConfigurationError) -> ClaimReport {
        var judged: [JudgedClaim] = []
        for figure in claims.figures where figure.experiment == name {
            let sweep = try sweep(of: figure, in: claims)
            let samples = file.readings.indices.map {
                FigureSamples(self, results, sweep: sweep, reading: $0, measure: figure.measure)
            }
            for claim in figure.claims {
                let findings = file.readings.indices.compactMap { Self.finding(claim, file.readings[$0], samples[$0]) }
                judged.append(
                    JudgedClaim(figure: figure.id, measure: figure.measure, claim: claim, findings: findings)
                )
            }
        }
        return ClaimReport(title: file.title, question: file.question, manifest: manifest, claims: judged)
    }

    /// The sweep that a figure speaks of, once everything that its claims name is known to be there.
    private func sweep(of figure: ClaimsFile.Figure, in claims: ClaimsFile) throws(ConfigurationError) -> Int {
        func refusal(_ line: Int, _ key: String, _ problem: String) -> ConfigurationError {
            ConfigurationError(file: claims.file.path, line: line, key: key, problem: problem)
        }
        guard let sweep = file.sweeps.firstIndex(where: { $0.id == figure.sweep }) else {
            let known = file.sweeps.map(\.id).joined(separator: ", ")
            throw refusal(
                figure.line,
                "figures.\(figure.id).sweep",
                "\(file.file.path) has no sweep \"\(figure.sweep)\" (known there: \(known))"
            )
        }
        if figure.measure == .relativeDifference, file.tiers.count != 2 {
            throw refusal(
                figure.line,
                "figures.\(figure.id).measure",
                "\(figure.measure.rawValue) compares two tiers; \(file.file.path) has \(file.tiers.count)"
            )
        }
        for claim in figure.claims {
            for test in claim.tests {
                guard case .values(let values) = test.place else { continue }
                for value in values where !file.sweeps[sweep].values.contains(value) {
                    throw refusal(
                        test.line,
                        "figures.\(figure.id).claims.\(claim.id).at",
                        "the sweep \"\(figure.sweep)\" of \(file.file.path) does not have the value \(value)"
                    )
                }
            }
        }
        return sweep
    }

    private static func finding(
        _ claim: ClaimsFile.Claim,
        _ reading: ExperimentFile.Reading,
        _ samples: FigureSamples
    ) -> Finding? {
        var tests: [TestFinding] = []
        for test in claim.tests {
            guard let finding = samples.finding(test) else { return nil }
            tests.append(finding)
        }
        let kinds = claim.tests.flatMap(\.predicate.policies)
        return Finding(
            reading: reading,
            parts: samples.parts.filter { kinds.contains($0.kind) }.map { ($0.kind, $0.name) },
            verdict: Verdict(allOf: tests.map(\.verdict)),
            tests: tests
        )
    }
}

extension FigureSamples {
    /// What was found of a test; `nil` where the reading lacks one of its policies.
    fileprivate func finding(_ test: ClaimsFile.Test) -> TestFinding? {
        guard let contrasts = contrasts(of: test) else { return nil }
        let margins = contrasts.map { Margin($0.contrast, of: self, amongst: contrasts.count) }
        guard let least = margins.indices.min(by: { margins[$0].isLessClear(than: margins[$1]) }) else { return nil }
        // Of a sum and of a change the end of the sweep is shown.
        let cells = Set(contrasts[least].contrast.terms.map(\.cell))
        let value = cells.map { $0 / parts.count }.max() ?? 0
        return TestFinding(
            verdict: Verdict(allOf: margins.map(\.verdict)),
            comparisons: margins.count,
            holding: margins.count { $0.verdict == .holds },
            place: contrasts[least].place,
            margin: margins[least],
            means: test.predicate.policies.compactMap { kind in
                guard let cell = cell(kind, at: value) else { return nil }
                return (kind, "\(sweep[value])", estimate(cell), exact(cell))
            }
        )
    }
}

extension Margin {
    /// Whether it speaks less for the claim than another: by its verdict first, then by its mean in half-widths.
    fileprivate func isLessClear(than other: Margin) -> Bool {
        func rank(_ verdict: Verdict) -> Int {
            switch verdict {
            case .doesNotHold: 0
            case .undecided: 1
            case .holds: 2
            }
        }
        return (rank(verdict), clarity) < (rank(other.verdict), other.clarity)
    }
}
