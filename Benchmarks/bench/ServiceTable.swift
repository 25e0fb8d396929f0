/// Many services of one shape, as configuration text.
struct ServiceTable {
    static let port: UInt16 = 80
    var services: Int
    /// Servers of each service.
    var servers: Int
    /// `TCP_CHECK` or `HTTP_GET`.
    var check: String
    /// `delay_loop`
    var delaySeconds: Int
    /// The one server whose weight is not 1.
    var changed: (service: Int, server: Int, weight: Int)?

    /// The address of a service.
    static func address(_ service: Int) -> String { "10.1.\(service / 250).\(service % 250 + 1)" }

    /// The configuration; every server of a service has an address of its own.
    var text: String {
        let port = check == "TCP_CHECK" ? LocalServers.silentPort : LocalServers.pagePort
        let checker =
            check == "TCP_CHECK" ? "TCP_CHECK {\n }" : "HTTP_GET {\n url {\n path /\n status_code 200\n }\n }"
        return (0..<services).map { service in
            "virtual_server \(Self.address(service)) \(Self.port) {\n delay_loop \(delaySeconds)\n lb_algo wrr\n"
                + " lb_kind NAT\n protocol TCP\n"
                + (0..<servers).map { server in
                    let number = service * servers + server
                    let isChanged = changed.map { $0.service == service && $0.server == server } ?? false
                    return """
                         real_server 127.\(number / 62500 + 1).\(number / 250 % 250).\(number % 250 + 1) \(port) {
                         weight \(isChanged ? changed?.weight ?? 1 : 1)
                         \(checker)
                         }

                        """
                }.joined() + "}\n"
        }.joined()
    }
}
