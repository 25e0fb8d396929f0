import IPVSAdministration
import IPVSControl
import VirtualServers

/// Turns the state of a kernel into the wanted one, with the fewest requests; all of them are made or none.
struct StateApplication {
    /// What to do about services that the wanted state does not mention.
    enum Scope: Sendable {
        /// Leave them alone.
        case mentioned
        /// Remove them.
        case everything
    }

    /// The requests to be made.
    struct Plan: Equatable, Sendable {
        /// The state of the kernel, within the scope.
        var have: IPVSState
        /// The requests; empty if the kernel already matches.
        var requests: [IPVSRequest]
    }

    /// Why the kernel does not match.
    enum Failure: Error, Equatable, Sendable {
        /// The kernel could not be read.
        case unreadable(IPVSError)
        /// Requests failed. All others have been undone.
        case refused([IPVSError])
        /// Requests failed, and so did these requests to undo the others.
        case halfDone([IPVSError], undoing: [IPVSError])
        /// All requests succeeded, but these would have to be repeated: another program changes the table.
        case contested([IPVSRequest])
    }

    private let tables: any KernelTable
    private let scope: Scope

    /// Prepares to change these tables.
    init(to tables: any KernelTable, scope: Scope) {
        self.tables = tables
        self.scope = scope
    }

    /// The requests that lead to `want`.
    func plan(_ want: IPVSState) throws(IPVSError) -> Plan {
        let have = try read(like: want)
        return Plan(have: have, requests: have.requests(to: want))
    }

    /// Makes the requests that lead to `want`, verifies the result, and returns them.
    ///
    /// If a request fails, the previous state is restored.
    func apply(_ want: IPVSState) throws(Failure) -> Plan {
        let plan = try readably { () throws(IPVSError) in try self.plan(want) }
        guard !plan.requests.isEmpty else { return plan }
        let errors = tables.perform(plan.requests).compactMap { $0 }
        guard errors.isEmpty else { throw try undo(to: plan.have, like: want, after: errors) }
        let left = try readably { () throws(IPVSError) in try self.plan(want).requests }
        guard left.isEmpty else { throw .contested(left) }
        return plan
    }

    private func undo(
        to old: IPVSState, like want: IPVSState, after errors: [IPVSError]
    ) throws(Failure) -> Failure {
        let requests = try readably { () throws(IPVSError) in try read(like: want).requests(to: old) }
        let undoing = tables.perform(requests).compactMap { $0 }
        return undoing.isEmpty ? .refused(errors) : .halfDone(errors, undoing: undoing)
    }

    private func readably<Value>(_ read: () throws(IPVSError) -> Value) throws(Failure) -> Value {
        do throws(IPVSError) { return try read() } catch { throw .unreadable(error) }
    }

    /// The parts of the kernel's state that `want` describes.
    private func read(like want: IPVSState) throws(IPVSError) -> IPVSState {
        let mentioned = Set(want.servers.map(\.service.id))
        var servers: [VirtualServer] = []
        for observed in try tables.services() {
            let service = observed.service
            if case .mentioned = scope, !mentioned.contains(service.id) { continue }
            let destinations = try tables.destinations(of: service.id).map(\.destination)
            servers.append(VirtualServer(service, destinations: destinations))
        }
        return IPVSState(
            servers: servers, timeouts: want.timeouts == nil ? nil : try tables.timeouts(),
            daemons: want.daemons == nil ? nil : try tables.daemons())
    }
}
