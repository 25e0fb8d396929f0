import Configuration
import HealthChecks
import Timing
import VirtualServers

extension Checking {
    /// A check with several pages looks at one in each round while all is well, and at all of them before a server
    /// comes back; mail servers are all asked in each round.
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

    /// What follows the end of a run: the next one is due, unless the checks rest by now.
    mutating func rest(_ index: Int) {
        // A server that is down must show everything, from the first page or host.
        if !register[index].machine.isUp { register[index].page = 0 }
        if isResting(register[index]) { register[index].machine.suspend() }
        register.setDeadline(register[index].machine.deadline, of: index)
    }

    /// Whether the address of every service that wants the check is elsewhere, or nothing is ever to be done.
    private func isResting(_ check: SharedCheck) -> Bool {
        !check.isPeriodic
            || !check.hasPlace { !supervision.areChecksSuspended(service: $0.service) }
    }

    /// Checks whose services all rest are not due; others that were not are due at once.
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

    /// Tells the supervision of services what a check says, at every place that does not know it.
    mutating func spread(_ index: Int, evenIfKnown: Bool = false, into acts: inout [Act]) {
        guard register[index].last != nil else { return }
        let liveness: Liveness = register[index].machine.isUp ? .up : .down
        for place in register[index].places
        where evenIfKnown || supervision.verdict(of: place) != liveness {
            change(service: place.service, into: &acts) { supervision, effects in
                supervision.report(liveness, by: place, into: &effects)
            }
        }
    }

    /// Has every server that depends on a check weigh what the check says.
    mutating func setWeights(by index: Int, into acts: inout [Act]) {
        for place in register[index].places {
            let server = model.virtualServers[place.service].realServers[place.server]
            let offset = register[index].weightOffset(configured: Int(server.destination.weight))
            change(service: place.service, into: &acts) { supervision, effects in
                supervision.setWeightOffset(offset, by: place, into: &effects)
            }
        }
    }

    /// After a reload: servers that a known check is new to learn what it says, and checks that are new begin as their
    /// server is.
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

    /// A daemon that takes over from one that died leaves servers that serve in service until their first check,
    /// also those that would start as down (`alpha`): their connections live on.
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
