import CLinux
import Netlink
import NetworkTypes
import VirtualServers

extension IPVSRequest {
    /// The command of the generic netlink family.
    var command: Int {
        switch self {
        case .change(.addService): IPVS_CMD_NEW_SERVICE
        case .change(.editService): IPVS_CMD_SET_SERVICE
        case .change(.deleteService): IPVS_CMD_DEL_SERVICE
        case .change(.addDestination): IPVS_CMD_NEW_DEST
        case .change(.editDestination): IPVS_CMD_SET_DEST
        case .change(.deleteDestination): IPVS_CMD_DEL_DEST
        case .flush: IPVS_CMD_FLUSH
        case .zero: IPVS_CMD_ZERO
        case .setTimeouts: IPVS_CMD_SET_CONFIG
        case .startDaemon: IPVS_CMD_NEW_DAEMON
        case .stopDaemon: IPVS_CMD_DEL_DAEMON
        }
    }

    /// Appends the request's message.
    func encode(family: Int32, sequence: UInt32, flags: Int32, into batch: inout MessageBatch) {
        batch.append(GenericCommand(family, command), flags: flags, sequence: sequence) { message in
            encode(to: message)
        }
    }

    private func encode(to message: borrowing RequestMessage) {
        switch self {
        case .change(.addService(let service)), .change(.editService(let service)):
            service.encode(to: message)
        case .change(.deleteService(let id)), .zero(.some(let id)):
            id.encode(to: message)
        case .change(.addDestination(let service, let destination)),
            .change(.editDestination(let service, let destination)):
            service.encode(to: message)
            destination.encode(to: message)
        case .change(.deleteDestination(let service, let destination)):
            service.encode(to: message)
            message.nest(IPVS_CMD_ATTR_DEST) { destination.put(to: message) }
        case .flush, .zero(nil): break
        case .setTimeouts(let timeouts): timeouts.encode(to: message)
        case .startDaemon(let daemon): daemon.encode(to: message)
        case .stopDaemon(let role):
            message.nest(IPVS_CMD_ATTR_DAEMON) { message.put(IPVS_DAEMON_ATTR_STATE, value: role.rawValue) }
        }
    }
}

extension GenericCommand {
    /// A command of IPVS; its family has this number.
    init(_ family: Int32, _ command: some BinaryInteger) {
        self.init(family: family, number: UInt8(command), version: UInt8(IPVS_GENL_VERSION))
    }
}

extension ServiceID {
    /// Appends a service by its identity alone.
    func encode(to message: borrowing RequestMessage) {
        message.nest(IPVS_CMD_ATTR_SERVICE) { put(to: message) }
    }

    fileprivate func put(to message: borrowing RequestMessage) {
        message.put(IPVS_SVC_ATTR_AF, value: family.number)
        switch self {
        case .address(let transport, let address, let port):
            message.put(IPVS_SVC_ATTR_PROTOCOL, value: UInt16(transport.rawValue))
            message.put(IPVS_SVC_ATTR_ADDR, address.paddedBytes)
            message.put(IPVS_SVC_ATTR_PORT, value: port.bigEndian)
        case .firewallMark(let mark, _):
            message.put(IPVS_SVC_ATTR_FWMARK, value: mark)
        }
    }
}

extension VirtualService {
    fileprivate func encode(to message: borrowing RequestMessage) {
        message.nest(IPVS_CMD_ATTR_SERVICE) {
            id.put(to: message)
            message.put(IPVS_SVC_ATTR_SCHED_NAME, text: scheduler)
            if let persistenceEngine { message.put(IPVS_SVC_ATTR_PE_NAME, text: persistenceEngine) }
            message.put(IPVS_SVC_ATTR_FLAGS, value: ip_vs_flags(flags: flags.rawValue, mask: .max))
            message.put(IPVS_SVC_ATTR_TIMEOUT, value: persistenceSeconds)
            switch clientMask {
            case .ipv4(let mask): message.put(IPVS_SVC_ATTR_NETMASK, value: mask.bits.bigEndian)
            case .ipv6(let length): message.put(IPVS_SVC_ATTR_NETMASK, value: UInt32(length))
            }
        }
    }
}

extension DestinationID {
    fileprivate func put(to message: borrowing RequestMessage) {
        message.put(IPVS_DEST_ATTR_ADDR_FAMILY, value: address.family.number)
        message.put(IPVS_DEST_ATTR_ADDR, address.paddedBytes)
        message.put(IPVS_DEST_ATTR_PORT, value: port.bigEndian)
    }
}

extension Destination {
    fileprivate func encode(to message: borrowing RequestMessage) {
        message.nest(IPVS_CMD_ATTR_DEST) {
            id.put(to: message)
            message.put(IPVS_DEST_ATTR_FWD_METHOD, value: UInt32(method.rawValue))
            message.put(IPVS_DEST_ATTR_WEIGHT, value: weight)
            message.put(IPVS_DEST_ATTR_U_THRESH, value: upperThreshold)
            message.put(IPVS_DEST_ATTR_L_THRESH, value: lowerThreshold)
            guard method == .tunnel else { return }
            message.put(IPVS_DEST_ATTR_TUN_TYPE, value: tunnel.kind.rawValue)
            message.put(IPVS_DEST_ATTR_TUN_PORT, value: tunnel.port.bigEndian)
            message.put(IPVS_DEST_ATTR_TUN_FLAGS, value: tunnel.checksum.rawValue)
        }
    }
}

extension ConnectionTimeouts {
    fileprivate func encode(to message: borrowing RequestMessage) {
        message.put(IPVS_CMD_ATTR_TIMEOUT_TCP, value: tcpSeconds)
        message.put(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, value: tcpFINSeconds)
        message.put(IPVS_CMD_ATTR_TIMEOUT_UDP, value: udpSeconds)
    }
}

extension SynchronizationDaemon {
    fileprivate func encode(to message: borrowing RequestMessage) {
        message.nest(IPVS_CMD_ATTR_DAEMON) {
            message.put(IPVS_DAEMON_ATTR_STATE, value: role.rawValue)
            message.put(IPVS_DAEMON_ATTR_MCAST_IFN, text: interface)
            message.put(IPVS_DAEMON_ATTR_SYNC_ID, value: syncID)
            if let maximumLengthBytes {
                message.put(IPVS_DAEMON_ATTR_SYNC_MAXLEN, value: maximumLengthBytes)
            }
            switch group {
            case .ipv4: message.put(IPVS_DAEMON_ATTR_MCAST_GROUP, group?.bytes ?? [])
            case .ipv6: message.put(IPVS_DAEMON_ATTR_MCAST_GROUP6, group?.bytes ?? [])
            case nil: break
            }
            // Unlike all other ports, this one is in the machine's byte order.
            if let port { message.put(IPVS_DAEMON_ATTR_MCAST_PORT, value: port) }
            if let timeToLive { message.put(IPVS_DAEMON_ATTR_MCAST_TTL, value: timeToLive) }
        }
    }
}

extension AddressFamily {
    fileprivate var number: UInt16 { UInt16(self == .ipv4 ? AF_INET : AF_INET6) }
}

extension IPAddress {
    /// The address in 16 bytes, whatever its family.
    fileprivate var paddedBytes: [UInt8] { bytes + Array(repeating: 0, count: 16 - bytes.count) }
}
