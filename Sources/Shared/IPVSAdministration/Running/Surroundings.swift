public import IPVSControl

/// The environment that the program runs in.
public struct Surroundings {
    /// The name that the program was called by: `ipvs`, `ipvsadm`.
    public var program: String
    /// Resolves the names of hosts and services.
    public var names: any NameService
    /// Opens the kernel's table.
    public var connect: () throws(IPVSError) -> any KernelTable
    /// Loads the kernel's module.
    public var loadModule: () -> Void
    /// Reads the next piece of standard input; empty at the end.
    public var readInput: () -> [UInt8]
    /// Calls a function with each line of `/proc/net/ip_vs_conn`.
    public var forEachConnection: ((String) -> Void) -> Void
    /// Standard output.
    public var output: TextOutput
    /// Standard error.
    public var error: TextOutput

    /// These surroundings.
    public init(
        program: String, names: any NameService, connect: @escaping () throws(IPVSError) -> any KernelTable,
        loadModule: @escaping () -> Void, readInput: @escaping () -> [UInt8],
        forEachConnection: @escaping ((String) -> Void) -> Void, output: TextOutput, error: TextOutput
    ) {
        self.program = program
        self.names = names
        self.connect = connect
        self.loadModule = loadModule
        self.readInput = readInput
        self.forEachConnection = forEachConnection
        self.output = output
        self.error = error
    }

    /// Whether the program was called as ipvsadm, and so prints no more than ipvsadm does.
    var isOriginal: Bool { program.hasPrefix("ipvsadm") }

    /// The words that a line of `-R` may begin with, which are skipped.
    var prefixes: [String] { isOriginal ? ["ipvsadm"] : ["ipvs", "ipvsadm"] }
}
