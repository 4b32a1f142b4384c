/// The version of the software, as it stands in `ctl/status` and on the command line.
public enum ControllerVersion {
    /// The version's text.
    public static let text = "0.1.0"
}
