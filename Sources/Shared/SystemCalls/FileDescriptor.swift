import Glibc

/// An open file that this value owns; it is closed with the value.
public struct FileDescriptor: ~Copyable, Sendable {
    /// The descriptor's number; valid as long as this value lives.
    public let number: Int32

    /// Takes over an open descriptor.
    ///
    /// - Precondition: the number is not negative.
    public init(adopting number: Int32) {
        precondition(number >= 0, "\(number) is not a file descriptor")
        self.number = number
    }

    /// Gives the descriptor away; the caller closes it.
    public consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    deinit {
        _ = Glibc.close(number)
    }
}
