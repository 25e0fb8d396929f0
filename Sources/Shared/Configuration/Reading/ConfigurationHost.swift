public import ConfigurationSyntax

/// What checking a configuration asks of the machine, in addition to what reading it asks.
public protocol ConfigurationHost: Host {
    /// An interface by name, in a named network namespace or, if nil, in the process' own; nil: there is
    /// none.
    mutating func interface(named name: String, inNetworkNamespace namespace: String?) -> InterfaceFacts?
    /// A user by name or number; nil: there is none.
    mutating func user(named name: String) -> UserFacts?
    /// A group's number by its name or number; nil: there is none.
    mutating func groupID(named name: String) -> UInt32?
    /// The user that the process runs as.
    mutating func currentUser() -> UserFacts
    /// The file at a path, without following a link at its end; nil: it does not exist or is not accessible.
    mutating func file(at path: String) -> FileFacts?
    /// How a program file starts.
    mutating func programFormat(of path: String) -> ProgramFormat
    /// How many processors the machine has.
    mutating func processorCount() -> Int
}

/// An interface.
public struct InterfaceFacts: Hashable, Sendable {
    /// Its index.
    public var index: UInt32
    /// Its MTU in bytes; nil: unknown.
    public var mtuBytes: Int?
    /// Whether it is a loopback.
    public var isLoopback: Bool

    /// An interface of these facts.
    public init(index: UInt32, mtuBytes: Int?, isLoopback: Bool) {
        self.index = index
        self.mtuBytes = mtuBytes
        self.isLoopback = isLoopback
    }
}

/// A user.
public struct UserFacts: Hashable, Sendable {
    /// The number.
    public var userID: UInt32
    /// The number of the primary group.
    public var groupID: UInt32
    /// The numbers of all groups the user is a member of, sorted.
    public var groupIDs: [UInt32]

    /// A user of these numbers.
    public init(userID: UInt32, groupID: UInt32, groupIDs: [UInt32] = []) {
        self.userID = userID
        self.groupID = groupID
        self.groupIDs = groupIDs
    }
}

/// A file, directory or link.
public struct FileFacts: Hashable, Sendable {
    /// What it is.
    public enum Kind: Hashable, Sendable {
        /// A regular file.
        case regular
        /// A directory.
        case directory
        /// A symbolic link to this text.
        case link(target: String)
        /// Anything else.
        case other
    }

    /// What it is.
    public var kind: Kind
    /// The permission bits, 0 to 07777.
    public var mode: UInt32
    /// The owner's number.
    public var ownerID: UInt32
    /// The group's number.
    public var groupID: UInt32

    /// A file of these facts.
    public init(kind: Kind, mode: UInt32, ownerID: UInt32, groupID: UInt32) {
        self.kind = kind
        self.mode = mode
        self.ownerID = ownerID
        self.groupID = groupID
    }
}

/// How a program file starts.
public enum ProgramFormat: Hashable, Sendable {
    /// The kernel can run it: ELF, or a `#!` line.
    case runnable
    /// Text without `#!`, which needs a shell.
    case text
    /// It cannot be read, but the kernel may still run it.
    case unreadable
}
