/// How a client stands with its broker.
public enum LinkState: Hashable, Sendable {
    /// ``MQTTClient/run()`` has not been called.
    case idle

    /// A connection is being made.
    case connecting

    /// The broker has accepted the connection.
    ///
    /// `sessionPresent`: whether it still had the session of the last one; if not, what was published meanwhile did
    /// not wait. `connection` counts the connections of this client from 1.
    case connected(connection: Int, sessionPresent: Bool)

    /// There is no connection, for the reason given; the next attempt comes after the pause.
    case waiting(MQTTError, pause: Duration)

    /// The client has stopped: asked to (`nil`) or because of the error.
    case closed(MQTTError?)
}
