import VirtualServers

/// The names of the schedulers' flags (`-b`).
enum SchedulerFlagNames {
    private static let general: [(name: String, flag: ServiceFlags)] = [
        ("flag-1", .scheduler1), ("flag-2", .scheduler2), ("flag-3", .scheduler3),
    ]
    private static let own: [(scheduler: String, name: String, flag: ServiceFlags)] = [
        ("sh", "sh-fallback", .scheduler1), ("sh", "sh-port", .scheduler2),
        ("mh", "mh-fallback", .scheduler1), ("mh", "mh-port", .scheduler2),
    ]

    /// Parses a list of flags separated by commas; empty items are ignored.
    static func flags(_ list: String, scheduler: String) throws(ArgumentError) -> ServiceFlags {
        var flags: ServiceFlags = []
        for item in list.split(separator: ",") {
            if let (_, flag) = general.first(where: { $0.name == item }) {
                flags.insert(flag)
                continue
            }
            guard let known = own.first(where: { $0.name == item }) else {
                throw .unknownSchedulerFlag(String(item))
            }
            guard known.scheduler == scheduler else { throw .incompatibleSchedulerFlag(String(item)) }
            flags.insert(known.flag)
        }
        return flags
    }

    /// The list of flags; nil if there are none. A scheduler whose flags have names has none for the third one, so
    /// that the list may be empty.
    static func text(_ flags: ServiceFlags, scheduler: String) -> String? {
        guard !flags.isDisjoint(with: [.scheduler1, .scheduler2, .scheduler3]) else { return nil }
        let ofScheduler = own.filter { $0.scheduler == scheduler }.map { ($0.name, $0.flag) }
        let names = ofScheduler.isEmpty ? general.map { ($0.name, $0.flag) } : ofScheduler
        return names.filter { flags.contains($0.1) }.map(\.0).joined(separator: ",")
    }
}
