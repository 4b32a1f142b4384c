/// An object of libcrypto and the duty to free it.
///
/// `@unchecked Sendable` because only objects are kept in it that are not changed any more once they are made (or that
/// guard themselves with their own lock, as `X509_STORE` does) and whose reference counts are atomic.
@safe final class OwnedPointer: @unchecked Sendable {
    private let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void

    /// Takes over the reference that the caller holds.
    init(owning pointer: OpaquePointer, free: @escaping (OpaquePointer?) -> Void) {
        unsafe self.pointer = unsafe pointer
        unsafe self.free = unsafe free
    }

    deinit { unsafe free(pointer) }

    /// Calls `body` with the object, which must not leave it.
    func withUnsafePointer<Result>(
        _ body: (OpaquePointer) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        try unsafe body(pointer)
    }
}
