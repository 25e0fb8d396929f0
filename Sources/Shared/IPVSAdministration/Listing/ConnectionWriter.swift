import NetworkTypes
import VirtualServers

/// Writes the connections as `-L -c` shows them, from the lines of `/proc/net/ip_vs_conn`.
struct ConnectionWriter {
    private static let addressWidth = 18

    let addresses: AddressText
    let isWithEngineData: Bool
    let output: TextOutput

    /// Writes the two header lines.
    func writeHeader() {
        output.writeLine("IPVS connection entries")
        output.write("pro expire state       source             virtual            destination")
        if isWithEngineData { output.write("        pe name          pe_data") }
        output.endLine()
    }

    /// Writes a connection. Lines that are not connections, such as the file's first, are ignored.
    ///
    /// The words of a line: protocol; address and port, in hexadecimal, of the client, the service and the server;
    /// state; seconds to expiry; name and data of the persistence engine.
    func write(_ line: String) {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count >= 9, let client = Self.address(words[1]),
            let clientPort = UInt16(words[2], radix: 16),
            let service = Self.address(words[3]), let servicePort = UInt16(words[4], radix: 16),
            let server = Self.address(words[5]), let serverPort = UInt16(words[6], radix: 16),
            let seconds = UInt32(words[8])
        else { return }
        let transport = TransportProtocol.allCases.first { $0.listName == words[0] }
        output.writeColumn(String(words[0]), width: 3)
        writeTwoDigits(seconds / 60)
        output.write(":")
        writeTwoDigits(seconds % 60)
        output.write("  ")
        output.write(String(words[7]), width: 12)
        output.writeColumn(addresses.text(client, port: clientPort, transport), width: Self.addressWidth)
        output.writeColumn(addresses.text(service, port: servicePort, transport), width: Self.addressWidth)
        let destination = addresses.text(server, port: serverPort, transport)
        if isWithEngineData, words.count >= 11 {
            // Narrower than in the header: ipvsadm swaps the widths of these two columns.
            output.writeColumn(destination, width: 16)
            output.writeColumn(String(words[9]), width: 18)
            output.write(String(words[10]))
        } else {
            output.write(destination)
        }
        output.endLine()
    }

    private func writeTwoDigits(_ number: UInt32) {
        if number < 10 { output.write("0") }
        output.write(number)
    }

    private static func address(_ word: Substring) -> IPAddress? {
        if word.contains(":") { return IPv6Address(word).map { .ipv6($0) } }
        return word.utf8.count == 8 ? UInt32(word, radix: 16).map { .ipv4(IPv4Address(bits: $0)) } : nil
    }
}
