import IPVSAdministration
import IPVSControl
import VirtualServers

/// Turns what a kernel has into what is wanted: with the fewest requests, all of them or none.
struct StateApplication {
    /// What becomes of services that are not mentioned.
    enum Scope: Sendable {
        /// They are left alone.
        case mentioned
        /// They are removed.
        case everything
    }

    /// What has to be done.
    struct Plan: Equatable, Sendable {
        /// What the kernel has, within the scope.
        var have: IPVSState
        /// What to ask of it; nothing if it is as wanted.
        var requests: [IPVSRequest]
    }

    /// Why the kernel is not as wanted.
    enum Failure: Error, Equatable, Sendable {
        /// The kernel could not be asked.
        case unreadable(IPVSError)
        /// Requests failed. What was done before is undone again.
        case refused([IPVSError])
        /// Requests failed, and so did these that should undo the others.
        case halfDone([IPVSError], undoing: [IPVSError])
        /// All requests succeeded, but these would have to be made again: something else changes the table.
        case contested([IPVSRequest])
    }

    private let tables: any KernelTable
    private let scope: Scope

    /// An application to these tables.
    init(to tables: any KernelTable, scope: Scope) {
        self.tables = tables
        self.scope = scope
    }

    /// What has to be done for `want`.
    func plan(_ want: IPVSState) throws(IPVSError) -> Plan {
        let have = try read(like: want)
        return Plan(have: have, requests: have.requests(to: want))
    }

    /// Does what has to be done for `want`, looks whether it is so, and returns what was done.
    ///
    /// If a request fails, the kernel gets back what it had.
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

    /// What the kernel has of what `want` speaks of.
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
