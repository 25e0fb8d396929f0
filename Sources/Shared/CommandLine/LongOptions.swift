import CLinux
import CShims

/// One option of a command, for `getopt_long(3)`.
public struct OptionSpecification: Equatable, Sendable {
    /// Whether something follows the option.
    public enum Argument: Int32, Sendable {
        /// `-n`
        case none = 0
        /// `-f FILE`, `--use-file FILE`, `--use-file=FILE`
        case required = 1
        /// `-t[FILE]`, `--config-test[=FILE]`
        case optional = 2
    }

    /// The word after `--`, or nil.
    public var long: String?
    /// The letter after `-`, or nil.
    public var short: Character?
    /// What follows.
    public var argument: Argument

    /// An option with at least one spelling.
    public init(long: String?, short: Character? = nil, _ argument: Argument = .none) {
        self.long = long
        self.short = short
        self.argument = argument
    }
}

/// A command line taken apart.
public struct ParsedOptions: Equatable, Sendable {
    /// One option as it was given.
    public struct Occurrence: Equatable, Sendable {
        /// Its index in the specifications.
        public var index: Int
        /// What followed it.
        public var value: String?
    }

    /// What is wrong with a command line.
    public enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
        /// No option, or several, begin like this.
        case unknown(String)
        /// Something must follow this option.
        case missingArgument(String)

        /// The sentence that keepalived prints.
        public var description: String {
            switch self {
            case .unknown(let option): "Unknown option \(option)"
            case .missingArgument(let option): "Missing parameter for option \(option)"
            }
        }
    }

    /// The options in their order.
    public var occurrences: [Occurrence] = []
    /// The words that belong to no option.
    public var operands: [String] = []

    /// Takes `arguments` (without the program's name) apart as `getopt_long(3)` does: bundles of letters, unique
    /// abbreviations of words, options and operands in any order, everything after `--` an operand.
    public init(_ arguments: [String], specifications: [OptionSpecification]) throws(Problem) {
        // 256 and up: long options; a value that no letter has.
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
                // A long option that fails was just passed, wherever permutation has put it.
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

/// An array of C strings that lives as long as this object, ended by a null pointer.
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
