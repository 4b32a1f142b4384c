import ArgumentParser
import ConfigurationFiles
import ControllerService
import Foundation
import MQTTClient
import Site
import Transparency
import Witness

import struct Ledger.ChainError

/// How a command ended when it did not just end: the status, and what to tell.
struct Outcome: Equatable {
    /// The exit statuses of every subcommand.
    enum Status: Int32 {
        case done = 0
        case negativeFinding = 1
        case badInput = 2
        case environment = 3
    }

    var status: Status
    var message: String

    /// The outcome that an error stands for.
    ///
    /// A subcommand whose errors are not listed here throws a ``CommandFailure``.
    init(of error: any Error) {
        switch error {
        case let failure as CommandFailure:
            self.init(status: failure.status, message: "commonwatt: \(failure.message)")
        case let error as ConfigurationError:
            self.init(status: .badInput, message: "commonwatt: \(error)")
        case let error as SiteError:
            self.init(status: .badInput, message: "commonwatt: \(error)")
        case let error as ServiceError:
            let status: Status = error.kind == .input ? .badInput : .environment
            self.init(status: status, message: "commonwatt: \(error)")
        case let error as ChainError:
            self.init(of: CommandFailure(error))
        case let error as TextFormatError:
            self.init(status: .badInput, message: "commonwatt: \(error)")
        case is CheckpointRefusal, is ProofRefusal, is EvidenceRefusal, is CheckpointRefusedError:
            self.init(status: .negativeFinding, message: "commonwatt: \(error)")
        case let error as WitnessProblem:
            let status: Status = error.accusesLedger ? .negativeFinding : error.isPassing ? .environment : .badInput
            self.init(status: status, message: "commonwatt: \(error)")
        case let error as WitnessStateError:
            self.init(status: .environment, message: "commonwatt: \(error)")
        case let error as MQTTError:
            self.init(status: .environment, message: "commonwatt: \(error.sentence)")
        default:
            self.init(parsing: error)
        }
    }

    init(status: Status, message: String) {
        self.status = status
        self.message = message
    }

    /// The outcome of the argument parser's own errors: help and completions are no failure, and what it refuses is a
    /// bad argument. Any other error is one that nobody foresaw.
    private init(parsing error: any Error) {
        let code = Commonwatt.exitCode(for: error)
        switch code {
        case .success:
            self.init(status: .done, message: Commonwatt.fullMessage(for: error))
        case .validationFailure:
            self.init(status: .badInput, message: Commonwatt.fullMessage(for: error))
        default:
            self.init(status: .environment, message: "commonwatt: \(error)")
        }
    }

    /// Tells the message and ends the process.
    func exit() -> Never {
        let stream = status == .done ? FileHandle.standardOutput : FileHandle.standardError
        if !message.isEmpty { try? stream.write(contentsOf: Data("\(message)\n".utf8)) }
        Foundation.exit(status.rawValue)
    }
}

/// A failure that a subcommand reports in one sentence.
struct CommandFailure: Error, Equatable {
    var status: Outcome.Status
    var message: String

    /// The command did its work and the finding is bad: an audit fails, a claim does not hold.
    static func negativeFinding(_ message: String) -> CommandFailure {
        CommandFailure(status: .negativeFinding, message: message)
    }

    /// An argument or a file is wrong; the message names it, with line and key where there is one.
    static func badInput(_ message: String) -> CommandFailure {
        CommandFailure(status: .badInput, message: message)
    }

    /// Something outside failed: a broker is gone, a disk is full.
    static func environment(_ message: String) -> CommandFailure {
        CommandFailure(status: .environment, message: message)
    }
}
