import Glibc

/// The thread that speaks with the broker: it asks the session what to do and does it, one step after the other.
///
/// It is a thread of its own because libmosquitto's calls wait (for a name to be resolved, a connection to be made),
/// and nothing that waits belongs on the cooperative pool. It holds the session until it ends; nobody waits for it to end.
enum NetworkThread {
    static func start(_ session: Session) throws(MQTTError) {
        var thread = pthread_t()
        let retained = unsafe Unmanaged.passRetained(session)
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                NetworkThread.run(unsafe Unmanaged<Session>.fromOpaque(argument).takeRetainedValue())
                return nil
            },
            retained.toOpaque()
        )
        guard code == 0 else {
            unsafe retained.release()
            throw MQTTError(
                .invalidArgument,
                "No thread is left for an MQTT client (\(SystemError.text(code, or: "no reason")))."
            )
        }
        pthread_detach(thread)
    }

    private static func run(_ session: Session) {
        // Signals are for the threads that handle them.
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)

        var handle: MosquittoHandle?
        while true {
            switch session.nextStep() {
            case .connect:
                handle = nil
                handle = connect(session)
            case .exchange(let commands, let time):
                guard let open = handle else { preconditionFailure("an exchange needs a connection") }
                do throws(MQTTError) {
                    for command in commands { try open.perform(command) }
                    try open.exchange(until: time - session.now)
                } catch {
                    handle = nil
                    fail(session, error)
                }
            case .sleep(let time):
                handle = nil
                _ = session.wakeup.wait(time - session.now)
            case .disconnect:
                handle?.disconnect()
                handle = nil
                session.report { $0.disconnected() }
            case .finish:
                return
            }
        }
    }

    private static func connect(_ session: Session) -> MosquittoHandle? {
        do throws(MQTTError) {
            let handle = try MosquittoHandle(session)
            try handle.connect()
            session.report { state in
                state.opened(at: session.now)
                return []
            }
            return handle
        } catch {
            fail(session, error)
            return nil
        }
    }

    private static func fail(_ session: Session, _ error: MQTTError) {
        let now = session.now
        session.report { $0.connectionFailed(error, chance: .random(in: 0..<1_000), at: now) }
    }
}
