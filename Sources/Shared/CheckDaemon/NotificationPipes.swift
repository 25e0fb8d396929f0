import Configuration
import SystemCalls

/// The named pipes to which each notification is written as a line.
struct NotificationPipes {
    private var pipes: [NamedPipe] = []
    /// The pipes that were full, each of which is reported once.
    private var full: Set<String> = []

    /// No pipes.
    init() {}

    /// Opens the pipes that are not open yet. Open ones are left alone, so that their readers notice nothing.
    ///
    /// - Returns: The pipes that could not be opened, with the reasons.
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

    /// Closes all pipes but these.
    mutating func keep(_ definitions: [NotificationPipe]) {
        pipes.removeAll { pipe in !definitions.contains { $0.path == pipe.path } }
    }

    /// Writes a line to each pipe.
    ///
    /// - Returns: The path of a pipe that has just become full.
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
