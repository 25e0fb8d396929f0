import NetworkTypes

/// Where the value of a setting is stored, how it is read, and how it is shown. A class for the same reason as
/// `Keyword`.
final class Property<Owner>: Sendable {
    /// A key path that may be shared between threads.
    typealias Path<Content> = any WritableKeyPath<Owner, Content> & Sendable

    /// Stores the value of a keyword, or a default without a statement.
    let set: @Sendable (inout Owner, Value, inout Interpreter) -> Void
    /// Its text in keepalived.data; nil: it is not shown.
    let text: @Sendable (Owner) -> String?
    /// Its value in keepalived.json; nil: it is not shown.
    let member: @Sendable (Owner) -> ModelDump.Value?
    /// The name of the value in the manual page; nil: that of the arguments.
    let placeholder: String?

    /// A property with these functions.
    init(
        set: @escaping @Sendable (inout Owner, Value, inout Interpreter) -> Void,
        text: @escaping @Sendable (Owner) -> String?,
        member: @escaping @Sendable (Owner) -> ModelDump.Value? = { _ in nil }, placeholder: String? = nil
    ) {
        self.set = set
        self.text = text
        self.member = member
        self.placeholder = placeholder
    }

    /// A value of a type; what cannot be read keeps the value.
    convenience init<Content>(_ path: Path<Content>, _ type: ValueType<Content>) {
        self.init(
            set: { owner, value, interpreter in
                if let content = type.read(value, &interpreter) { owner[keyPath: path] = content }
            },
            text: { type.text?($0[keyPath: path]) }, member: { type.member?($0[keyPath: path]) },
            placeholder: type.placeholder)
    }

    /// A value of a type, or nil, which is shown as `absent` or not at all.
    convenience init<Content>(
        _ path: Path<Content?>, _ type: ValueType<Content>, absent: String? = nil
    ) {
        self.init(
            set: { owner, value, interpreter in owner[keyPath: path] = type.read(value, &interpreter) },
            text: { owner in owner[keyPath: path].flatMap { type.text?($0) } ?? absent },
            member: { owner in owner[keyPath: path].flatMap { type.member?($0) } },
            placeholder: type.placeholder)
    }

    /// A value that several properties make up, or one that `text` shows differently.
    convenience init(
        set: @escaping @Sendable (inout Owner, Value) -> Void,
        text: @escaping @Sendable (Owner) -> String? = { _ in nil }
    ) {
        self.init(set: { owner, value, _ in set(&owner, value) }, text: text)
    }
}

/// The properties of each type, as the rows name them.
extension Property {
    /// A number.
    static func number<Number: FixedWidthInteger & SendableMetatype>(_ path: Path<Number>) -> Property {
        Property(path, .number())
    }
    /// A number that may be nil.
    static func optionalNumber<Number: FixedWidthInteger & SendableMetatype>(_ path: Path<Number?>)
        -> Property
    {
        Property(path, .number())
    }
    /// Numbers.
    static func numbers(_ path: Path<[Int]>) -> Property { Property(path, .numbers) }
    /// A time, given in whole seconds.
    static func seconds(_ path: Path<Duration>) -> Property { Property(path, .seconds) }
    /// A time, given in seconds with a fraction.
    static func microseconds(_ path: Path<Duration>) -> Property { Property(path, .microseconds) }
    /// A time, given in milliseconds with a fraction.
    static func milliseconds(_ path: Path<Duration>) -> Property { Property(path, .milliseconds) }
    /// A Boolean, and what the dump calls its values.
    static func on(_ path: Path<Bool>, shown words: (on: String, off: String) = ("true", "false")) -> Property
    {
        Property(path, .flag(words))
    }
    /// A Boolean that may be nil.
    static func optionalOn(_ path: Path<Bool?>) -> Property { Property(path, .flag(("true", "false"))) }
    /// A Boolean with the opposite meaning.
    static func off(_ path: Path<Bool>, shown words: (on: String, off: String) = ("true", "false"))
        -> Property
    {
        Property(path, .inverse(words))
    }
    /// A word.
    static func text(_ path: Path<String>) -> Property { Property(path, .text) }
    /// A word, or nil, which the dump shows as `absent`.
    static func optionalText(_ path: Path<String?>, absent: String? = nil) -> Property {
        Property(path, .text, absent: absent)
    }
    /// A word, nil without the keyword, and `bare` if the keyword stands alone. It is not shown.
    static func text(_ path: Path<String?>, bare: String) -> Property {
        Property(
            set: { owner, value, interpreter in
                owner[keyPath: path] = value.isGiven ? interpreter.text(value) : bare
            }, text: { _ in nil })
    }
    /// A word of which 15 bytes are used, or nil.
    static func optionalName(_ path: Path<String?>, absent: String? = nil) -> Property {
        Property(path, .name, absent: absent)
    }
    /// An address.
    static func address(_ path: Path<IPAddress>) -> Property { Property(path, .address) }
    /// An address, or nil.
    static func optionalAddress(_ path: Path<IPAddress?>) -> Property { Property(path, .address) }
    /// A command; nil if there is none, or if it cannot run.
    static func command(_ path: Path<Command?>, absent: String? = nil) -> Property {
        Property(path, .command, absent: absent)
    }
    /// A command that the keyword may leave out, and whether the keyword is there.
    static func command(_ path: Path<Command?>, presence: Path<Bool>) -> Property {
        let command = Self.command(path)
        return Property(
            set: { owner, value, interpreter in
                owner[keyPath: presence] = true
                if value.isGiven { command.set(&owner, value, &interpreter) }
            }, text: command.text, member: command.member, placeholder: command.placeholder)
    }
    /// One of several values, each with its word.
    static func choice<Content: Equatable & Sendable & SendableMetatype>(
        _ path: Path<Content>, _ words: [(word: String, content: Content)]
    ) -> Property {
        Property(path, .choice(words))
    }
    /// A member of a set, present if the keyword is.
    static func member<Flags: SetAlgebra & SendableMetatype>(_ path: Path<Flags>, _ flag: Flags.Element)
        -> Property
    where Flags.Element: Sendable {
        Property(set: { owner, _ in owner[keyPath: path].insert(flag) })
    }
    /// A weight, and whether it is reversed.
    static func weight(_ number: Path<Int>, isReversed: Path<Bool>) -> Property {
        Property(
            set: { owner, value in
                owner[keyPath: number] = value.number
                owner[keyPath: isReversed] = value.isReversed
            },
            text: { "\($0[keyPath: number])\($0[keyPath: isReversed] ? " reverse" : "")" })
    }
}
