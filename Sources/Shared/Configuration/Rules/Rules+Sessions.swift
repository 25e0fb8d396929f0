import BFD
import ConfigurationSyntax
import Election
import NetworkTypes

extension Interpreter {
    /// Makes the BFD sessions of the model. Asks the machine nothing.
    mutating func applySessionRules() {
        var earlier: [IPAddress: [(source: IPAddress?, draft: Int)]] = [:]
        for index in sessions.indices {
            guard let made = make(sessions[index]) else { continue }
            let (neighbor, source) = (made.session.neighbor, made.session.source)
            // As in keepalived, a session without a source takes packets to any address.
            let same = earlier[neighbor]?.first {
                $0.source == nil || source == nil || $0.source == source
            }
            if let same {
                reportSamePath(sessions[index], earlier: sessions[same.draft])
                continue
            }
            earlier[neighbor, default: []].append((source, index))
            sessionPlaces[made.name] = model.sessions.count
            model.sessions.append(made)
        }
    }

    private mutating func make(_ draft: SessionDraft) -> BFDInstance? {
        let given = draft.given
        guard let neighbor = given[SessionSettingRows.neighbor].flatMap({ address($0) }) else {
            guard draft.refused.isDisjoint(with: ["neighbor_ip", "neighbour_ip"]) else { return nil }
            report(
                .error, "the bfd_instance '\(draft.name)' has no neighbor and is ignored", at: 1,
                of: draft.statement, suggestion: "neighbor_ip ADDRESS")
            return nil
        }
        if let value = given[SessionSettingRows.source], let source = address(value),
            source.family != neighbor.family
        {
            report(
                .error,
                "the neighbor \(neighbor) and the source \(source) are of different families: "
                    + "the bfd_instance is ignored",
                at: 1, of: value.statement)
            return nil
        }
        if case .ipv6(let address) = neighbor, address.isLinkLocal {
            report(
                .error,
                "a link-local neighbor needs an interface, which a bfd_instance cannot name: "
                    + "'\(draft.name)' never comes up",
                at: 1, of: draft.statement, suggestion: "a global or unique local address")
        }
        var made = BFDInstance(SessionSettings(name: draft.name, neighbor: neighbor))
        apply(SessionSettingRows.all, NestedValues(block: .session, own: given), to: &made)
        let isForRouters = given[SessionSettingRows.isForRouters] != nil
        let isForCheckers = given[SessionSettingRows.isForCheckers] != nil
        if isForRouters || isForCheckers {
            made.isForRouters = isForRouters
            made.isForCheckers = isForCheckers
        }
        limitHops(draft, of: &made)
        return made
    }

    private mutating func limitHops(_ draft: SessionDraft, of made: inout BFDInstance) {
        let limit = made.session.hopLimit
        guard made.session.maximumHops > limit else { return }
        made.session.maximumHops = limit
        guard let given = draft.given[SessionSettingRows.maximumHops], given.number >= 0 else { return }
        report(
            .error, "max_hops \(given.number) is more than the TTL or hop limit: \(limit) is used", at: 1,
            of: given.statement, suggestion: "at most \(limit)")
    }

    private mutating func reportSamePath(_ draft: SessionDraft, earlier: SessionDraft) {
        var diagnostic = Diagnostic(
            .error,
            "the bfd_instance '\(draft.name)' has the neighbor of '\(earlier.name)' and is ignored")
        diagnostic.suggestion = "a source_ip of its own in each"
        diagnostic.notes.append(.init("the first one is here", at: location(of: earlier.statement)))
        append(diagnostic, at: 1, of: draft.statement)
    }

    /// The sessions of `track_bfd` that exist, with the session's weight where the line has none. The others become faults,
    /// as an instance must not be master because what should prevent it is not there.
    mutating func sessions(
        _ drafts: [TrackingLine], _ consequence: String, _ faults: inout [String]
    ) -> [InstanceSettings.Tracking] {
        drafts.compactMap { draft in
            let made = sessionPlaces[draft.name].map { model.sessions[$0] }
            guard let made, made.isForRouters else {
                let problem =
                    made == nil
                    ? "there is no bfd_instance '\(draft.name)'"
                    : "the bfd_instance '\(draft.name)' is only for checkers"
                faults.append(problem)
                report(
                    .error, "\(problem): \(consequence)", at: 0, of: draft.statement,
                    suggestion: made == nil
                        ? near(draft.name.utf8, model.sessions.lazy.map(\.name))
                        : "'vrrp' in the bfd_instance")
                return nil
            }
            return .init(
                .session(draft.name), weight: draft.weight ?? made.weight,
                isReversed: draft.isReversed ?? made.isReversed)
        }
    }
}
