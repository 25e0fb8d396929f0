import CLinux
import CNetlink
import Glibc
package import SystemCalls

/// A command of a generic netlink family, such as `IPVS`.
package struct GenericCommand {
    /// The family's message type, `NetlinkRequests.genericFamily`.
    package var family: Int32
    /// The command's number in the family.
    package var number: UInt8
    /// The version of the family's interface.
    package var version: UInt8

    /// A command of that family.
    package init(family: Int32, number: UInt8, version: UInt8) {
        self.family = family
        self.number = number
        self.version = version
    }
}

extension NetlinkSocket {
    /// The message type of a generic netlink family; `ENOENT` if the kernel does not have it.
    ///
    /// The C function is `genl_ctrl_resolve` of libnl-genl.
    func genericFamily(_ name: String) throws(SystemError) -> Int32 {
        let result = unsafe genl_ctrl_resolve(handle, name)
        guard result < 0 else { return result }
        let number =
            switch -result {
            case NLE_OBJ_NOTFOUND: ENOENT
            case NLE_PERM, NLE_NOACCESS: EPERM
            case NLE_NOMEM: ENOMEM
            case NLE_AGAIN: EAGAIN
            default: EPROTO
            }
        throw SystemError(call: "genl_ctrl_resolve", errno: number, object: name)
    }
}

extension NetlinkRequests {
    /// The message type of a generic netlink family; `ENOENT` if the kernel does not have it.
    package func genericFamily(_ name: String) throws(SystemError) -> Int32 {
        try socket.genericFamily(name)
    }

    /// Asks for a command of a generic netlink family, as `ask(type:flags:_:decode:)` does.
    package func ask<Element>(
        _ command: GenericCommand, flags: Int32, _ fill: (borrowing RequestMessage) -> Void,
        decode: (borrowing ReceivedMessage) -> Element?
    ) throws(SystemError) -> [Element] {
        try ask(
            { sequence, batch in
                batch.append(command, flags: Int32(NLM_F_REQUEST) | flags, sequence: sequence, fill)
            }, decode: decode)
    }
}

extension MessageBatch {
    /// Appends a message of a generic netlink family whose attributes `fill` writes.
    package mutating func append(
        _ command: GenericCommand, flags: Int32, sequence: UInt32, _ fill: (borrowing RequestMessage) -> Void
    ) {
        append(RequestMessage(command, flags: flags, sequence: sequence), fill)
    }
}

extension ReceivedMessage {
    /// The attributes 1 to `highest` of a message of a generic netlink family; nil if they are malformed.
    package func genericAttributes(highest: Int) -> Attributes? {
        unsafe Attributes(highest: highest) { table in
            unsafe genlmsg_parse(message, 0, table, Int32(highest), nil) >= 0
        }
    }
}
