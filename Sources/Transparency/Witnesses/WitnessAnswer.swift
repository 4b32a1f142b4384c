/// What a witness answers to `add-checkpoint` over HTTP (C2SP tlog-witness).
public struct WitnessAnswer: Hashable, Sendable {
    /// The status.
    public let status: Int

    /// The type of the body, as `Content-Type` says it.
    public let contentType: String

    /// The body.
    public let body: [UInt8]

    /// The most bytes of a request, and of an answer, that are read: a proof has 63 hashes at most.
    public static let maximumSize = 64 << 10

    /// The type of a body that is the size of the newest checkpoint cosigned, in decimal.
    public static let sizeType = "text/x.tlog.size"

    private static let textType = "text/plain; charset=utf-8"

    /// Takes an answer.
    public init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// The cosignatures of a checkpoint, a line for each.
    public init(cosignatures: [SignedNote.Signature]) {
        self.init(status: 200, contentType: Self.textType, body: cosignatures.flatMap { Array("\($0.line)\n".utf8) })
    }

    /// A sentence for people, with a status.
    public init(status: Int, sentence: String) {
        self.init(status: status, contentType: Self.textType, body: Array("\(sentence)\n".utf8))
    }

    /// A refusal: where the log must prove from another size, that size, and else the reason in a sentence.
    public init(_ refusal: WitnessRefusal) {
        switch refusal {
        case .conflict(let known, _):
            self.init(status: 409, contentType: Self.sizeType, body: Array("\(known)\n".utf8))
        case .fork(let evidence) where evidence.contradiction == nil:
            let known = evidence.earlier.checkpoint.size
            self.init(status: 409, contentType: Self.sizeType, body: Array("\(known)\n".utf8))
        default:
            self.init(status: refusal.httpStatus, sentence: "\(refusal)")
        }
    }

    /// The size that the body says, if it is one: decimal digits and a newline.
    public var size: Int? {
        // Parameters behind the type say nothing of a number.
        guard contentType.split(separator: ";").first.map(String.init) == Self.sizeType, body.last == TextLines.newline
        else { return nil }
        return TextLines.decimal(String(decoding: body.dropLast(), as: UTF8.self))
    }

    /// The signature lines of the body; whatever else stands there is left out.
    public var cosignatures: [SignedNote.Signature] {
        body.split(separator: TextLines.newline).prefix(SignedNote.maximumSignatures).compactMap { line in
            try? SignedNote.Signature(line: String(decoding: line, as: UTF8.self))
        }
    }

    /// The beginning of the body as a sentence for people, up to the first character that a terminal would obey.
    var sentence: String {
        let beginning = String(decoding: body.prefix(300), as: UTF8.self).unicodeScalars
        let text = String(String.UnicodeScalarView(beginning.prefix { $0.properties.generalCategory != .control }))
        return text.isEmpty ? "it gives no reason" : "it says: \(text)"
    }
}
