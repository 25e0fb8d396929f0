import IPVSAdministration
import IPVSControl
import VirtualServers

/// An error in the output of `ipvs -S`, with its line.
struct SavedStateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    var line: Int
    /// The error.
    var problem: String

    /// `line 3: unknown service TCP 192.0.2.1:80`
    var description: String { "line \(line): \(problem)" }
}

extension IPVSState {
    /// The state that results from the lines of `ipvs -S`; `names` resolves hosts and services.
    init(saved text: [UInt8], names: any NameService) throws(SavedStateError) {
        self.init(servers: [])
        var table = VirtualServerTable()
        let reader = ArgumentReader(names: names)
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let words = Administration.words(of: line) else { continue }
            let command: AdministrationCommand
            do throws(ArgumentError) {
                command = try reader.command(words)
            } catch {
                throw SavedStateError(line: index + 1, problem: error.text(program: "ipvs"))
            }
            let isTaken: Bool
            do throws(ChangeRefusal) {
                isTaken = try take(command, &table)
            } catch {
                throw SavedStateError(line: index + 1, problem: "\(error)")
            }
            guard isTaken else {
                throw SavedStateError(
                    line: index + 1, problem: "'\(words[0])' does not belong in a saved table")
            }
        }
        servers = table.servers
    }

    /// Applies a line; false if it does not change the state.
    private mutating func take(
        _ command: AdministrationCommand, _ table: inout VirtualServerTable
    ) throws(ChangeRefusal) -> Bool {
        guard case .request(let request) = command else { return false }
        switch request {
        case .change(let change): try table.make(change)
        case .flush: table.removeAll()
        case .setTimeouts(let timeouts): self.timeouts = timeouts
        case .startDaemon(let daemon):
            daemons = (daemons ?? []).filter { $0.role != daemon.role } + [daemon]
        case .stopDaemon(let role): daemons?.removeAll { $0.role == role }
        case .zero: return false
        }
        return true
    }
}
