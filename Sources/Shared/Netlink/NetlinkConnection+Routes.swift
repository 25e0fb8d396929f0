import CLinux
import Glibc
public import NetworkTypes
public import SystemCalls

extension NetlinkConnection {
    /// Whether packets to an address are delivered to this host.
    public func isLocal(_ address: IPAddress) throws(SystemError) -> Bool {
        do throws(SystemError) {
            return try routeTypes(to: address).contains(UInt8(RTN_LOCAL))
        } catch  where error.errno == ENETUNREACH || error.errno == EHOSTUNREACH {
            return false
        }
    }

    private func routeTypes(to address: IPAddress) throws(SystemError) -> [UInt8] {
        try requests.ask(type: Int32(RTM_GETROUTE), flags: Int32(NLM_F_ACK)) { message in
            var header = rtmsg()
            header.rtm_family = UInt8(address.family == .ipv4 ? AF_INET : AF_INET6)
            header.rtm_dst_len = address.family.hostPrefixLength
            message.append(header)
            message.put(RTA_DST.rawValue, address.bytes)
        } decode: { message in
            message.header(as: rtmsg.self)?.rtm_type
        }
    }
}
