import Configuration
import SystemCalls

/// The named pipes that get a line for each notification.
struct NotificationPipes {
    private var pipes: [NamedPipe] = []
    /// Pipes that were found full, each reported once.
    private var full: Set<String> = []

    /// No pipes.
    init() {}

    /// Opens those that are not open. One that is stays so: its reader notices nothing.
    ///
    /// - Returns: What cannot be opened, and why.
    mutating func open(_ definitions: [NotificationPipe]) -> [String] {
        var failures: [String] = []
        for definition in definitions where !pipes.contains(where: { $0.path == definition.path }) {
            do throws(SystemError) {
                let owner = definition.owner.map { (user: $0.userID, group: $0.groupID) }
                pipes.append(try NamedPipe(path: definition.path, owner: owner))
            } catch {
                failures.append("\(error)")
            }
        }
        return failures
    }

    /// Closes all but these.
    mutating func keep(_ definitions: [NotificationPipe]) {
        pipes.removeAll { pipe in !definitions.contains { $0.path == pipe.path } }
    }

    /// Writes a line to each; the path of one that has no room for it for the first time.
    mutating func write(_ line: String) -> String? {
        var lost: String?
        for pipe in pipes {
            if pipe.write(Array("\(line)\n".utf8)) {
                full.remove(pipe.path)
            } else if full.insert(pipe.path).inserted {
                lost = pipe.path
            }
        }
        return lost
    }
}
