import CLinux
import CShims

/// One option of a command, for `getopt_long(3)`.
public struct OptionSpecification: Equatable, Sendable {
    /// Whether an option has a value.
    public enum Argument: Int32, Sendable {
        /// `-n`
        case none = 0
        /// `-f FILE`, `--use-file FILE`, `--use-file=FILE`
        case required = 1
        /// `-t[FILE]`, `--config-test[=FILE]`
        case optional = 2
    }

    /// The word after `--`; nil for none.
    public var long: String?
    /// The letter after `-`; nil for none.
    public var short: Character?
    /// Whether it has a value.
    public var argument: Argument

    /// An option with at least one spelling.
    public init(long: String?, short: Character? = nil, _ argument: Argument = .none) {
        self.long = long
        self.short = short
        self.argument = argument
    }
}

/// A parsed command line.
public struct ParsedOptions: Equatable, Sendable {
    /// An option as given.
    public struct Occurrence: Equatable, Sendable {
        /// Its index in the specifications.
        public var index: Int
        /// Its value.
        public var value: String?
    }

    /// An error in a command line.
    public enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
        /// The option is unknown, or its abbreviation is ambiguous.
        case unknown(String)
        /// The option requires a value.
        case missingArgument(String)

        /// keepalived's message.
        public var description: String {
            switch self {
            case .unknown(let option): "Unknown option \(option)"
            case .missingArgument(let option): "Missing parameter for option \(option)"
            }
        }
    }

    /// The options, in order.
    public var occurrences: [Occurrence] = []
    /// The words that are not options.
    public var operands: [String] = []

    /// Parses `arguments` (without the program's name) as `getopt_long(3)` does: letters may be bundled, words may be
    /// abbreviated, options and operands may be in any order, and everything after `--` is an operand.
    public init(_ arguments: [String], specifications: [OptionSpecification]) throws(Problem) {
        // Long options have codes from 256 on, which no letter has.
        let codeBase: Int32 = 256
        var shortOptions = ":"
        for specification in specifications {
            guard let short = specification.short else { continue }
            shortOptions.append(short)
            shortOptions += String(repeating: ":", count: Int(specification.argument.rawValue))
        }
        // getopt_long keeps pointers into argv and the names while it runs: both live until the loop is over.
        let argv = ArgumentVector(["-"] + arguments)
        let names = ArgumentVector(specifications.map { $0.long ?? "" })
        var table: [option] = unsafe []
        for (index, specification) in specifications.enumerated() where specification.long != nil {
            unsafe table.append(
                option(
                    name: names.pointers[index], has_arg: specification.argument.rawValue, flag: nil,
                    val: codeBase + Int32(index)))
        }
        unsafe table.append(option(name: nil, has_arg: 0, flag: nil, val: 0))
        shim_getopt_begin()
        defer { shim_getopt_end() }
        var next: Int32 = 1
        while true {
            var letter: Int32 = 0
            var value: UnsafePointer<CChar>?
            let code = unsafe shim_getopt_long(
                Int32(arguments.count + 1), argv.pointers, shortOptions, table, &next, &letter, &value)
            if code == -1 { break }
            if code == Int32(UInt8(ascii: "?")) || code == Int32(UInt8(ascii: ":")) {
                let isLetter = letter > 0 && letter < codeBase
                // getopt_long has just passed the failing long option, wherever permutation put it.
                let word =
                    unsafe argv.pointers[max(1, Int(next) - 1)].map { unsafe String(cString: $0) } ?? ""
                let spelling = isLetter ? "-\(Character(UnicodeScalar(UInt8(letter))))" : word
                throw code == Int32(UInt8(ascii: "?")) ? .unknown(spelling) : .missingArgument(spelling)
            }
            let index =
                code >= codeBase
                ? Int(code - codeBase)
                : specifications.firstIndex { $0.short?.asciiValue.map(Int32.init) == code }
            guard let index else { throw .unknown("-\(code)") }
            occurrences.append(
                Occurrence(index: index, value: unsafe value.map { unsafe String(cString: $0) }))
        }
        operands = (Int(next)..<max(Int(next), arguments.count + 1)).compactMap { index in
            unsafe argv.pointers[index].map { unsafe String(cString: $0) }
        }
    }
}

/// A null-terminated array of C strings, valid as long as this object lives.
@safe private final class ArgumentVector {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        unsafe pointers = .allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() {
            unsafe (pointers + index).initialize(to: strdup(string))
        }
        unsafe (pointers + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe free(pointers[index]) }
        unsafe pointers.deallocate()
    }
}
