import IPVSControl
import LibFuzzer
import Netlink
import NetworkTypes
import VirtualServers

/// Feeds bytes to all that reads what the kernel says of IPVS: the messages, and the text of `/proc/net/ip_vs`.
@main
struct FuzzIPVSReplies {
    static func main() {
        let status = fuzzer_run(CommandLine.argc, CommandLine.unsafeArgv) { data, size in
            FuzzIPVSReplies.run(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
        precondition(status == 0, "the fuzzer ended with \(status)")
    }

    static func run(_ input: [UInt8]) {
        var services: [ObservedService] = []
        ReceivedMessage.forEach(in: input) { message in
            _ = message.acknowledgement
            if let service = ObservedService(message) { services.append(service) }
            if let destination = ObservedDestination(message, family: .ipv4) {
                precondition(destination.destination.method.rawValue <= 4, "a method that does not exist")
            }
            _ = SynchronizationDaemon(message)
            _ = ConnectionTimeouts(message)
            _ = IPVSVersion(message)
        }
        if services.isEmpty {
            services = [
                ObservedService(VirtualService(.address(.tcp, .ipv4(IPv4Address(192, 0, 2, 1)), port: 80))),
                ObservedService(VirtualService(.address(.udp, .ipv6(IPv6Address(bits: 1)), port: 53))),
            ]
        }
        let summaries = DestinationSummaries(of: services, text: input)
        for index in services.indices { _ = summaries[index] }
    }
}
