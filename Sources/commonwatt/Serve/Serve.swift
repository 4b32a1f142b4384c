import ArgumentParser
import ConfigurationFiles
import ControllerService
import Logging
import MQTTClient
import UnixSignals

/// `commonwatt serve`: the controller of a site.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a site: allocate power to its buildings over MQTT, and record every allocation on its ledger.",
        discussion: """
            Serves until it is asked to stop (SIGTERM or Ctrl-C), and then finishes what it has begun. A building is \
            told its allocation when the ledger has it, never before.

            EXAMPLE:
              commonwatt serve --config site/cluster.yaml
            """
    )

    @Option(help: ArgumentHelp("The cluster file.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var config: String

    @Flag(help: "Check the configuration, the certificates and the files they name, and exit.")
    var check = false

    @Flag(help: "Close the period when the controller stops, and settle it.")
    var closePeriod = false

    @Option(
        help: ArgumentHelp(
            "Die at a step of the commit, for whoever tries out what a crash does.",
            valueName: "step:count",
            visibility: .hidden
        )
    )
    var dieAt: String?

    @OptionGroup
    var log: LogOptions

    func run() async throws {
        let cluster = try ClusterFile.read(config)
        guard let policyPath = cluster.policyPath else {
            throw CommandFailure.badInput("\(config): policy: serving needs a policy file")
        }
        let policy = try PolicyFile.read(policyPath)
        try SiteService.check(cluster, policy: policy)
        if check {
            try SiteService.checkDates(cluster)
            return try StandardOutput.write("\(config): OK")
        }
        let rehearsal = try dieAt.map { text in
            guard let rehearsal = CrashRehearsal(text) else {
                throw CommandFailure.badInput("--die-at: expected a step and a count, such as committed:3")
            }
            return rehearsal
        }
        ProcessHeap.settle()
        let service = try SiteService(
            cluster: cluster,
            policy: policy,
            closesPeriod: closePeriod,
            rehearsal: rehearsal,
            logger: Logs.logger("commonwatt", log, site: cluster.site)
        )
        try await service.run(untilSignalled: [.sigterm, .sigint])
    }
}
