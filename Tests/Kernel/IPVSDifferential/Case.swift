/// A command line that both programs get in the same surroundings.
struct Case: Sendable {
    /// Who runs it.
    enum User: Sendable { case root, nobody }

    /// What it says about itself in a report; the key of the exceptions.
    let name: String
    /// What Debian's `ipvsadm -R` reads before, a line each.
    let setup: [String]
    /// The arguments.
    let words: [String]
    /// Standard input.
    let input: String
    /// Who runs it.
    let user: User
    /// Whether the namespace has a dummy interface `eth0`, which the synchronisation daemons need.
    let hasInterface: Bool

    init(
        _ name: String, setup: [String] = [], _ words: [String], input: String = "", as user: User = .root,
        hasInterface: Bool = false
    ) {
        self.name = name
        self.setup = setup
        self.words = words
        self.input = input
        self.user = user
        self.hasInterface = hasInterface
    }

    /// A case for each command line, written as a shell would take it without quotes.
    static func each(_ area: String, setup: [String] = [], hasInterface: Bool = false, _ lines: [String])
        -> [Case]
    {
        lines.map { line in
            Case(
                "\(area): \(line)", setup: setup, line.split(separator: " ").map(String.init),
                hasInterface: hasInterface)
        }
    }

    /// All of them; a name is there once.
    static let all =
        services + schedulers + servers + tunnels + arguments + kernelErrors + spellings + lists + orders
        + longLists
        + restores + saves + timeoutsAndDaemons + users
}
