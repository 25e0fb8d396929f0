import CPopt
import Glibc

/// An option found on a command line.
public struct ScannedOption: Equatable, Sendable {
    /// Its index in the table.
    public var index: Int
    /// Its value.
    public var value: String?
}

/// An error in an option.
public struct PoptProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The word that contains it: `-Lq`.
    public var word: String
    /// popt's message: `unknown option`.
    public var text: String

    /// `-Lq: unknown option`
    public var description: String { "\(word): \(text)" }
}

/// Reads an argument list, option by option, by the rules of `popt(3)`: letters may be bundled, long options must be
/// complete, operands may appear anywhere, and everything after `--` is an operand.
@safe public struct OptionScan: ~Copyable {
    private let context: poptContext?
    private let table: PoptTable
    private let words: UnsafeMutablePointer<UnsafePointer<CChar>?>
    private let count: Int

    /// Begins with the first of `arguments`, which do not include the program's name.
    public init(_ arguments: [String], table: PoptTable) {
        self.table = table
        count = arguments.count + 1
        unsafe words = .allocate(capacity: count + 1)
        unsafe (words + 0).initialize(to: UnsafePointer(strdup("")))
        for (index, argument) in arguments.enumerated() {
            unsafe (words + index + 1).initialize(to: UnsafePointer(strdup(argument)))
        }
        unsafe (words + count).initialize(to: nil)
        // popt keeps pointers to the words and the table: both outlive the context.
        unsafe context = poptGetContext(nil, Int32(count), words, table.table, 0)
    }

    deinit {
        if let context = unsafe context { unsafe poptFreeContext(context) }
        for index in 0..<count { unsafe free(UnsafeMutablePointer(mutating: words[index])) }
        unsafe words.deallocate()
    }

    /// The next option, or nil after the last. The C function is `poptGetNextOpt(3)`.
    public mutating func next() throws(PoptProblem) -> ScannedOption? {
        guard let context = unsafe context else { return nil }
        let code = unsafe poptGetNextOpt(context)
        guard code != -1 else { return nil }
        guard code > 0 else {
            let text = unsafe poptStrerror(code).map { unsafe String(cString: $0) }
            throw PoptProblem(word: presentWord, text: text ?? "error \(code)")
        }
        // Only a string option has a value, and the caller owns it.
        let value = unsafe poptGetOptArg(context)
        defer { unsafe free(value) }
        return ScannedOption(index: Int(code) - 1, value: unsafe value.map { unsafe String(cString: $0) })
    }

    /// The word that contains the option just found.
    public var presentWord: String {
        guard let context = unsafe context else { return "" }
        return unsafe poptBadOption(context, UInt32(POPT_BADOPTION_NOALIAS)).map {
            unsafe String(cString: $0)
        } ?? ""
    }

    /// The next operand; nil after the last. Call it only after `next` has returned nil.
    public mutating func nextOperand() -> String? {
        guard let context = unsafe context else { return nil }
        return unsafe poptGetArg(context).map { unsafe String(cString: $0) }
    }
}
