import IPVSControl
import NetworkTypes
import PoptOptions
import VirtualServers

/// Parses command lines of `ipvsadm(8)`.
public struct ArgumentReader {
    private let table = OptionList.table()
    private let meanings = OptionList.meanings
    private let names: any NameService

    /// A parser that resolves hosts and services with `names`.
    public init(names: any NameService) {
        self.names = names
    }

    /// Parses a command line without the program's name.
    public func command(_ arguments: [String]) throws(ArgumentError) -> AdministrationCommand {
        guard !arguments.isEmpty else { return .list(TableListing()) }
        var scan = OptionScan(arguments, table: table)
        let (command, parameter) = try first(&scan)
        var given = GivenOptions()
        switch command {
        case .help: return .help
        case .version: return .version
        case .startDaemon: given.daemon.role = try role(parameter, "start-daemon parameter")
        case .stopDaemon: given.daemon.role = try role(parameter, "start_daemon")
        default: break
        }
        try readOptions(&scan, &given)
        let timeouts = command == .timeout ? try timeouts(&scan) : nil
        if let word = scan.nextOperand() { throw .unexpected(word) }
        try CommandRule.rule(of: command).check(given, command)
        return try given.command(command, timeouts: timeouts)
    }

    /// Parses the command, which must come first.
    private func first(_ scan: inout OptionScan) throws(ArgumentError) -> (CommandName, String?) {
        let option: ScannedOption?
        do {
            option = try scan.next()
        } catch {
            throw .noCommand
        }
        guard let option, case .command(let command) = meanings[option.index] else { throw .noCommand }
        return (command, option.value)
    }

    private func readOptions(_ scan: inout OptionScan, _ given: inout GivenOptions) throws(ArgumentError) {
        while true {
            let option: ScannedOption?
            do { option = try scan.next() } catch { throw .unreadable(error.description) }
            guard let option else { return }
            let word = scan.presentWord
            try take(meanings[option.index], option.value, word: word, &given)
        }
    }

    private func take(
        _ meaning: OptionMeaning, _ value: String?, word: String, _ given: inout GivenOptions
    ) throws(ArgumentError) {
        switch meaning {
        case .command: throw .secondCommand(word)
        case .nothing: break
        case .flag(let name):
            try given.note(name)
            if name == .onePacket { given.serviceFlags.insert(.onePacket) }
        case .value(let name):
            try given.note(name)
            try given.set(name, to: value, names)
        case .service(let transport):
            try given.note(.service)
            guard let found = SocketAddressText(value ?? "", transport, names) else {
                throw .illegalValue("virtual server address[:port]")
            }
            given.setService(.address(transport, found.address, port: found.port ?? 0))
        case .firewallMark:
            try given.note(.service)
            given.setService(.firewallMark(try GivenOptions.mark(value ?? ""), .ipv4))
        case .ipv6:
            guard case .firewallMark(let mark, _) = given.service else { throw .rule(.ipv6BeforeMark) }
            given.setService(.firewallMark(mark, .ipv6))
        case .forwarding(let method):
            try given.note(.forwarding)
            given.method = method
        case .tunnelChecksum(let name, let checksum):
            try given.note(name)
            given.tunnel.checksum = checksum
        }
    }

    private func role(_ text: String?, _ what: String) throws(ArgumentError) -> SynchronizationRole {
        switch text {
        case "master": .master
        case "backup": .backup
        default: throw .illegalValue(what)
        }
    }

    private func timeouts(_ scan: inout OptionScan) throws(ArgumentError) -> ConnectionTimeouts {
        var words: [String] = []
        while words.count < 3, let word = scan.nextOperand() { words.append(word) }
        guard words.count == 3 else { throw .rule(.timeoutCount) }
        return ConnectionTimeouts(
            tcpSeconds: try GivenOptions.seconds(words[0], from: 0),
            tcpFINSeconds: try GivenOptions.seconds(words[1], from: 0),
            udpSeconds: try GivenOptions.seconds(words[2], from: 0))
    }
}
