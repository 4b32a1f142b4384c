/// The systemd unit of a site's controller (`systemd.service(5)`, `systemd.exec(5)`).
///
/// It is watched: the service says that it is ready when it has subscribed, and from then on that it gets on, or it is
/// killed and started again. And it is shut in: the process may write its ledger and nothing else, and use no more of
/// the system than a program needs that reads files and speaks TCP.
public struct ServiceUnit: Hashable, Sendable {
    /// The site's name.
    public var site: String

    /// The site's directory, absolute.
    public var directory: String

    /// The path of the program.
    public var program: String

    /// The system user that the service runs as; never root.
    public var user: String

    /// The unit's file in a site's directory.
    public static let fileName = "commonwatt.service"

    /// Creates a unit.
    ///
    /// - Parameters:
    ///   - site: the site's name.
    ///   - directory: the site's directory.
    ///   - program: the path of `commonwatt`.
    ///   - user: whoever owns the site's files; for root it is `commonwatt`, whom root makes.
    public init(site: String, directory: String, program: String, user: String) {
        self.site = site
        self.directory = directory
        self.program = program
        self.user = user == "root" ? "commonwatt" : user
    }

    /// The unit's text.
    public var text: String {
        """
        # The controller of site \(site). To have systemd run it:
        #   cp \(Self.fileName) /etc/systemd/system/ && systemctl enable --now commonwatt
        # The user below must own \(directory), whose keys nobody else can read.
        [Unit]
        Description=Commonwatt controller of site \(site)
        Documentation=man:commonwatt(1)
        Wants=network-online.target
        After=network-online.target mosquitto.service

        [Service]
        Type=notify
        User=\(user)
        ExecStart=\(Self.quoted(program)) serve --config \(Self.quoted(directory + "/cluster.yaml")) --log-format json
        WatchdogSec=30
        TimeoutStartSec=300
        TimeoutStopSec=60
        Restart=on-failure
        RestartSec=5
        # What a person has to mend does not become better by trying again.
        RestartPreventExitStatus=2

        \(hardening)

        [Install]
        WantedBy=multi-user.target

        """
    }

    private var hardening: String {
        """
        UMask=0077
        NoNewPrivileges=yes
        CapabilityBoundingSet=
        AmbientCapabilities=
        ProtectSystem=strict
        ProtectHome=read-only
        ReadWritePaths=\(Self.quoted(directory))
        ReadOnlyPaths=\(Self.quoted("-" + directory + "/identities")) \(Self.quoted("-" + directory + "/mqtt"))
        PrivateTmp=yes
        PrivateMounts=yes
        PrivateDevices=yes
        PrivateUsers=yes
        ProtectProc=invisible
        ProcSubset=pid
        ProtectClock=yes
        ProtectControlGroups=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        RemoveIPC=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallFilter=~@privileged @resources
        SystemCallErrorNumber=EPERM
        """
    }

    /// A word as the unit's syntax has it: quoted, and no specifier or variable in it.
    private static func quoted(_ word: String) -> String {
        let escaped = word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%")
        return "\"\(escaped)\""
    }
}
