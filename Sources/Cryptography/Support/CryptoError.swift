import CLibcrypto

/// Why a cryptographic operation could not be carried out.
///
/// A verdict ("this signature is not valid", "this certificate is not trusted") is a return value, never an error.
public enum CryptoError: Error, Hashable, Sendable {
    /// A call into libcrypto failed; `entries` is the thread's error queue, oldest first.
    case library(operation: String, entries: [Entry])

    /// The input is well-formed but not what this project accepts; the text says what was expected.
    case refused(String)

    /// One line of libcrypto's error queue.
    public struct Entry: Hashable, Sendable {
        /// The packed error code, as `openssl errstr` takes it.
        public let code: UInt

        /// What libcrypto says about the code, with its own additional data where it has some.
        public let text: String
    }
}

extension CryptoError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .library(let operation, let entries):
            guard !entries.isEmpty else { return "\(operation) failed; libcrypto gives no reason" }
            return "\(operation) failed: " + entries.map(\.text).joined(separator: "; ")
        case .refused(let reason):
            return reason
        }
    }
}

extension CryptoError {
    /// Takes the calling thread's error queue; to be called on the failed call's thread, with no `await` between.
    static func drain(_ operation: String) -> CryptoError {
        var entries: [Entry] = []
        while true {
            var data: UnsafePointer<CChar>?
            var flags: Int32 = 0
            let code = unsafe ERR_get_error_all(nil, nil, nil, &data, &flags)
            guard code != 0 else { return .library(operation: operation, entries: entries) }
            var text = Self.text(of: code)
            if let data = unsafe data, flags & ERR_TXT_STRING != 0, unsafe data.pointee != 0 {
                text += unsafe " (\(String(cString: data)))"
            }
            entries.append(Entry(code: code, text: text))
        }
    }

    /// libcrypto's own text for a packed error code.
    private static func text(of code: UInt) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress else { return "error \(code)" }
            unsafe ERR_error_string_n(code, start, buffer.count)
            return unsafe String(cString: start)
        }
    }
}
