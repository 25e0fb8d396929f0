import CLinux
import CShims
import Glibc

/// The attributes and file actions of one `posix_spawn(3)`.
@safe struct SpawnPlan: ~Copyable {
    private let attributes: UnsafeMutablePointer<posix_spawnattr_t>
    private let actions: UnsafeMutablePointer<posix_spawn_file_actions_t>

    init(_ spawn: Spawn) throws(SystemError) {
        unsafe attributes = .allocate(capacity: 1)
        unsafe actions = .allocate(capacity: 1)
        unsafe posix_spawnattr_init(attributes)
        unsafe posix_spawn_file_actions_init(actions)
        try setSignals(group: spawn.group)
        try setStreams(spawn)
    }

    deinit {
        unsafe posix_spawnattr_destroy(attributes)
        unsafe posix_spawn_file_actions_destroy(actions)
        unsafe attributes.deallocate()
        unsafe actions.deallocate()
    }

    func run(path: String, words: [String], environment: [String]) throws(SystemError) -> pid_t {
        var process: pid_t = 0
        let result = unsafe CStrings.with(words) { words in
            unsafe CStrings.with(environment) { environment in
                unsafe path.withCString { path in
                    unsafe posix_spawnp(&process, path, actions, attributes, words, environment)
                }
            }
        }
        try Self.check(result, "posix_spawn", path)
        return process
    }

    /// Every signal has its default effect in the child, and none is blocked.
    private func setSignals(group: Spawn.Group) throws(SystemError) {
        var all = sigset_t()
        var none = sigset_t()
        unsafe sigfillset(&all)
        unsafe sigemptyset(&none)
        try Self.check(
            unsafe posix_spawnattr_setsigdefault(attributes, &all), "posix_spawnattr_setsigdefault")
        try Self.check(unsafe posix_spawnattr_setsigmask(attributes, &none), "posix_spawnattr_setsigmask")
        var flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        if group == .own {
            flags |= Int32(POSIX_SPAWN_SETPGROUP)
            try Self.check(unsafe posix_spawnattr_setpgroup(attributes, 0), "posix_spawnattr_setpgroup")
        }
        try Self.check(unsafe posix_spawnattr_setflags(attributes, Int16(flags)), "posix_spawnattr_setflags")
    }

    private func setStreams(_ spawn: Spawn) throws(SystemError) {
        let streams = [
            (spawn.standardInput, O_RDONLY), (spawn.standardOutput, O_WRONLY),
            (spawn.standardError, O_WRONLY),
        ]
        for (number, (stream, mode)) in streams.enumerated() {
            switch stream {
            case .inherited: continue
            case .null: try open("/dev/null", mode, as: Int32(number))
            case .descriptor(let source): try duplicate(source, as: Int32(number))
            }
        }
        // Duplicating a descriptor onto itself clears close-on-exec.
        for descriptor in spawn.keptDescriptors { try duplicate(descriptor, as: descriptor) }
        let firstToClose = (spawn.keptDescriptors.max() ?? STDERR_FILENO) + 1
        let result = unsafe shim_spawn_close_from(actions, firstToClose)
        try Self.check(result, "posix_spawn_file_actions_addclosefrom_np")
    }

    private func open(_ path: String, _ mode: Int32, as number: Int32) throws(SystemError) {
        let result = unsafe path.withCString {
            unsafe posix_spawn_file_actions_addopen(actions, number, $0, mode, 0)
        }
        try Self.check(result, "posix_spawn_file_actions_addopen", path)
    }

    private func duplicate(_ source: Int32, as number: Int32) throws(SystemError) {
        let result = unsafe posix_spawn_file_actions_adddup2(actions, source, number)
        try Self.check(result, "posix_spawn_file_actions_adddup2", String(source))
    }

    /// These functions return the error number.
    private static func check(_ result: Int32, _ call: String, _ object: String? = nil) throws(SystemError) {
        guard result == 0 else { throw SystemError(call: call, errno: result, object: object) }
    }
}

/// Strings as the null-terminated list of C strings that `exec` takes.
enum CStrings {
    /// Calls `body` with the list, which is valid only during the call.
    static func with<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() { unsafe list[index] = strdup(string) }
        unsafe list[strings.count] = nil
        defer {
            for index in strings.indices { unsafe free(list[index]) }
            unsafe list.deallocate()
        }
        return unsafe body(list)
    }
}
