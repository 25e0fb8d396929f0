import CJansson
import Glibc

extension JSONValue {
    /// How a text is laid out.
    public enum Layout: Sendable {
        /// On one line, without blanks.
        case compact
        /// A line for each member, indented by two blanks.
        case indented
    }

    /// Parses a text that is one value. A repeated member name is an error.
    public init(_ text: [UInt8]) throws(JSONError) {
        var error = json_error_t()
        let flags = Int(JSON_DECODE_ANY | JSON_REJECT_DUPLICATES)
        let root = unsafe text.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe json_loadb(start, bytes.count, flags, &error)
        }
        guard let root = unsafe root else {
            throw unsafe JSONError(
                line: max(1, Int(error.line)), column: max(1, Int(error.column)),
                reason: withUnsafeBytes(of: error.text) {
                    unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        defer { unsafe json_decref(root) }
        self = unsafe Self(root)
    }

    /// The text of the value, without a final newline.
    public func text(_ layout: Layout) -> String {
        let root = unsafe make()
        defer { unsafe json_decref(root) }
        // JSON_INDENT(2) is the number 2.
        let flags = layout == .compact ? JSON_COMPACT : 2
        guard let text = unsafe json_dumps(root, Int(flags | JSON_ENCODE_ANY)) else {
            preconditionFailure("jansson could not write a value that it made")
        }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    /// The value in jansson's memory; it belongs to the caller.
    private func make() -> UnsafeMutablePointer<json_t> {
        let made: UnsafeMutablePointer<json_t>?
        switch self {
        case .object(let members):
            unsafe made = json_object()
            for member in members {
                let result = unsafe json_object_set_new(made, member.name, member.value.make())
                precondition(result == 0, "no memory for a JSON member")
            }
        case .array(let elements):
            unsafe made = json_array()
            for element in elements {
                let result = unsafe json_array_append_new(made, element.make())
                precondition(result == 0, "no memory for a JSON element")
            }
        case .string(let string): unsafe made = json_string(string)
        case .integer(let number): unsafe made = json_integer(number)
        case .real(let number): unsafe made = json_real(number)
        case .boolean(let value): unsafe made = value ? json_true() : json_false()
        case .null: unsafe made = json_null()
        }
        guard let made = unsafe made else { preconditionFailure("no memory for a JSON value") }
        return unsafe made
    }

    /// jansson bounds the depth of what it reads (`JSON_PARSER_MAX_DEPTH`), and so that of this recursion.
    private init(_ value: UnsafeMutablePointer<json_t>) {
        switch unsafe value.pointee.type {
        case JSON_OBJECT:
            var members: [Member] = []
            var iterator = unsafe json_object_iter(value)
            while let member = unsafe iterator {
                if let name = unsafe json_object_iter_key(member),
                    let value = unsafe json_object_iter_value(member)
                {
                    members.append(Member(unsafe String(cString: name), unsafe Self(value)))
                }
                unsafe iterator = json_object_iter_next(value, member)
            }
            self = .object(members)
        case JSON_ARRAY:
            let count = unsafe json_array_size(value)
            self = .array(
                (0..<count).compactMap { index in
                    unsafe json_array_get(value, index).map { unsafe Self($0) }
                })
        case JSON_STRING:
            self = .string(unsafe json_string_value(value).map { unsafe String(cString: $0) } ?? "")
        case JSON_INTEGER: self = .integer(unsafe json_integer_value(value))
        case JSON_REAL: self = .real(unsafe json_real_value(value))
        case JSON_TRUE: self = .boolean(true)
        case JSON_FALSE: self = .boolean(false)
        default: self = .null
        }
    }
}
