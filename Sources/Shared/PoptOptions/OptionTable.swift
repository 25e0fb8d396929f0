import CPopt
import Glibc

/// One option of a command, for `popt(3)`.
public struct PoptOption: Equatable, Sendable {
    /// Whether the option has a value.
    public enum Value: Sendable {
        /// `-n`
        case none
        /// `-w 3`, `-w3`, `-w=3`, `--weight 3`, `--weight=3`
        case required
        /// Like `required`, but optional: a next word that begins with `-` is not the value.
        case optional
    }

    /// The word after `--`; nil for none.
    public var long: String?
    /// The letter after `-`; nil for none.
    public var letter: Character?
    /// Whether it has a value.
    public var value: Value

    /// An option with at least one spelling.
    public init(long: String?, letter: Character? = nil, _ value: Value = .none) {
        self.long = long
        self.letter = letter
        self.value = value
    }
}

/// The options of a command in `popt(3)`'s form, made once for any number of argument lists.
@safe public final class PoptTable {
    /// The options; a scan identifies an option by its index.
    public let options: [PoptOption]
    let table: UnsafeMutablePointer<popt_option_row>

    /// The table of these options.
    public init(_ options: [PoptOption]) {
        self.options = options
        unsafe table = .allocate(capacity: options.count + 1)
        for (index, option) in options.enumerated() {
            // popt reads the names as long as this object lives; `val` 0 would mean "store and go on".
            unsafe (table + index).initialize(
                to: popt_option_row(
                    longName: option.long.flatMap { unsafe UnsafePointer(strdup($0)) },
                    shortName: CChar(bitPattern: option.letter?.asciiValue ?? 0),
                    argInfo: Self.argumentInfo(option.value), arg: nil, val: Int32(index + 1), descrip: nil,
                    argDescrip: nil))
        }
        unsafe (table + options.count).initialize(to: popt_option_row())
    }

    deinit {
        for index in options.indices { unsafe free(UnsafeMutablePointer(mutating: table[index].longName)) }
        unsafe table.deallocate()
    }

    private static func argumentInfo(_ value: PoptOption.Value) -> UInt32 {
        switch value {
        case .none: UInt32(POPT_ARG_NONE)
        case .required: UInt32(POPT_ARG_STRING)
        case .optional: UInt32(POPT_ARG_STRING) | UInt32(POPT_ARGFLAG_OPTIONAL)
        }
    }
}
