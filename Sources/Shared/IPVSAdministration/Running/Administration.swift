import Glibc
import IPVSControl
import NetworkTypes
import VirtualServers

/// The program `ipvsadm(8)`.
public struct Administration {
    /// The outcome of a command.
    struct Outcome {
        /// The status: 0, 1, 2 or 255.
        var status: Int32 = 0
        /// Whether `-R` stops after it.
        var endsRestore = false
    }

    let surroundings: Surroundings
    let reader: ArgumentReader
    var output: TextOutput { surroundings.output }

    /// The program in these surroundings.
    public init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
        reader = ArgumentReader(names: surroundings.names)
    }

    /// Carries out a command line without the program's name, and returns the exit status.
    public func run(_ arguments: [String]) -> Int32 {
        defer {
            output.flush()
            surroundings.error.flush()
        }
        let command: AdministrationCommand
        do {
            command = try reader.command(arguments)
        } catch {
            report(error.text(program: surroundings.program))
            return error.status
        }
        switch command {
        case .help, .version: return describe(command).status
        default: break
        }
        do {
            let kernel = try open()
            return command == .restore ? restore(kernel) : perform(command, kernel).status
        } catch {
            report("Can't initialize ipvs: \(error.text)")
            report("Are you sure that IP Virtual Server is built in the kernel or as module?")
            return 2
        }
    }

    /// The longest input for `replace`: enough for a million servers.
    static let replacementLimitBytes = 256 * 1024 * 1024

    /// Clears the table and restores it from standard input, as Debian's `ipvsadm-restore` does.
    ///
    /// The input is read completely first; otherwise `ipvs-save | ipvs-restore` would save a table already cleared.
    public func replace() -> Int32 {
        var input: [UInt8] = []
        while true {
            let piece = surroundings.readInput()
            if piece.isEmpty { break }
            input += piece
            guard input.count <= Self.replacementLimitBytes else {
                report("the input is longer than \(Self.replacementLimitBytes) bytes; nothing was changed")
                surroundings.error.flush()
                return 2
            }
        }
        var whole = surroundings
        whole.readInput = {
            defer { input = [] }
            return input
        }
        let status = run(["-C"])
        return status == 0 ? Administration(whole).run(["-R"]) : status
    }

    /// Opens the kernel's table, after loading the module if necessary.
    private func open() throws(IPVSError) -> Kernel {
        do {
            return try connect()
        } catch {
            guard error.errno == ENOENT else { throw error }
        }
        surroundings.loadModule()
        return try connect()
    }

    private func connect() throws(IPVSError) -> Kernel {
        let table = try surroundings.connect()
        return Kernel(table: table, version: try table.version())
    }

    /// Carries out a command that is not `-R`.
    func perform(_ command: AdministrationCommand, _ kernel: Kernel) -> Outcome {
        do {
            switch command {
            case .request(let request):
                guard let error = kernel.table.perform([request]).first ?? nil else { return Outcome() }
                report(error.text)
                return Outcome(status: 255)
            case .list(let listing): try list(listing, kernel)
            case .listConnections(let numbers, let isWithEngineData):
                listConnections(numbers, isWithEngineData: isWithEngineData)
            case .listTimeouts: try listTimeouts(kernel)
            case .listDaemons: try listDaemons(kernel)
            case .save(let numbers, let isWhole): try save(numbers, isWhole: isWhole, kernel)
            case .help, .version, .restore: return describe(command)
            }
            return Outcome()
        } catch {
            report(error.text)
            return Outcome(status: 1, endsRestore: true)
        }
    }

    /// Prints the usage or the version.
    private func describe(_ command: AdministrationCommand) -> Outcome {
        output.writeLine(Usage.version(program: surroundings.program))
        if command == .help { output.write(Usage.text(program: surroundings.program)) }
        return Outcome(endsRestore: true)
    }

    /// Writes a line to standard error, after the pending output.
    func report(_ text: String) {
        output.flush()
        surroundings.error.writeLine(text)
        surroundings.error.flush()
    }
}

/// The kernel's table and its version.
struct Kernel {
    let table: any KernelTable
    let version: IPVSVersion
}
