import EventLoop
import SystemCalls

/// Which directories to watch for changes of files: those of the files, or, where one is missing, the deepest that
/// exists on the way to it.
struct WatchPlan {
    /// A directory to watch.
    struct Place: Equatable {
        /// Its path.
        let directory: String
        /// The paths of the files in it, by their names.
        var files: [String: Set<String>] = [:]
        /// The paths of the files behind a missing directory, by its name.
        var missing: [String: Set<String>] = [:]

        /// Whether a directory is missing.
        var isOnTheWay: Bool { !missing.isEmpty }

        /// The changes that matter. A file may be empty between its opening and its closing by the writer.
        var kinds: FileChange.Kinds {
            let changes: FileChange.Kinds = [.written, .movedIn, .movedOut, .removed]
            return isOnTheWay ? changes.union(.created) : changes
        }

        /// What follows from a change.
        func news(of change: FileChange) -> News {
            if change.name.isEmpty || missing[change.name] != nil { return .directories }
            // A file that has just been created is empty, until its writer closes it.
            guard change.kinds != .created, let paths = files[change.name] else { return .none }
            return .files(paths.sorted())
        }
    }

    /// What follows from a change.
    enum News: Equatable {
        /// Nothing.
        case none
        /// These files may have changed.
        case files([String])
        /// A directory has come or gone.
        case directories
    }

    private var places: [String: Place] = [:]

    /// A plan for the files at these paths.
    init(_ paths: Set<String>) {
        for path in paths {
            let (directory, name) = Files.split(path)
            places[directory, default: Place(directory: directory)].files[name, default: []].insert(path)
        }
    }

    /// The next directory to watch, deep ones first; nil: there are no more.
    mutating func next() -> Place? {
        let deepest = places.keys.max { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
        return deepest.flatMap { places.removeValue(forKey: $0) }
    }

    /// Takes note that a directory is missing; false if there is none above it.
    mutating func goUp(from place: Place) -> Bool {
        guard place.directory != "/", place.directory != "." else { return false }
        let (parent, name) = Files.split(place.directory)
        let paths = place.files.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        let further = place.missing.values.reduce(into: paths) { $0.formUnion($1) }
        places[parent, default: Place(directory: parent)].missing[name, default: []].formUnion(further)
        return true
    }
}
