public import IPVSControl

/// What the program is run in.
public struct Surroundings {
    /// What the program is called as: `ipvs`, `ipvsadm`.
    public var program: String
    /// Who knows the names of hosts and services.
    public var names: any NameService
    /// Opens the kernel's table.
    public var connect: () throws(IPVSError) -> any KernelTable
    /// Loads the kernel's module.
    public var loadModule: () -> Void
    /// Reads the next piece of standard input; an empty one is the end.
    public var readInput: () -> [UInt8]
    /// Gives each line of `/proc/net/ip_vs_conn`.
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

    /// Whether the program is called as ipvsadm, and so says no more than ipvsadm would.
    var isOriginal: Bool { program.hasPrefix("ipvsadm") }

    /// The words that a line of `-R` may begin with and that say nothing.
    var prefixes: [String] { isOriginal ? ["ipvsadm"] : ["ipvs", "ipvsadm"] }
}
