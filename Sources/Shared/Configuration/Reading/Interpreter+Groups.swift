import ConfigurationSyntax
import NetworkTypes

extension Interpreter {
    mutating func beginGroup(_ statement: Int) {
        group = GroupDraft()
        group.name = word(1, of: statement)
        group.statement = statement
    }

    mutating func endGroup(_ statement: Int) {
        if let earlier = names.groups[group.name] {
            return reportDuplicate(
                "vrrp_sync_group", group.name, statement, earlier: groups[earlier].statement)
        }
        names.groups[group.name] = groups.count
        groups.append(group)
    }

    mutating func beginMembers(_ statement: Int) {
        if group.hasMemberList {
            report(.warning, "the second 'group' adds to the first", at: 0, of: statement)
        }
        group.hasMemberList = true
    }

    mutating func addMembers(_ statement: Int) {
        for index in 0..<wordCount(statement) {
            let name = word(index, of: statement)
            guard group.memberNames.insert(name).inserted else {
                report(.warning, "'\(name)' is already a member", at: index, of: statement)
                continue
            }
            group.members.append((name: name, statement: statement, word: index))
        }
    }

    mutating func beginScript(_ statement: Int) {
        script = ScriptDraft()
        script.name = word(1, of: statement)
        script.statement = statement
    }

    mutating func endScript(_ statement: Int) {
        if let earlier = names.scripts[script.name] {
            return reportDuplicate("vrrp_script", script.name, statement, earlier: scripts[earlier].statement)
        }
        names.scripts[script.name] = scripts.count
        scripts.append(script)
    }

    mutating func beginAnnouncementGroup(_ statement: Int) {
        announcementGroup = AnnouncementGroupDraft()
        announcementGroup.statement = statement
    }

    mutating func addAnnouncementInterfaces(_ statement: Int) {
        for index in 0..<wordCount(statement) {
            announcementGroup.interfaces.append((name: word(index, of: statement), statement: statement))
        }
    }

    mutating func endAnnouncementGroup(_ statement: Int) {
        announcementGroups.append(announcementGroup)
    }
}
