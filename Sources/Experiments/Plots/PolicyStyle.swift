import Allocation

/// How a policy is drawn: colour, line and marker, so that no two differ in colour alone.
///
/// The colours are those of M. Okabe and K. Ito, "Color universal design" (2008), which people with any colour vision
/// tell apart. The policies of the source have filled markers and ours open ones, so that both are seen where they
/// coincide.
struct PolicyStyle {
    let name: String
    let color: String
    let dash: String
    let marker: Int

    /// The same marker, open if the usual one is filled.
    let openMarker: Int
    let size: Double

    /// The same marker, filled.
    var filledMarker: Int { openMarker + 1 }

    init(_ kind: PolicyKind) {
        switch kind {
        case .strict:
            self.init(name: "strict bounds", color: "#D55E00", dash: "solid", marker: 5, openMarker: 4)
        case .noBounds:
            self.init(name: "no bounds", color: "#0072B2", dash: "(14,5)", marker: 7, openMarker: 6)
        case .adaptive:
            self.init(name: "adaptive bounds", color: "#009E73", dash: "(14,4,3,4)", marker: 9, openMarker: 8)
        case .maxMin:
            self.init(name: "max-min (ours)", color: "#CC79A7", dash: "(4,4)", marker: 12, openMarker: 12, size: 1.7)
        case .levelling:
            self.init(name: "levelling (ours)", color: "#E69F00", dash: "(8,3)", marker: 10, openMarker: 10, size: 1.7)
        }
    }

    /// The style of one of several policies of a kind, which its signal tells from the others.
    init(_ kind: PolicyKind, signal: AdaptiveSignal?) {
        switch signal {
        case .clusterLoad?:
            // A pentagon: the two signals differ in more than their names.
            self.init(
                name: "adaptive bounds (L)",
                color: "#009E73",
                dash: "(3,4)",
                marker: 15,
                openMarker: 14,
                size: 1.1
            )
        case .gridContractLoad?:
            self.init(name: "adaptive bounds (G)", color: "#009E73", dash: "(14,4,3,4)", marker: 9, openMarker: 8)
        case nil: self.init(kind)
        }
    }

    private init(name: String, color: String, dash: String, marker: Int, openMarker: Int, size: Double = 0.9) {
        self.name = name
        self.color = color
        self.dash = dash
        self.marker = marker
        self.openMarker = openMarker
        self.size = size
    }
}
