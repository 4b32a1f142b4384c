import ArgumentParser
import Ledger

/// Whose private values a command is about.
struct ValueChoice: ParsableArguments {
    @Option(help: ArgumentHelp("The values of a member; may be repeated.", valueName: "building"))
    var member: [String] = []

    @Flag(help: "What is the operator's: the cluster's records, the terms, and the answers, which name all members.")
    var operatorsOwn = false

    @Flag(help: "Everybody's.")
    var all = false

    func validate() throws {
        guard all || operatorsOwn || !member.isEmpty else {
            throw ValidationError("say whose values: --member, --operators-own or --all")
        }
    }

    /// Whether a value is among them.
    func contains(_ value: KeptPrivateValue) -> Bool {
        if all { return true }
        return value.member.map { member.contains($0) } ?? operatorsOwn
    }

    /// Whose they are, in words.
    var text: String {
        if all { return "everybody" }
        return (member + (operatorsOwn ? ["the operator"] : [])).joined(separator: ", ")
    }
}
