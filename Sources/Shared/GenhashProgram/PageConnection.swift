/// A connection that a page comes over: plain, or within TLS.
protocol PageConnection: ~Copyable {
    /// Sends all of the bytes.
    mutating func send(_ bytes: [UInt8]) throws(GenhashError)
    /// Receives into `buffer`, waiting for it; the number of bytes, 0 at the end.
    mutating func receive(into buffer: inout [UInt8]) throws(GenhashError) -> Int
}
