public import AllocationContract
import Foundation
public import Ledger

/// What is asked of the controller that serves a site, by whoever may write into its ledger's directory.
public enum InboxRequest: Sendable {
    /// The configuration in force.
    case configuration
    /// Put a signed change of the configuration in force.
    case change(ConfigurationDraft)
    /// What the ledger has recorded of every member's demand.
    case demand
    /// Open a period.
    case openPeriod
    /// Close the period.
    case closePeriod
}

/// A request refused: its bytes are none, whole.
struct InboxFormatError: Error, CustomStringConvertible {
    let description: String
}

extension InboxRequest {
    private struct Form: Codable {
        let request: String
        var change: Data?
    }

    var encoded: Data {
        get throws {
            let form: Form =
                switch self {
                case .configuration: Form(request: "configuration")
                case .change(let draft): Form(request: "change", change: Data(draft.encoded))
                case .demand: Form(request: "demand")
                case .openPeriod: Form(request: "open-period")
                case .closePeriod: Form(request: "close-period")
                }
            return try JSONEncoder().encode(form)
        }
    }

    init(encoded: Data) throws(InboxFormatError) {
        guard let form = try? JSONDecoder().decode(Form.self, from: encoded) else {
            throw InboxFormatError(description: "the request is no JSON object of the expected form; was it cut off?")
        }
        switch (form.request, form.change) {
        case ("configuration", nil): self = .configuration
        case ("demand", nil): self = .demand
        case ("open-period", nil): self = .openPeriod
        case ("close-period", nil): self = .closePeriod
        case ("change", let change?):
            do {
                self = .change(try ConfigurationDraft(encoded: Array(change)))
            } catch {
                throw InboxFormatError(description: "the change cannot be read: \(error)")
            }
        default: throw InboxFormatError(description: "'\(form.request.prefix(40))' is no request")
        }
    }
}

/// What the controller answers.
public struct InboxAnswer: Codable, Hashable, Sendable {
    /// What came of the request.
    public enum Outcome: String, Codable, Hashable, Sendable {
        /// It is done.
        case done
        /// It is refused, and nothing has happened.
        case refused
        /// It could not be done, because of what is around the controller.
        case failed
    }

    /// What came of the request.
    public let outcome: Outcome

    /// A sentence for people.
    public let text: String

    /// What was asked for.
    var body: Data?

    init(_ outcome: Outcome, _ text: String, body: Data? = nil) {
        self.outcome = outcome
        self.text = text
        self.body = body
    }
}

extension InboxAnswer {
    /// The configuration that was asked for.
    ///
    /// - Throws: ``ServiceError``, also where the controller would not say.
    public func configuration() throws(ServiceError) -> ChannelConfiguration {
        do {
            return try ChannelConfiguration(encoded: Array(try content()))
        } catch let error as ServiceError {
            throw error
        } catch {
            throw ServiceError(.environment, "the controller's configuration cannot be read: \(error)")
        }
    }

    /// The recorded demand that was asked for.
    ///
    /// - Throws: ``ServiceError``, also where the controller would not say.
    public func demand() throws(ServiceError) -> [RecordedDemand] {
        do {
            let forms = try JSONDecoder().decode([RecordedDemandForm].self, from: try content())
            return try forms.map { try $0.demand }
        } catch let error as ServiceError {
            throw error
        } catch {
            throw ServiceError(.environment, "the controller's record of demands cannot be read: \(error)")
        }
    }

    private func content() throws(ServiceError) -> Data {
        guard outcome == .done, let body else { throw ServiceError(.environment, text) }
        return body
    }
}
