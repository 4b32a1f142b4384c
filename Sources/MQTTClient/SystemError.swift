import Glibc

/// What an `errno` means in words.
enum SystemError {
    static func text(_ number: Int32, or otherwise: String) -> String {
        guard number != 0 else { return otherwise }
        var buffer = [CChar](repeating: 0, count: 128)
        guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: text, as: UTF8.self).lowercased()
    }
}
