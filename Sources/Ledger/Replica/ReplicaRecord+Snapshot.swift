extension ReplicaRecord {
    /// What whoever follows a chain from a snapshot on begins with.
    ///
    /// The configurations and the seal of the last block are verified. Nothing in the chain vouches for the state:
    /// whoever begins here has to know from elsewhere that the snapshot is the right one, by its hash.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - values: The private values in force, where it has hashes of them (``SnapshotValues``).
    /// - Throws: ``SnapshotError``, if its parts do not belong together.
    public init(_ snapshot: LedgerSnapshot, values: [KeptPrivateValue] = []) throws(SnapshotError) {
        let history = try snapshot.configurations()
        self.init(
            header: snapshot.last.header,
            frontier: snapshot.edge.frontier,
            founding: history.entries[0].channel.configuration.encoded,
            configuration: history.channel.configuration.encoded,
            certificates: snapshot.certificates,
            state: snapshot.state,
            lost: LostValues(),
            values: values
        )
    }
}

extension ReplicaProgress {
    /// All of a record, for a storage in which nothing is kept yet.
    public init(beginningWith record: ReplicaRecord) {
        var values = PrivateValueChange()
        values.kept = record.values
        self.init(
            header: record.header,
            frontier: record.frontier,
            updates: StateUpdates(record.state),
            certificates: record.certificates.map { NewCertificate(der: $0) },
            founding: record.founding,
            configuration: record.configuration,
            lost: record.lost,
            values: values
        )
    }
}
