import ConfigurationSyntax
import NetworkTypes

/// A type of values: how one is read from the arguments of a keyword, which were checked, and how it is shown.
struct ValueType<Content>: Sendable {
    /// The value; nil if there is none.
    let read: @Sendable (Value, inout Interpreter) -> Content?
    /// The value in keepalived.data; nil: no dump shows it.
    var text: (@Sendable (Content) -> String)?
    /// The value in keepalived.json; nil: it is not shown there.
    var member: (@Sendable (Content) -> ModelDump.Value)?
    /// The name of such a value in the manual page; nil: that of the arguments.
    var placeholder: String?
}

extension ValueType where Content: FixedWidthInteger & SendableMetatype {
    /// A number; one that does not fit becomes the nearest that does.
    static func number() -> Self {
        Self(read: { value, _ in Content(clamping: value.number) }, text: { "\($0)" }) {
            .number(Int(clamping: $0))
        }
    }
}

extension ValueType<[Int]> {
    /// The numbers on the line.
    static let numbers = Self(
        read: { value, interpreter in interpreter.numbers(value) },
        text: { $0.map { "\($0)" }.joined(separator: " ") })
}

extension ValueType<Duration> {
    /// A time, given in whole seconds.
    static let seconds = Self(
        read: { value, _ in .seconds(value.number) }, text: { "\($0.components.seconds)" },
        member: { .time($0) }, placeholder: "seconds")
    /// A time, given in seconds with a fraction.
    static let microseconds = Self(
        read: { value, _ in .microseconds(value.number) },
        text: { Numbers.text(millionths: Numbers.microseconds($0)) + " sec" }, member: { .time($0) },
        placeholder: "seconds")
    /// A time, given in milliseconds with a fraction. keepalived's dumps show microseconds.
    static let milliseconds = Self(
        read: { value, _ in .microseconds(value.number) }, text: { "\(Numbers.microseconds($0)) us" },
        placeholder: "milliseconds")
}

extension ValueType<Bool> {
    /// A Boolean, shown by these words.
    static func flag(_ words: (on: String, off: String)) -> Self {
        Self(read: { value, _ in value.number != 0 }, text: { $0 ? words.on : words.off }) { .flag($0) }
    }
    /// The opposite of what the keyword says. keepalived.json shows what the keyword says.
    static func inverse(_ words: (on: String, off: String)) -> Self {
        Self(read: { value, _ in value.number == 0 }, text: { $0 ? words.on : words.off }) { .flag(!$0) }
    }
}

extension ValueType<String> {
    /// A word.
    static let text = Self(
        read: { value, interpreter in interpreter.text(value) }, text: { $0 }, member: { .text($0) })
    /// The first 15 bytes of a word, which is what the kernel keeps of a name.
    static let name = Self(
        read: { value, interpreter in
            interpreter.bytes(value.word, of: value.statement).prefix(Bounds.nameBytes).string
        }, text: { $0 }, member: { .text($0) })
    /// A word that the dump does not show.
    static let secret = Self(
        read: text.read, text: { _ in "********" })
    /// A word that a keyword may leave out.
    static let optionalText = Self(
        read: { value, interpreter in value.isGiven ? interpreter.text(value) : nil }, text: text.text,
        member: text.member)
}

extension ValueType<IPAddress> {
    /// An address.
    static let address = Self(
        read: { value, interpreter in interpreter.address(value) }, text: { "\($0)" },
        member: { .text("\($0)") })
}

extension ValueType<Command> {
    /// A command that can run. Reading it asks the machine for its program and user.
    static let command = Self(
        read: { value, interpreter in interpreter.command(of: value.statement, userStatement: nil) },
        text: { $0.text }, member: { .text($0.dumpText) })
}

extension ValueType where Content: Equatable & Sendable & SendableMetatype {
    /// One of several values, each with its word, in any case.
    static func choice(_ words: [(word: String, content: Content)]) -> Self {
        let name: @Sendable (Content) -> String = { content in
            words.first { $0.content == content }?.word ?? ""
        }
        return Self(
            read: { value, interpreter in
                let text = interpreter.text(value).lowercased()
                return words.first { $0.word.lowercased() == text }?.content
            }, text: name, member: { .text(name($0)) })
    }
}

extension ValueType<[UInt8]> {
    /// Bytes in hexadecimal.
    static let hexadecimal = Self(
        read: { value, interpreter in interpreter.hexadecimal(value, allowsWildcards: false)?.bytes },
        placeholder: "digits")
}

extension ValueType<DatagramExchange.ReplyPattern> {
    /// Bytes in hexadecimal, in which some digits may be any.
    static let pattern = Self(
        read: { value, interpreter in interpreter.hexadecimal(value, allowsWildcards: true) },
        placeholder: "digits")
}

extension ValueType<[ClosedRange<UInt16>]> {
    /// Numbers, and ranges of them.
    static let ranges = Self(
        read: { value, interpreter in interpreter.ranges(value) })
}
