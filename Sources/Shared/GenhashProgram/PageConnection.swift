/// A connection to a web server, plain or with TLS.
protocol PageConnection: ~Copyable {
    /// Sends all bytes.
    mutating func send(_ bytes: [UInt8]) throws(GenhashError)
    /// Waits for bytes and receives them into `buffer`; returns their number, 0 at the end.
    mutating func receive(into buffer: inout [UInt8]) throws(GenhashError) -> Int
}
