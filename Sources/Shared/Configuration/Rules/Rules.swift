import ConfigurationSyntax
import Election
import NetworkTypes

extension InstanceSettings {
    /// Adds a reason for which this configuration keeps the instance in FAULT.
    mutating func addFault(_ reason: String) {
        configurationFault = configurationFault.map { "\($0); \(reason)" } ?? reason
    }
}

/// The rules that need the whole file: what refers to what, what contradicts what, which defaults apply.
extension Interpreter {
    /// Makes the model of the drafts.
    mutating func applyRules() {
        model.global = global.model
        guard scope != .sessions else { return }
        applyGlobalRules()
        applyAnnouncementGroupRules()
        applyScriptRules()
        applyInstanceRules()
        applySynchronizationRules()
        applyGroupRules()
        // Nothing after this may ask the machine: see `ConfigurationScope.virtualRouters`.
        applyServerScriptRules()
        applyNotificationPipeRules()
        reportRootScripts()
        reportInactiveBlocks()
    }

    /// Stores what `global_defs` says, before other blocks are read.
    mutating func applyGlobalSettings() {
        var made = global.model
        let values = NestedValues(block: .globalDefinitions, own: global.given)
        apply(GlobalSettingRows.root + GlobalSettingRows.all, values, to: &made)
        apply(MailSettingRows.all, values, to: &made)
        made.mail.alerts = global.defaults["smtp_alert"].map { $0.number == 1 }
        made.mail.alertsOfRouters = global.defaults["smtp_alert_vrrp"].map { $0.number == 1 }
        made.mail.alertsOfCheckers = global.defaults["smtp_alert_checker"].map { $0.number == 1 }
        if global.isNetworkNamespaceGiven { made.networkNamespace = global.model.networkNamespace }
        if made.instance != nil { made.usesPIDDirectory = true }
        if isOn(GlobalSettingRows.processNames, values) {
            made.processName = made.processName ?? "keepalived"
            made.vrrpProcess.name = made.vrrpProcess.name ?? "keepalived_vrrp"
            made.checkerProcess.name = made.checkerProcess.name ?? "keepalived_lvs"
            made.bfdProcess.name = made.bfdProcess.name ?? "keepalived_bfd"
        }
        global.model = made
    }

    private mutating func applyGlobalRules() {
        resolveScriptUser()
        checkMail()
        var made = global.model
        apply(
            GlobalSettingRows.commands, NestedValues(block: .globalDefinitions, own: global.given),
            to: &made)
        made.logsAllCheckerFailures = common(PaceSettingRows.logsAllFailures)?.number == 1
        let isStrict = common(InstanceSettingRows.strictMode)?.number == 1
        apply(
            InstanceSettingRows.all, NestedValues(block: .instance, own: GivenValues()), isStrict: isStrict,
            to: &made.instanceDefaults)
        made.instanceDefaults.isStrict = isStrict
        global.model = made
        model.global = made
        model.hasVirtualServers = hasVirtualServers
    }

    private mutating func applyAnnouncementGroupRules() {
        for draft in announcementGroups {
            let rows = AnnouncementGroupSettingRows.all
            guard rows.contains(where: { draft.given[$0] != nil }) else {
                guard !draft.hadRefusal else { continue }
                report(
                    .error, "the garp_group sets no interval and is ignored", at: 0, of: draft.statement,
                    suggestion: "garp_interval SECS or gna_interval SECS")
                continue
            }
            var group = AnnouncementGroup()
            apply(rows, NestedValues(block: .announcementGroup, own: draft.given), to: &group)
            let index = model.announcementGroups.count
            for (name, statement) in draft.interfaces where checkInterface(name, statement) {
                if let earlier = announcementGroupOfInterface[name] {
                    guard earlier != index else { continue }
                    report(.error, "'\(name)' is already in another garp_group", at: 0, of: statement)
                } else {
                    announcementGroupOfInterface[name] = index
                    group.interfaces.append(name)
                }
            }
            model.announcementGroups.append(group)
        }
    }

    /// Whether an interface can be used. Reports a diagnostic if it is missing and must not be.
    mutating func checkInterface(_ name: String, _ statement: Int, word: Int = 1) -> Bool {
        guard interfaceFacts(name) == nil, !global.model.allowsMissingInterfaces else { return true }
        // A missing interface is reported once, however often it is named.
        guard missingInterfaces.insert(name).inserted else { return false }
        let place = (0..<wordCount(statement)).first { self.word($0, of: statement) == name } ?? word
        report(
            .error, "there is no interface '\(name)'", at: place, of: statement,
            suggestion: "'dynamic_interfaces' in global_defs allows interfaces that appear later")
        return false
    }
}
