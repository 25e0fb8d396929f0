import Glibc

/// Socket options by their names in the manual.
package enum SocketOption {
    /// Sets an option whose value is a plain C value. The C function is `setsockopt(2)`.
    package static func set<Value>(
        _ option: (level: Int32, number: Int32, name: String), to value: Value, on descriptor: Int32,
        object: String? = nil
    ) throws(SystemError) {
        var value = value
        let result = unsafe withUnsafePointer(to: &value) {
            unsafe setsockopt(
                descriptor, option.level, option.number, $0, socklen_t(MemoryLayout<Value>.size))
        }
        try SystemError.check(result, "setsockopt " + option.name, object)
    }

    /// Binds a socket to the interface of that name.
    package static func bindToDevice(_ name: String, on descriptor: Int32) throws(SystemError) {
        let length = socklen_t(name.utf8.count)
        let result = unsafe name.withCString {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, $0, length)
        }
        try SystemError.check(result, "setsockopt SO_BINDTODEVICE", name)
    }

    /// Requests a buffer of `bytes`, beyond the system's limit if permitted.
    package static func setBuffer(_ direction: BufferDirection, bytes: Int32, on descriptor: Int32)
        throws(SystemError)
    {
        do {
            try set(direction.forced, to: bytes, on: descriptor)
        } catch {
            try set(direction.limited, to: bytes, on: descriptor)
        }
    }
}

/// Which of a socket's two buffers.
package enum BufferDirection {
    case receive
    case send

    fileprivate var forced: (level: Int32, number: Int32, name: String) {
        switch self {
        case .receive: (SOL_SOCKET, SO_RCVBUFFORCE, "SO_RCVBUFFORCE")
        case .send: (SOL_SOCKET, SO_SNDBUFFORCE, "SO_SNDBUFFORCE")
        }
    }

    fileprivate var limited: (level: Int32, number: Int32, name: String) {
        switch self {
        case .receive: (SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF")
        case .send: (SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF")
        }
    }
}
