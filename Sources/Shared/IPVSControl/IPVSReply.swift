import CLinux
package import Netlink
package import NetworkTypes
package import VirtualServers

/// The kernel's answers. A message that lacks an attribute sent by every kernel, or has an unknown value, gives nil.
extension ReceivedMessage {
    fileprivate var content: Attributes? {
        genericAttributes(highest: Int(IPVS_CMD_ATTR_TIMEOUT_UDP))
    }

    fileprivate func nest(_ type: Int, highest: Int) -> Attributes? {
        content?.nested(type, highest: highest)
    }
}

extension IPVSVersion {
    /// Reads the answer to `IPVS_CMD_GET_INFO`.
    package init?(_ message: borrowing ReceivedMessage) {
        let content = message.genericAttributes(highest: Int(IPVS_INFO_ATTR_CONN_TAB_SIZE))
        guard let code = content?.number(IPVS_INFO_ATTR_VERSION),
            let size = content?.number(IPVS_INFO_ATTR_CONN_TAB_SIZE)
        else { return nil }
        self.init(code: code, connectionTableSize: size)
    }
}

extension ConnectionTimeouts {
    /// Reads the answer to `IPVS_CMD_GET_CONFIG`.
    package init?(_ message: borrowing ReceivedMessage) {
        let content = message.content
        guard let tcp = content?.number(IPVS_CMD_ATTR_TIMEOUT_TCP),
            let tcpFIN = content?.number(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN),
            let udp = content?.number(IPVS_CMD_ATTR_TIMEOUT_UDP)
        else { return nil }
        self.init(tcpSeconds: tcp, tcpFINSeconds: tcpFIN, udpSeconds: udp)
    }
}

extension ObservedService {
    /// Reads an answer to `IPVS_CMD_GET_SERVICE`.
    package init?(_ message: borrowing ReceivedMessage) {
        guard let nest = message.nest(IPVS_CMD_ATTR_SERVICE, highest: Int(IPVS_SVC_ATTR_STATS64)),
            let id = ServiceID(nest), let scheduler = nest.text(IPVS_SVC_ATTR_SCHED_NAME),
            let flags = nest.number(IPVS_SVC_ATTR_FLAGS),
            let timeout = nest.number(IPVS_SVC_ATTR_TIMEOUT),
            let mask = nest.number(IPVS_SVC_ATTR_NETMASK),
            let statistics = TrafficStatistics(nest, IPVS_SVC_ATTR_STATS, IPVS_SVC_ATTR_STATS64)
        else { return nil }
        self.init(
            VirtualService(
                id, scheduler: scheduler,
                flags: ServiceFlags(rawValue: flags).intersection(.settable), persistenceSeconds: timeout,
                clientMask: id.family == .ipv4
                    ? .ipv4(IPv4Address(bits: UInt32(bigEndian: mask)))
                    : .ipv6(prefixLength: UInt8(clamping: mask)),
                persistenceEngine: nest.text(IPVS_SVC_ATTR_PE_NAME)),
            statistics: statistics)
    }
}

extension ServiceID {
    fileprivate init?(_ nest: borrowing Attributes) {
        guard let family = AddressFamily(number: nest.number16(IPVS_SVC_ATTR_AF)) else { return nil }
        if let mark = nest.number(IPVS_SVC_ATTR_FWMARK), mark != 0 {
            self = .firewallMark(mark, family)
            return
        }
        guard let number = nest.number16(IPVS_SVC_ATTR_PROTOCOL),
            let transport = UInt8(exactly: number).flatMap(TransportProtocol.init(rawValue:)),
            let address = nest.paddedAddress(IPVS_SVC_ATTR_ADDR, family),
            let port = nest.number16(IPVS_SVC_ATTR_PORT)
        else { return nil }
        self = .address(transport, address, port: UInt16(bigEndian: port))
    }
}

extension ObservedDestination {
    /// Reads a server. Kernels that do not report its family have only servers of the service's `family`.
    package init?(_ message: borrowing ReceivedMessage, family: AddressFamily) {
        guard let nest = message.nest(IPVS_CMD_ATTR_DEST, highest: Int(IPVS_DEST_ATTR_TUN_FLAGS)),
            let family = nest.number16(IPVS_DEST_ATTR_ADDR_FAMILY).map({ AddressFamily(number: $0) })
                ?? family,
            let address = nest.paddedAddress(IPVS_DEST_ATTR_ADDR, family),
            let port = nest.number16(IPVS_DEST_ATTR_PORT),
            let methodNumber = nest.number(IPVS_DEST_ATTR_FWD_METHOD),
            let method = ForwardingMethod(rawValue: UInt8(methodNumber & UInt32(IP_VS_CONN_F_FWD_MASK))),
            let weight = nest.number(IPVS_DEST_ATTR_WEIGHT),
            let upper = nest.number(IPVS_DEST_ATTR_U_THRESH),
            let lower = nest.number(IPVS_DEST_ATTR_L_THRESH),
            let active = nest.number(IPVS_DEST_ATTR_ACTIVE_CONNS),
            let inactive = nest.number(IPVS_DEST_ATTR_INACT_CONNS),
            let persistent = nest.number(IPVS_DEST_ATTR_PERSIST_CONNS),
            let tunnel = Tunnel(nest),
            let statistics = TrafficStatistics(nest, IPVS_DEST_ATTR_STATS, IPVS_DEST_ATTR_STATS64)
        else { return nil }
        self.init(
            Destination(
                DestinationID(address, port: UInt16(bigEndian: port)), method: method, weight: weight,
                upperThreshold: upper, lowerThreshold: lower, tunnel: tunnel),
            activeConnections: active, inactiveConnections: inactive, persistentConnections: persistent,
            statistics: statistics)
    }
}

extension Tunnel {
    /// Kernels before 5.3 do not report tunnels, and support only IP in IP.
    fileprivate init?(_ nest: borrowing Attributes) {
        guard let kind = Kind(rawValue: nest.byte(IPVS_DEST_ATTR_TUN_TYPE) ?? 0),
            let checksum = Checksum(rawValue: nest.number16(IPVS_DEST_ATTR_TUN_FLAGS) ?? 0)
        else { return nil }
        self.init(
            kind, port: UInt16(bigEndian: nest.number16(IPVS_DEST_ATTR_TUN_PORT) ?? 0), checksum: checksum)
    }
}

extension TrafficStatistics {
    /// Reads the 64-bit counters, or the 32-bit ones of kernels before 4.1.
    fileprivate init?(_ nest: borrowing Attributes, _ narrow: Int, _ wide: Int) {
        self.init()
        let highest = Int(IPVS_STATS_ATTR_OUTBPS)
        if let wide = nest.nested(wide, highest: highest) {
            read { wide.number64($0) }
        } else if let narrow = nest.nested(narrow, highest: highest) {
            read { narrow.number64($0) ?? narrow.number($0).map(UInt64.init) }
        } else {
            return nil
        }
    }

    private mutating func read(_ value: (Int) -> UInt64?) {
        connections = value(IPVS_STATS_ATTR_CONNS) ?? 0
        incomingPackets = value(IPVS_STATS_ATTR_INPKTS) ?? 0
        outgoingPackets = value(IPVS_STATS_ATTR_OUTPKTS) ?? 0
        incomingBytes = value(IPVS_STATS_ATTR_INBYTES) ?? 0
        outgoingBytes = value(IPVS_STATS_ATTR_OUTBYTES) ?? 0
        connectionRate = value(IPVS_STATS_ATTR_CPS) ?? 0
        incomingPacketRate = value(IPVS_STATS_ATTR_INPPS) ?? 0
        outgoingPacketRate = value(IPVS_STATS_ATTR_OUTPPS) ?? 0
        incomingByteRate = value(IPVS_STATS_ATTR_INBPS) ?? 0
        outgoingByteRate = value(IPVS_STATS_ATTR_OUTBPS) ?? 0
    }
}

extension SynchronizationDaemon {
    /// Reads an answer to `IPVS_CMD_GET_DAEMON`.
    package init?(_ message: borrowing ReceivedMessage) {
        guard let nest = message.nest(IPVS_CMD_ATTR_DAEMON, highest: Int(IPVS_DAEMON_ATTR_MCAST_TTL)),
            let role = nest.number(IPVS_DAEMON_ATTR_STATE).flatMap(SynchronizationRole.init(rawValue:)),
            let interface = nest.text(IPVS_DAEMON_ATTR_MCAST_IFN),
            let syncID = nest.number(IPVS_DAEMON_ATTR_SYNC_ID)
        else { return nil }
        self.init(
            role, interface: interface, syncID: syncID,
            maximumLengthBytes: nest.number16(IPVS_DAEMON_ATTR_SYNC_MAXLEN),
            group: nest.paddedAddress(IPVS_DAEMON_ATTR_MCAST_GROUP, .ipv4)
                ?? nest.paddedAddress(IPVS_DAEMON_ATTR_MCAST_GROUP6, .ipv6),
            port: nest.number16(IPVS_DAEMON_ATTR_MCAST_PORT),
            timeToLive: nest.byte(IPVS_DAEMON_ATTR_MCAST_TTL))
    }
}

extension Attributes {
    /// The address at the start of the attribute.
    fileprivate func paddedAddress(_ type: Int, _ family: AddressFamily) -> IPAddress? {
        IPAddress(bytes: bytes(type).prefix(family.addressLengthBytes))
    }
}

extension AddressFamily {
    fileprivate init?(number: UInt16?) {
        switch number.map(Int32.init) {
        case AF_INET: self = .ipv4
        case AF_INET6: self = .ipv6
        default: return nil
        }
    }
}
