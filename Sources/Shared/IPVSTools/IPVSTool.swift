import CommandLine
import IPVSControl
import SystemCalls

/// The commands of `ipvs` that ipvsadm does not have.
public enum IPVSTool: String, CaseIterable, Sendable {
    /// Shows the tables.
    case list
    /// Compares the kernel with a file.
    case diff
    /// Makes the kernel match a file.
    case apply
    /// Takes a server out of service without losing its connections.
    case drain
    /// Returns a drained server to service.
    case undrain
    /// Shows rates and connections, live.
    case top
    /// Sets up this host as a server of direct routing.
    case realserver

    /// Runs the command with its arguments, and returns the exit status.
    public func run(_ words: [String]) -> Int32 {
        do throws(ToolFailure) {
            let words = try ToolWords(words, options: options)
            if words.has("help") {
                StandardStream.output.write(help)
                return 0
            }
            switch self {
            case .list: return try ListCommand(words).run()
            case .diff: return try StateCommand(words).diff()
            case .apply: return try StateCommand(words).apply()
            case .drain: return try DrainCommand(words).drain()
            case .undrain: return try DrainCommand(words).undrain()
            case .top: return try TopCommand(words).run()
            case .realserver: return try RealServerCommand(words).run()
            }
        } catch {
            StandardStream.error.write("ipvs \(rawValue): \(error.text)\n")
            return error.status
        }
    }

    private var options: [OptionSpecification] {
        let own: [OptionSpecification] =
            switch self {
            case .list:
                [
                    OptionSpecification(long: "json"), OptionSpecification(long: "watch"),
                    OptionSpecification(long: "interval", .required),
                ]
            case .diff: [OptionSpecification(long: "prune")]
            case .apply: [OptionSpecification(long: "dry-run"), OptionSpecification(long: "prune")]
            case .drain: [OptionSpecification(long: "wait"), OptionSpecification(long: "timeout", .required)]
            case .undrain: [OptionSpecification(long: "weight", .required)]
            case .top:
                [
                    OptionSpecification(long: "interval", .required),
                    OptionSpecification(long: "sort", .required),
                ]
            case .realserver: []
            }
        return own + [OptionSpecification(long: "help", short: "h")]
    }
}

/// The parsed arguments of a command.
struct ToolWords {
    private let options: [OptionSpecification]
    private let parsed: ParsedOptions

    init(_ words: [String], options: [OptionSpecification]) throws(ToolFailure) {
        self.options = options
        do throws(ParsedOptions.Problem) {
            parsed = try ParsedOptions(words, specifications: options)
        } catch {
            throw .usage("\(error); see --help")
        }
    }

    var operands: [String] { parsed.operands }

    func has(_ name: String) -> Bool {
        parsed.occurrences.contains { options[$0.index].long == name }
    }

    /// The number given with an option; the last one counts.
    func number<Number: FixedWidthInteger>(
        _ name: String, _ range: ClosedRange<Number>
    ) throws(ToolFailure) -> Number? {
        guard let text = value(name) else { return nil }
        guard let number = Number(text), range.contains(number) else {
            throw .usage(
                "--\(name) must be a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }

    func value(_ name: String) -> String? {
        parsed.occurrences.last { options[$0.index].long == name }?.value
    }
}

extension IPVSConnection {
    /// Opens IPVS for a command.
    static func open() throws(ToolFailure) -> IPVSConnection {
        do throws(IPVSError) { return try IPVSConnection() } catch { throw ToolFailure(error) }
    }
}

/// Runs `body` and converts its error.
func asking<Value>(_ body: () throws(IPVSError) -> Value) throws(ToolFailure) -> Value {
    do throws(IPVSError) { return try body() } catch { throw ToolFailure(error) }
}
