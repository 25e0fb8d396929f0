import Configuration
import SystemCalls

/// The named pipes that get a line for each notification.
struct NotificationPipes {
    private var pipes: [(definition: NotificationPipe, pipe: NamedPipe)] = []
    /// Pipes that were found full, each told once.
    private var full: Set<String> = []

    /// No pipes.
    init() {}

    /// Opens those of the configuration. One that was open stays open: its reader notices nothing.
    ///
    /// - Returns: What cannot be opened, and why.
    mutating func adopt(_ definitions: [NotificationPipe]) -> [String] {
        let old = pipes
        var failures: [String] = []
        pipes = []
        for definition in definitions {
            if let known = old.first(where: { $0.definition.path == definition.path }) {
                pipes.append((definition, known.pipe))
                continue
            }
            do throws(SystemError) {
                let owner = definition.owner.map { (user: $0.userID, group: $0.groupID) }
                pipes.append((definition, try NamedPipe(path: definition.path, owner: owner)))
            } catch {
                failures.append("\(error)")
            }
        }
        return failures
    }

    /// Writes a line to each; the path of one that has no room for it for the first time.
    mutating func write(_ line: String) -> String? {
        var lost: String?
        for (_, pipe) in pipes {
            if pipe.write(Array("\(line)\n".utf8)) {
                full.remove(pipe.path)
            } else if full.insert(pipe.path).inserted {
                lost = pipe.path
            }
        }
        return lost
    }
}
