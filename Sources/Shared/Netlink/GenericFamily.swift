import CLinux
import CNetlink
import Glibc
package import SystemCalls

extension NetlinkRequests {
    /// The message type of a generic netlink family, such as `IPVS`; `ENOENT` if the kernel does not have it.
    package func genericFamily(_ name: String) throws(SystemError) -> Int32 {
        let numbers = try ask(type: GENL_ID_CTRL, flags: Int32(NLM_F_ACK)) { message in
            message.append(genlmsghdr(cmd: UInt8(CTRL_CMD_GETFAMILY), version: 1, reserved: 0))
            message.put(CTRL_ATTR_FAMILY_NAME, text: name)
        } decode: { message in
            message.attributes(
                headerLength: MemoryLayout<genlmsghdr>.size, highest: Int(CTRL_ATTR_FAMILY_NAME)
            )?.number16(CTRL_ATTR_FAMILY_ID)
        }
        guard let number = numbers.first else {
            throw SystemError(call: "CTRL_CMD_GETFAMILY", errno: ENOENT, object: name)
        }
        return Int32(number)
    }
}
