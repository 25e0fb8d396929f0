import Glibc

extension SystemError {
    /// Whether the call failed because this machine lacks memory, descriptors, ports or a protocol.
    public var isShortage: Bool {
        [
            EMFILE, ENFILE, ENOMEM, ENOBUFS, EAGAIN, EADDRNOTAVAIL, EAFNOSUPPORT, EPROTONOSUPPORT,
        ].contains(errno)
    }
}
