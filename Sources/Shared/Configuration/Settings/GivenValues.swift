/// The values of a block's scalar keywords while it is read, each with its statement.
///
/// A list, because a block has few of them, and a file may have very many blocks.
struct GivenValues {
    private var all: [(setting: ObjectIdentifier, value: Value)] = []

    subscript<Owner>(setting: Setting<Owner>) -> Value? {
        get {
            let id = ObjectIdentifier(setting)
            for entry in all where entry.setting == id { return entry.value }
            return nil
        }
        set {
            let id = ObjectIdentifier(setting)
            if let index = all.firstIndex(where: { $0.setting == id }) {
                if let newValue { all[index].value = newValue } else { all.remove(at: index) }
            } else if let newValue {
                if all.isEmpty { all.reserveCapacity(4) }
                all.append((setting: id, value: newValue))
            }
        }
    }
}

/// The blocks whose values are kept while they are read.
enum SettingPlace: Sendable {
    case global, instance, instanceNotifications, group, groupNotifications, script, announcementGroup
    case trackFile, trackProcess, session, server, realServer, checker, checkedHost, page, tls
}

extension Interpreter {
    /// Reads or changes the values of a block that is being read. A key path would cost more than the rest of
    /// reading a keyword.
    mutating func change<Result>(_ place: SettingPlace, _ body: (inout GivenValues) -> Result) -> Result {
        switch place {
        case .global: body(&global.given)
        case .instance: body(&instance.given)
        case .instanceNotifications: body(&instance.notifications)
        case .group: body(&group.given)
        case .groupNotifications: body(&group.notifications)
        case .script: body(&script.given)
        case .announcementGroup: body(&announcementGroup.given)
        case .trackFile: body(&trackFile.given)
        case .trackProcess: body(&trackProcess.given)
        case .session: body(&session.given)
        case .server: body(&server.given)
        case .realServer: body(&realServer.given)
        case .checker: body(&checker.given)
        case .checkedHost: body(&hostConnection)
        case .page: body(&page.given)
        case .tls: body(&tls)
        }
    }
}

/// The values of a block and of those around it: a keyword that both may have is inherited.
struct NestedValues {
    /// The kind of the block.
    let block: Block
    /// The values of the block itself.
    let own: GivenValues
    /// Those of the block around it.
    var outer = GivenValues()
    /// Those of the block around both.
    var outermost = GivenValues()

    subscript<Owner>(setting: Setting<Owner>) -> Value? {
        own[setting] ?? outer[setting] ?? outermost[setting]
    }
}
