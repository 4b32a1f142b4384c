import ConfigurationFiles
import Cryptography
import EndorserTransport
import Foundation
import Ledger
import Peer

extension EndorserBeginning {
    /// The snapshot that an endorser's file names.
    init(_ settings: EndorserSnapshotSettings) {
        self.init(place: settings.file) { () throws(ReplicaError) in
            do {
                return try settings.record()
            } catch let error as ReplicaError {
                throw error
            } catch {
                throw ReplicaError("\(settings.file): \(error)")
            }
        }
    }
}

extension EndorserSnapshotSettings {
    /// Reads the snapshot, which must have the hash that the file names, and the values in force.
    fileprivate func record() throws -> ReplicaRecord {
        let encoded = try Self.read(file)
        let snapshot = try LedgerSnapshot(encoded: encoded)
        let found = LedgerSnapshot.hash(of: encoded)?.hex ?? "none"
        guard found == hash else { throw SnapshotError.hash(found, expected: hash) }
        return try ReplicaRecord(snapshot, values: try valuesInForce(at: snapshot))
    }

    private func valuesInForce(at snapshot: LedgerSnapshot) throws -> [KeptPrivateValue] {
        let inForce = try SnapshotValues(of: snapshot)
        guard inForce.arePrivate else {
            guard let name = values.first else { return [] }
            throw ReplicaError("\(name): the values of the ledger of '\(snapshot.channel)' are not private")
        }
        var given: [KeptPrivateValue] = []
        for name in values {
            let file: RevealedFile
            do { file = try RevealedFile(encoded: Self.read(name)) } catch let error as LedgerFormatError {
                throw ReplicaError("\(name) is no file of 'commonwatt ledger reveal': \(error)")
            }
            guard file.channel == snapshot.channel else {
                let expected = "the snapshot is of '\(snapshot.channel)'"
                throw ReplicaError("\(name): the values are of channel '\(file.channel)', \(expected)")
            }
            given += file.values
        }
        let (kept, missing) = inForce.pick(from: given)
        guard missing.isEmpty else {
            throw ReplicaError(
                "\(file): \(missing.count) of its \(inForce.needed.count) values in force are private and not in the "
                    + "files of snapshot.values, that of '\(missing[0])' first; the operator writes them with "
                    + "'commonwatt ledger reveal LEDGER --all'"
            )
        }
        return kept
    }

    private static func read(_ path: String) throws(ReplicaError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ReplicaError("\(path) cannot be read: no such file, or no permission")
        }
        return [UInt8](data)
    }
}
