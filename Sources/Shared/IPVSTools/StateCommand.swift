import IPVSAdministration
import IPVSControl
import JSON
import SystemCalls
import VirtualServers

/// `ipvs diff` and `ipvs apply`.
struct StateCommand {
    /// The longest input: enough for more than a million servers.
    private static let limitBytes = 256 * 1024 * 1024

    private let want: IPVSState
    private let scope: StateApplication.Scope
    private let isDryRun: Bool

    init(_ words: ToolWords) throws(ToolFailure) {
        guard let path = words.operands.first, words.operands.count == 1 else {
            throw .usage("expected one file, or - for standard input; see --help")
        }
        want = try Self.read(path)
        scope = words.has("prune") ? .everything : .mentioned
        isDryRun = words.has("dry-run")
    }

    /// Prints what `apply` would do. The status is 0 if that is nothing, and otherwise 1, as with diff(1).
    func diff() throws(ToolFailure) -> Int32 {
        let application = StateApplication(to: try IPVSConnection.open(), scope: scope)
        let plan = try asking { () throws(IPVSError) in try application.plan(want) }
        write(plan)
        return plan.requests.isEmpty ? 0 : 1
    }

    /// Makes the kernel match the file.
    func apply() throws(ToolFailure) -> Int32 {
        let application = StateApplication(to: try IPVSConnection.open(), scope: scope)
        if isDryRun {
            write(try asking { () throws(IPVSError) in try application.plan(want) })
            return 0
        }
        do throws(StateApplication.Failure) {
            write(try application.apply(want))
            return 0
        } catch {
            throw Self.failure(error)
        }
    }

    private func write(_ plan: StateApplication.Plan) {
        let text = ChangeText(have: plan.have)
        StandardStream.output.write(plan.requests.map { text.text($0) + "\n" }.joined())
    }

    private static func failure(_ failure: StateApplication.Failure) -> ToolFailure {
        switch failure {
        case .unreadable(let error): ToolFailure(error)
        case .refused(let errors):
            .kernel("\(list(errors)). Nothing has changed: the other changes were undone")
        case .halfDone(let errors, let undoing):
            .kernel(
                "\(list(errors)). Undoing the rest failed too: \(list(undoing)). See what is left with 'ipvs diff'"
            )
        case .contested(let requests):
            .kernel(
                "\(requests.count) of the changes did not last: another program changes the table too. "
                    + "See what is left with 'ipvs diff'")
        }
    }

    private static func list(_ errors: [IPVSError]) -> String {
        let shown = errors.prefix(5).map { ToolFailure($0).text }.joined(separator: "; ")
        return errors.count > 5 ? "\(shown); and \(errors.count - 5) more" : shown
    }

    private static func read(_ path: String) throws(ToolFailure) -> IPVSState {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes =
                path == "-"
                ? try Files.read(0, limitBytes: limitBytes, object: "standard input")
                : try Files.read(path, limitBytes: limitBytes)
        } catch {
            throw .usage("\(path): \(SystemError.text(error.errno))")
        }
        let name = path == "-" ? "standard input" : path
        let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
        guard bytes.first(where: { !blanks.contains($0) }) == UInt8(ascii: "{") else {
            do throws(SavedStateError) {
                return try IPVSState(saved: bytes, names: SystemNames())
            } catch {
                throw .usage("\(name): \(error)")
            }
        }
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(bytes) } catch { throw .usage("\(name): \(error)") }
        do throws(DocumentError) { return try IPVSState(json: value) } catch {
            throw .usage("\(name): \(error)")
        }
    }
}
