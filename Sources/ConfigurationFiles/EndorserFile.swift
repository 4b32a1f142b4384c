public import Units

enum EndorserKey: String, FileKey {
    case site
    case host
    case port
    case certificate
    case key
    case intermediate
    case roots
    case state
    case snapshot
    case askedBy = "asked_by"
    case timeTolerance = "time_tolerance"

    static let required: [EndorserKey] = [.site, .port, .certificate, .key, .roots]
}

enum EndorserSnapshotKey: String, FileKey {
    case file
    case hash
    case values

    static let required: [EndorserSnapshotKey] = [.file, .hash]
}

/// The snapshot that an endorser begins with.
public struct EndorserSnapshotSettings: Hashable, Sendable {
    /// The path of the snapshot, resolved.
    public let file: String

    /// The hash that it has to have, in 64 hexadecimal digits.
    public let hash: String

    /// The paths of files with the private values in force, resolved; empty where the file names none.
    public let values: [String]
}

/// An endorser's file: whose ledger it endorses on, where it listens, who it is, and what it trusts.
///
/// The file's form is described by `Schemas/endorser.schema.json`. It says nothing of the cluster's terms: those are in
/// the ledger's configuration, which the members signed.
public struct EndorserFile: Hashable, Sendable {
    /// The file as it was read.
    public let file: InputFile

    /// The site, which is the ledger's channel.
    public let site: String

    /// The address to listen at; loopback unless the file says otherwise.
    public let host: String

    /// The port to listen at.
    public let port: Int

    /// The path of the endorser's certificate, resolved.
    public let certificate: String

    /// The path of its private key, resolved.
    public let key: String

    /// The path of the authority between the certificate and its root, resolved; `nil` where the root issued it.
    public let intermediate: String?

    /// The path of the directory with the organisations' root certificates, resolved.
    public let roots: String

    /// The path of the directory in which the endorser keeps what it has followed, resolved; `endorser-state` beside
    /// the file unless the file says otherwise.
    public let state: String

    /// The snapshot to begin with, where nothing is kept in ``state`` yet; `nil` to begin with the first block.
    public let snapshot: EndorserSnapshotSettings?

    /// The organisation whose peers may ask; `Operator` unless the file says otherwise.
    public let askedBy: String

    /// How far a proposal's time may be from the endorser's clock.
    public let timeTolerance: Interval

    /// Reads and checks the endorser's file at a path.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong.
    public static func read(_ path: String) throws(ConfigurationError) -> EndorserFile {
        try EndorserFile(InputFile.read(path))
    }

    /// Checks a file that was read already.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong.
    public init(_ file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<EndorserKey>(file.yaml(), expected: "the settings of an endorser")
        self.file = file
        site = try keys.required(.site).site()
        host = try keys[.host]?.text(expected: "a host name or address") ?? "127.0.0.1"
        port = try keys.required(.port).port()
        certificate = try keys.required(.certificate).path(in: file)
        key = try keys.required(.key).path(in: file)
        intermediate = try keys[.intermediate]?.path(in: file)
        roots = try keys.required(.roots).path(in: file)
        state = try keys[.state]?.path(in: file) ?? file.resolve("endorser-state")
        snapshot = try keys[.snapshot].map { value throws(ConfigurationError) in
            try EndorserSnapshotSettings(value, in: file)
        }
        askedBy = try keys[.askedBy]?.organisation() ?? "Operator"
        timeTolerance = try keys[.timeTolerance]?.interval() ?? .seconds(60)
    }
}

extension EndorserSnapshotSettings {
    fileprivate init(_ value: YAMLValue, in file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<EndorserSnapshotKey>(value, expected: "the snapshot's file and hash")
        self.file = try keys.required(.file).path(in: file)
        let hash = try keys.required(.hash)
        let expected = "the snapshot's hash in 64 hexadecimal digits, as ledger snapshot prints it"
        let text = try hash.text(expected: expected)
        guard text.wholeMatch(of: /[0-9a-f]{64}/) != nil else { throw hash.mismatch(expected: expected) }
        self.hash = text
        values = try keys[.values]?.paths(in: file) ?? []
    }
}

extension YAMLValue {
    /// An organisation's identifier.
    fileprivate func organisation() throws(ConfigurationError) -> String {
        let expected = "an organisation of 1 to 64 letters, digits, '.' and '-'"
        let text = try text(expected: expected)
        guard text.wholeMatch(of: /[A-Za-z0-9.-]{1,64}/) != nil else { throw mismatch(expected: expected) }
        return text
    }
}
