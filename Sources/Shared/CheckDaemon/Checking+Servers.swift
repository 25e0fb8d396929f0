import Configuration
import HealthChecks
import Timing
import VirtualServers

extension Checking {
    /// Whether a round ends with the step that has just ended. A check of several pages asks for one in each round
    /// while the server is up, and for all of them before it comes back. A check of several mail servers always asks
    /// all.
    mutating func isLastStep(_ index: Int, at now: MonotonicInstant) -> Bool {
        let check = register[index]
        let steps = check.kind.stepCount
        guard steps > 1 else { return true }
        register[index].page = (check.page + 1) % steps
        let wait: Duration? =
            switch check.kind {
            case .http where check.machine.isUp: nil
            case .http(_, let page): page.recoversFast ? .zero : check.key.pace.interval
            default: .zero
            }
        guard let wait, register[index].page != 0 else { return true }
        register[index].machine.resume(at: now + wait)
        register.setDeadline(now + wait, of: index)
        return false
    }

    /// Schedules the next run after one has ended, unless the check is suspended by now.
    mutating func rest(_ index: Int) {
        // A server that is down must pass every page or host, from the first one.
        if !register[index].machine.isUp { register[index].page = 0 }
        if isResting(register[index]) { register[index].machine.suspend() }
        register.setDeadline(register[index].machine.deadline, of: index)
    }

    /// Whether the check has nothing to do: all services that use it have their address elsewhere, or it never runs.
    private func isResting(_ check: SharedCheck) -> Bool {
        !check.isPeriodic
            || !check.hasPlace { !supervision.areChecksSuspended(service: $0.service) }
    }

    /// Cancels the deadlines of checks whose services are all suspended, and makes due those that no longer are.
    mutating func restResting(at now: MonotonicInstant) {
        for index in register.checks.indices where register[index].runningSince == nil {
            if isResting(register[index]) {
                register[index].machine.suspend()
            } else if register[index].machine.deadline == nil {
                register[index].machine.resume(at: now)
            }
            register.setDeadline(register[index].machine.deadline, of: index)
        }
    }

    /// Reports the result of a check to the supervision of services, for every server that has not got it yet.
    mutating func spread(_ index: Int, evenIfKnown: Bool = false, into acts: inout [Act]) {
        guard register[index].last != nil else { return }
        let liveness: Liveness = register[index].machine.isUp ? .up : .down
        for place in register[index].places
        where evenIfKnown || supervision.verdict(of: place) != liveness {
            let before = (
                supervision.verdict(of: place),
                supervision.liveness(service: place.service, server: place.server)
            )
            change(service: place.service, into: &acts) { supervision, effects in
                supervision.report(liveness, by: place, into: &effects)
            }
            mail(index, place, since: before, into: &acts)
        }
    }

    /// Sets the weight of every server that depends on a check.
    mutating func setWeights(by index: Int, into acts: inout [Act]) {
        for place in register[index].places {
            let server = model.virtualServers[place.service].realServers[place.server]
            let offset = register[index].weightOffset(configured: Int(server.destination.weight))
            change(service: place.service, into: &acts) { supervision, effects in
                supervision.setWeightOffset(offset, by: place, into: &effects)
            }
        }
    }

    /// Reconciles a check after a reload: servers that are new to a known check take over its result; a new check
    /// starts in the state of its server.
    mutating func meet(_ index: Int, into acts: inout [Act]) {
        let check = register[index]
        if check.canSetWeight { setWeights(by: index, into: &acts) }
        guard check.last == nil else {
            // A new server that is down is reported once.
            spread(index, evenIfKnown: !check.machine.isUp, into: &acts)
            return
        }
        guard check.isPeriodic else { return }
        let isUp = check.hasPlace { supervision.verdict(of: $0) == .up }
        if isUp != check.machine.isUp { register[index].machine.assume(isUp: isUp) }
    }

    /// Keeps servers in service until their first check when the daemon takes over from one that died, even those that
    /// would start as down (`alpha`): their connections survive.
    mutating func keepAlive(_ have: [VirtualServer]) {
        let present = Dictionary(
            have.map { ($0.service.id, Set($0.destinations.filter { $0.weight > 0 }.map(\.id))) },
            uniquingKeysWith: { first, _ in first })
        guard !present.isEmpty else { return }
        for index in register.checks.indices where register[index].key.pace.startsDown {
            let places = register[index].places
            guard places.allSatisfy({ serves($0, in: present) }) else { continue }
            register[index].machine.assume(isUp: true)
            var acts: [Act] = []
            for place in places {
                change(service: place.service, into: &acts) { supervision, effects in
                    supervision.report(.up, by: place, into: &effects)
                }
            }
        }
    }

    private func serves(_ place: CheckerPlace, in present: [ServiceID: Set<DestinationID>]) -> Bool {
        let server = supervision.destination(service: place.service, server: place.server)
        let sorry = model.virtualServers[place.service].sorryServer
        guard sorry?.destination.id != server.id else { return false }
        return supervision.kernelServices(service: place.service).contains { service in
            guard let placed = server.placed(in: service.id) else { return false }
            return present[service.id]?.contains(placed.id) ?? false
        }
    }
}
