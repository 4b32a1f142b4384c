extension SitePlan {
    /// The policy that a new site begins with: the thesis's adaptive bounds, as `Policies/adaptive.yaml` ships it.
    public static let standardPolicy = """
        title: Adaptive bounds
        prose: >-
          No bounds while grid-contract has room for the whole of an arriving request, strict bounds when it has not. A
          request keeps the split that it was given on arrival until it ends. In quiet times the cluster uses its cheap
          servers whole; in busy times a newcomer gets no more than its building's own band. Of the readings of Algorithm 1
          this one comes closest to the energies printed with Figure 4.8. Its price is fairness towards those who draw much:
          small requests still find room where large ones do not, so members with small requests pay a lower unit cost.
        kind: adaptive
        discipline: admission
        signal: grid-contract-load
        hysteresis_w: 0
        dwell_s: 0

        """
}
