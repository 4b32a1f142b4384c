import Subprocess
import Synchronization
import SystemPackage

/// A server that this process has started: it can be stopped, killed and started again, with the same arguments.
///
/// Lives in the closure of ``withDaemon(_:isReady:_:)``.
public final class Daemon: Sendable {
    private enum Request {
        case stop
        case kill
        case reload
    }

    private struct Guarded {
        var process: AsyncStream<Request>.Continuation?
        var processID: Int32?
        var isReady = false
        var log: [String] = []
        var readyWaiters: [CheckedContinuation<ChildProcessError?, Never>] = []
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let command: ChildCommand
    private let isReady: @Sendable (String) -> Bool
    private let guarded = Mutex(Guarded())
    private let starts: AsyncStream<Void>
    private let startRequests: AsyncStream<Void>.Continuation

    /// The lines kept of what the server writes.
    private static let logLimit = 10_000

    init(_ command: ChildCommand, isReady: @escaping @Sendable (String) -> Bool) {
        self.command = command
        self.isReady = isReady
        (starts, startRequests) = AsyncStream.makeStream(of: Void.self)
    }

    /// What the server has written so far, both outputs together, over all its runs.
    public var log: [String] {
        guarded.withLock(\.log)
    }

    /// The server's process identifier; `nil` while it does not run.
    public var processID: Int32? {
        guarded.withLock(\.processID)
    }

    /// Starts the server again and waits until it is ready.
    ///
    /// - Throws: ``ChildProcessError`` if it has not been stopped or killed, cannot be started, or ends before it is
    ///   ready.
    public func start() async throws(ChildProcessError) {
        let error = await withCheckedContinuation { continuation in
            let isRunning = guarded.withLock { guarded in
                guard guarded.process == nil else { return true }
                guarded.readyWaiters.append(continuation)
                return false
            }
            if isRunning {
                continuation.resume(returning: ChildProcessError.running(program: command.program))
            } else {
                startRequests.yield()
            }
        }
        if let error { throw error }
    }

    /// Asks the server to end (SIGTERM), waits until it has, and ends it by force after five seconds.
    public func stop() async {
        await request(.stop)
    }

    /// Ends the server at once (SIGKILL) and waits until it is gone.
    public func kill() async {
        await request(.kill)
    }

    /// Asks the server to read its files again (SIGHUP); does not wait until it has.
    public func reload() {
        _ = guarded.withLock { $0.process?.yield(.reload) }
    }

    private func request(_ request: Request) async {
        await withCheckedContinuation { continuation in
            let isRunning = guarded.withLock { guarded in
                guard let process = guarded.process else { return false }
                guarded.endWaiters.append(continuation)
                process.yield(request)
                return true
            }
            if !isRunning { continuation.resume() }
        }
    }
}

extension Daemon {
    /// Runs the server each time its start is asked for, until ``finish()``.
    func supervise() async {
        for await _ in starts {
            var failure: ChildProcessError?
            do {
                try await runOnce()
            } catch {
                failure = .notStarted(program: command.program, reason: "\(error)")
            }
            ended(failure)
        }
    }

    /// Ends ``supervise()``.
    func finish() {
        startRequests.finish()
    }

    private func runOnce() async throws {
        let (requests, process) = AsyncStream.makeStream(of: Request.self)
        guarded.withLock { $0.process = process }
        _ = try await Subprocess.run(
            command.executable,
            arguments: Arguments(command.arguments),
            environment: ChildCommand.environment,
            workingDirectory: command.workingDirectory.map { FilePath($0) },
            input: .none,
            output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            guarded.withLock { $0.processID = execution.processIdentifier.value }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await request in requests {
                        switch request {
                        case .stop:
                            let patience = TeardownStep.gracefulShutDown(allowedDurationToNextStep: .seconds(5))
                            await execution.teardown(using: [patience])
                        case .kill: try execution.send(signal: .kill)
                        case .reload: try execution.send(signal: .terminalClosed)
                        }
                    }
                }
                for try await line in execution.standardOutput.strings() { wrote(line) }
                process.finish()
                try await group.waitForAll()
            }
        }
    }

    private func wrote(_ line: String) {
        let isNowReady = isReady(line)
        let waiters = guarded.withLock { guarded in
            if guarded.log.count == Self.logLimit { guarded.log.removeFirst(Self.logLimit / 2) }
            guarded.log.append(line)
            guard isNowReady, !guarded.isReady else { return [CheckedContinuation<ChildProcessError?, Never>]() }
            guarded.isReady = true
            defer { guarded.readyWaiters = [] }
            return guarded.readyWaiters
        }
        for waiter in waiters { waiter.resume(returning: nil) }
    }

    private func ended(_ failure: ChildProcessError?) {
        let (ready, ends, lines) = guarded.withLock { guarded in
            defer {
                guarded.process = nil
                guarded.processID = nil
                guarded.isReady = false
                guarded.readyWaiters = []
                guarded.endWaiters = []
            }
            return (guarded.readyWaiters, guarded.endWaiters, Array(guarded.log.suffix(5)))
        }
        for waiter in ready {
            waiter.resume(returning: failure ?? .endedEarly(program: command.program, lastLines: lines))
        }
        for waiter in ends { waiter.resume() }
    }
}

/// Starts a server, waits until it is ready, and stops it when the closure has ended, however it ends.
///
/// - Parameters:
///   - command: the server's program and arguments.
///   - isReady: whether a line that it writes says that it is ready.
///   - body: what is done while it runs.
/// - Throws: ``ChildProcessError`` if it does not become ready, and what the closure throws.
public func withDaemon<Value>(
    _ command: ChildCommand,
    isReady: @escaping @Sendable (String) -> Bool,
    _ body: (Daemon) async throws -> Value
) async throws -> Value {
    let daemon = Daemon(command, isReady: isReady)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await daemon.supervise() }
        do {
            try await daemon.start()
            let value = try await body(daemon)
            await daemon.stop()
            daemon.finish()
            return value
        } catch {
            await daemon.stop()
            daemon.finish()
            throw error
        }
    }
}
