/// Where the value of a setting is stored, and how it is shown.
enum Property<Owner>: Sendable {
    /// A key path that may be shared between threads.
    typealias Path<Content> = any WritableKeyPath<Owner, Content> & Sendable

    /// A number.
    case number(Path<Int>)
    /// A number that may be nil.
    case optionalNumber(Path<Int?>)
    /// A number of 0 to 255.
    case byte(Path<UInt8>)
    /// A time, given in whole seconds.
    case seconds(Path<Duration>)
    /// A time, given in seconds with a fraction.
    case microseconds(Path<Duration>)
    /// A Boolean.
    case on(Path<Bool>)
    /// A Boolean that may be nil.
    case optionalOn(Path<Bool?>)
    /// A Boolean with the opposite meaning.
    case off(Path<Bool>)
    /// A value of two or more cases.
    case cases(set: @Sendable (inout Owner, Int) -> Void, text: @Sendable (Owner) -> String)

    /// Sets it from the file's value: a number, microseconds, or 0 and 1.
    func set(_ value: Int, of owner: inout Owner) {
        switch self {
        case .number(let path): owner[keyPath: path] = value
        case .optionalNumber(let path): owner[keyPath: path] = value
        case .byte(let path): owner[keyPath: path] = UInt8(clamping: value)
        case .seconds(let path): owner[keyPath: path] = .seconds(value)
        case .microseconds(let path): owner[keyPath: path] = .microseconds(value)
        case .on(let path): owner[keyPath: path] = value != 0
        case .optionalOn(let path): owner[keyPath: path] = value != 0
        case .off(let path): owner[keyPath: path] = value == 0
        case .cases(let set, _): set(&owner, value)
        }
    }

    /// Its value in keepalived.json; nil: it is not shown.
    func value(of owner: Owner) -> ModelDump.Value? {
        switch self {
        case .number(let path): .number(owner[keyPath: path])
        case .optionalNumber(let path): owner[keyPath: path].map { .number($0) }
        case .byte(let path): .number(Int(owner[keyPath: path]))
        case .seconds(let path), .microseconds(let path): .time(owner[keyPath: path])
        case .on(let path): .flag(owner[keyPath: path])
        case .optionalOn(let path): owner[keyPath: path].map { .flag($0) }
        case .off(let path): .flag(!owner[keyPath: path])
        case .cases: nil
        }
    }

    /// Its text in keepalived.data; nil: it is not shown.
    func text(of owner: Owner) -> String? {
        switch self {
        case .number(let path): "\(owner[keyPath: path])"
        case .optionalNumber(let path): owner[keyPath: path].map { "\($0)" }
        case .byte(let path): "\(owner[keyPath: path])"
        case .seconds(let path): "\(owner[keyPath: path].components.seconds)"
        case .microseconds(let path):
            Numbers.text(millionths: Numbers.microseconds(owner[keyPath: path])) + " sec"
        case .optionalOn(let path): owner[keyPath: path].map { "\($0)" }
        case .on(let path), .off(let path): "\(owner[keyPath: path])"
        case .cases(_, let text): text(owner)
        }
    }
}
