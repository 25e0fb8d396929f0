import JSON

/// An error in a JSON document, with its place.
struct DocumentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The place: `services[2].servers[0].weight`.
    var place: String
    /// What is wrong: `must be a number from 0 to 65535`.
    var problem: String

    /// The place and what is wrong.
    var description: String { place.isEmpty ? problem : "\(place): \(problem)" }
}

/// Reads the members of an object, and finds those that nobody asked for.
struct JSONReader {
    /// The place of the object in the document.
    let place: String
    private var members: [JSONValue.Member]
    private var asked: [String] = []

    init(_ value: JSONValue, at place: String) throws(DocumentError) {
        guard case .object(let members) = value else {
            throw DocumentError(place: place, problem: "must be an object")
        }
        self.place = place
        self.members = members
    }

    /// Reads the member `name`; nil if it is absent or null.
    mutating func value(_ name: String) -> JSONValue? {
        asked.append(name)
        guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
        let value = members.remove(at: index).value
        return value == .null ? nil : value
    }

    /// Reads a string that the kernel accepts as the name of a scheduler, an engine or an interface.
    mutating func kernelName(_ name: String) throws(DocumentError) -> String? {
        guard let text = try text(name) else { return nil }
        guard text.utf8.count <= Self.kernelNameLimitBytes else {
            throw error(name, "must be a string of at most \(Self.kernelNameLimitBytes) bytes")
        }
        return text
    }

    /// `IP_VS_SCHEDNAME_MAXLEN`, `IP_VS_PENAME_MAXLEN` and `IFNAMSIZ` without the final zero byte.
    private static let kernelNameLimitBytes = 15

    mutating func text(_ name: String) throws(DocumentError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else { throw error(name, "must be a string") }
        return text
    }

    mutating func boolean(_ name: String) throws(DocumentError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .boolean(let flag) = value else { throw error(name, "must be true or false") }
        return flag
    }

    mutating func number<Number: FixedWidthInteger>(
        _ name: String, _ range: ClosedRange<Number>
    ) throws(DocumentError) -> Number? {
        guard let value = value(name) else { return nil }
        guard case .integer(let integer) = value, let number = Number(exactly: integer),
            range.contains(number)
        else {
            throw error(name, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func word<Value>(
        _ name: String, _ words: [(String, Value)]
    ) throws(DocumentError) -> Value? {
        guard let text = try text(name) else { return nil }
        guard let (_, value) = words.first(where: { $0.0 == text }) else {
            throw error(name, "must be one of \(words.map(\.0).joined(separator: ", "))")
        }
        return value
    }

    mutating func array(_ name: String) throws(DocumentError) -> [JSONValue]? {
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value else { throw error(name, "must be an array") }
        return elements
    }

    /// Accepts members that are known but not used here.
    mutating func ignore(_ names: String...) {
        for name in names { _ = value(name) }
    }

    /// Throws if there is a member that nobody asked for, which is probably misspelt.
    func end() throws(DocumentError) {
        guard let unknown = members.first else { return }
        throw error(unknown.name, "is not a known member; expected \(asked.joined(separator: ", "))")
    }

    func error(_ name: String, _ problem: String) -> DocumentError {
        DocumentError(place: place(of: name), problem: problem)
    }

    func place(of name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
}
