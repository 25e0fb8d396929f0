import Configuration
import Election

extension ElectionSettings {
    /// What the election takes of a configuration.
    init(_ model: Model) {
        self.init(
            instances: model.instances.map(\.election), groups: model.groups.map(\.election),
            scripts: model.scripts.map(\.election))
        startupDelay = model.global.startupDelay
    }
}
