/// A JSON value (RFC 8259). Members keep their order.
public indirect enum JSONValue: Equatable, Sendable {
    /// `{"name": value}`
    case object([Member])
    /// `[value]`
    case array([JSONValue])
    /// `"text"`
    case string(String)
    /// A number without a fraction.
    case integer(Int64)
    /// A number with a fraction or exponent.
    case real(Double)
    /// `true`, `false`
    case boolean(Bool)
    /// `null`
    case null

    /// A name and its value.
    public struct Member: Equatable, Sendable {
        /// The name; unique in its object.
        public var name: String
        /// The value.
        public var value: JSONValue

        /// A member of an object.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value of the member `name`; nil if this is not an object or has no such member.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

/// An error in a JSON text.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public var line: Int
    /// The column in the line, from 1.
    public var column: Int
    /// The reason, in jansson's words.
    public var reason: String

    /// `line 3, column 7: invalid token near '}'`
    public var description: String { "line \(line), column \(column): \(reason)" }
}
