import CShims
import Glibc
import Netlink
import NetworkState
public import SystemCalls

/// Two network namespaces of their own, joined by a cable: `left0` in one, `right0` in the other.
///
/// The calling thread enters them and comes back; nothing of them remains. Needs root.
public final class NetworkLab {
    /// One of the two namespaces.
    public enum Side: String, Sendable {
        /// The one with `left0`.
        case left
        /// The one with `right0`.
        case right

        /// The name of this side's end of the cable.
        public var interface: String { rawValue + "0" }
    }

    /// What keeps a lab from being made.
    public enum Failure: Error, CustomStringConvertible {
        /// The tests run without the right to make namespaces.
        case needsRoot
        /// A command of `iproute2` failed.
        case command(String, WaitStatus)
        /// The cable does not work.
        case noCarrier(Side)

        /// What to do about it.
        public var description: String {
            switch self {
            case .needsRoot: "these tests make network namespaces and need root: they did not run"
            case .noCarrier(let side): "\(side.interface) has no carrier"
            case .command(let words, let status): "\(words): \(status)"
            }
        }
    }

    private let home: FileDescriptor
    private let left: FileDescriptor
    private let right: FileDescriptor
    private var present = Side.left

    /// Makes a lab, calls `body` in the left namespace, and brings the thread home.
    public static func with(_ body: (NetworkLab) throws -> Void) throws {
        guard geteuid() == 0 else { throw Failure.needsRoot }
        let lab = try NetworkLab()
        defer { lab.enter(lab.home.number) }
        try lab.joinNamespaces()
        lab.enter(.left)
        try body(lab)
    }

    private init() throws {
        home = try Self.presentNamespace()
        left = try Self.newNamespace()
        right = try Self.newNamespace()
    }

    /// Calls `body` in one namespace, and goes back to the present one.
    public func inside<Result>(_ side: Side, _ body: () throws -> Result) rethrows -> Result {
        let former = present
        enter(side)
        defer { enter(former) }
        return try body()
    }

    private func enter(_ side: Side) {
        enter(side == .left ? left.number : right.number)
        present = side
    }

    /// Runs a command in one namespace, and waits for its success.
    public func run(_ side: Side, _ command: String) throws {
        try inside(side) { try Self.run(command) }
    }

    /// The number of this side's end of the cable.
    public func index(of side: Side) -> Int32 {
        inside(side) { unsafe Int32(if_nametoindex(side.interface)) }
    }

    /// The name and number of this side's end of the cable.
    public func interface(_ side: Side) -> AdvertisementSocket.Interface {
        (name: side.interface, index: index(of: side))
    }

    private func joinNamespaces() throws {
        enter(.left)
        let peer = "/proc/\(getpid())/fd/\(right.number)"
        for side in [Side.left, .right] {
            // Addresses are of use at once, and none appears by itself.
            for kind in ["all", "default"] {
                try run(
                    side,
                    "sysctl -qw net.ipv6.conf.\(kind).accept_dad=0 net.ipv6.conf.\(kind).addr_gen_mode=1")
            }
        }
        // Of ends with different numbers the kernel tells the carrier at once, of others once a second.
        try run(.left, "ip link add left0 index 11 type veth peer name right0 index 12 netns \(peer)")
        for side in [Side.left, .right] {
            try run(side, "ip link set lo up")
            try run(side, "ip link set \(side.interface) up")
        }
        try awaitCarrier()
    }

    /// The kernel connects the queues of a cable some time after both ends are up; until then it drops frames.
    private func awaitCarrier() throws {
        for side in [Side.left, .right] {
            try inside(side) {
                let connection = try NetlinkConnection()
                for _ in 0..<500 {
                    let link = try connection.links().first { $0.name == side.interface }
                    if link?.canCarry == true { return }
                    usleep(10_000)
                }
                throw Failure.noCarrier(side)
            }
        }
    }

    private func enter(_ namespace: Int32) {
        let result = shim_setns(namespace, shim_clone_newnet)
        precondition(result == 0, "cannot enter a namespace: error \(errno)")
    }

    private static func presentNamespace() throws -> FileDescriptor {
        try Files.open("/proc/thread-self/ns/net", O_RDONLY)
    }

    private static func newNamespace() throws -> FileDescriptor {
        let result = shim_unshare(shim_clone_newnet)
        let number = errno
        guard result == 0 else { throw SystemError(call: "unshare", errno: number) }
        return try presentNamespace()
    }

    private static func run(_ command: String) throws {
        var spawn = Spawn(words: command.split(separator: " ").map { String($0) })
        spawn.standardError = .inherited
        let status = try spawn.start().wait()
        guard status == .exited(0) else { throw Failure.command(command, status) }
    }
}

/// Waits until a descriptor can be read; false after `seconds`.
public func waitReadable(_ descriptor: Int32, seconds: Int32 = 5) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&request, 1, seconds * 1000) == 1
}

/// Whether the tests are built with a sanitizer, which makes system calls of its own and turns `mlockall` off.
public var isSanitized: Bool {
    unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
}

/// A directory that nobody else uses, which goes with its contents when `body` returns.
public func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    var template = Array("/tmp/ha-test-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", errno: errno) }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        // What is left behind in /tmp is only untidy.
        _ = try? Spawn(words: ["rm", "-rf", path]).start().wait()
    }
    return try body(path)
}
