import ArgumentParser

/// The forms in which a command prints its data.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
    case csv
}

/// The option that every command has which prints data.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to print the data: table, json or csv.")
    var format: OutputFormat = .table
}

/// Data that a command prints.
protocol Report {
    /// For programs: stable keys, with units as suffixes.
    var json: JSONText { get }

    /// For people.
    func table(on terminal: Terminal) -> String

    /// For spreadsheets: one header, one kind of row.
    var csv: CSVText { get }
}

extension Report {
    /// Prints the report on standard output.
    func write(as format: OutputFormat) throws(CommandFailure) {
        switch format {
        case .table: try StandardOutput.write(table(on: .output))
        case .json: try StandardOutput.write(json.description)
        case .csv: try StandardOutput.write(csv.description)
        }
    }
}
