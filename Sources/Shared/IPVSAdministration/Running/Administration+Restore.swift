import IPVSControl

extension Administration {
    /// The most changes in one batch.
    static let batchLimit = 512

    /// Carries out the command lines of standard input; returns the status of the last.
    ///
    /// Refusals of the kernel and unknown options are reported, and the next line follows. A line with another error,
    /// or a listing that fails, ends the run. Earlier changes remain.
    func restore(_ kernel: Kernel) -> Int32 {
        var lines = LineReader(surroundings.readInput)
        var batch = RestoreBatch(kernel: kernel.table)
        var status: Int32 = 0
        while true {
            let arguments: [String]
            do {
                guard let line = try lines.next() else { break }
                guard let words = Self.words(of: line, prefixes: surroundings.prefixes) else { continue }
                arguments = words
            } catch {
                flush(&batch, &status)
                report("the line is longer than \(LineReader.limitBytes) bytes", line: lines.number)
                return 2
            }
            let outcome = take(arguments, line: lines.number, kernel, &batch, &status)
            if let outcome { return outcome }
        }
        flush(&batch, &status)
        return status
    }

    /// Carries out a line, at once or with the batch; returns the final status if the run is over.
    private func take(
        _ arguments: [String], line: Int, _ kernel: Kernel, _ batch: inout RestoreBatch, _ status: inout Int32
    ) -> Int32? {
        do throws(ArgumentError) {
            let command = try reader.command(arguments)
            guard command != .restore else { throw ArgumentError.noCommand }
            if case .request(let request) = command {
                batch.append(request, line: line)
                if batch.count >= Self.batchLimit { flush(&batch, &status) }
                return nil
            }
            flush(&batch, &status)
            let outcome = perform(command, kernel)
            status = outcome.status
            return outcome.endsRestore ? status : nil
        } catch {
            flush(&batch, &status)
            report(error.text(program: surroundings.program), line: line)
            status = error.status
            guard case .unreadable = error else { return status }
            return nil
        }
    }

    private func flush(_ batch: inout RestoreBatch, _ status: inout Int32) {
        for (line, error) in batch.perform() {
            status = error == nil ? 0 : 255
            if let error { report(error.text, line: line) }
        }
    }

    /// Reports an error in a line. ipvsadm does not print the line's number.
    private func report(_ text: String, line: Int) {
        report(surroundings.isOriginal ? text : "line \(line): \(text)")
    }

    /// The words of a line without the program's name; nil if there is nothing to do.
    package static func words(
        of line: some Collection<UInt8>, prefixes: [String] = ["ipvs", "ipvsadm"]
    ) -> [String]? {
        guard line.first != UInt8(ascii: "#") else { return nil }
        // A zero byte ends the line for the C library.
        let text = line.prefix { $0 != 0 }
        let words = text.split { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let strings = words.map { String(decoding: $0, as: UTF8.self) }
        let arguments = strings.drop { prefixes.contains($0) }
        return arguments.isEmpty ? nil : Array(arguments)
    }
}

/// Changes waiting to be carried out together.
private struct RestoreBatch {
    let kernel: any KernelTable
    private var requests: [IPVSRequest] = []
    private var lines: [Int] = []

    init(kernel: any KernelTable) {
        self.kernel = kernel
    }

    var count: Int { requests.count }

    mutating func append(_ request: IPVSRequest, line: Int) {
        requests.append(request)
        lines.append(line)
    }

    /// Carries out the changes; returns the line and the error, if any, of each.
    mutating func perform() -> [(line: Int, error: IPVSError?)] {
        guard !requests.isEmpty else { return [] }
        defer {
            requests.removeAll(keepingCapacity: true)
            lines.removeAll(keepingCapacity: true)
        }
        return Array(zip(lines, kernel.perform(requests))).map { (line: $0.0, error: $0.1) }
    }
}
