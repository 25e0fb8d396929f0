/// Ranges that several keywords share.
enum Bounds {
    static let unsigned32 = 0...4_294_967_295
    static let positive32 = 1...4_294_967_295
    static let unsigned31 = 0...2_147_483_647
    static let signed32 = (-2_147_483_648)...2_147_483_647
    /// Any whole number that fits an `Int`.
    static let natural = 0...Numbers.beyond - 1
    static let port = 1...65_535
    /// The most rounds of announcements sent at once; each round takes one frame per address.
    static let announcementRounds = 1000
    /// The largest receive buffer of a socket, in bytes: a flood could fill it with kernel memory.
    static let receiveBuffer = 64 << 20
    /// The most memory that a pattern match may use, in bytes.
    static let patternMemory = 64 << 20
    /// The longest name of an interface, a process or a persistence engine that the kernel keeps.
    static let nameBytes = 15
    static let niceness = (-20)...19
    /// The highest processor number that `sched_setaffinity(2)` of glibc takes.
    static let processors = 1023
    /// Seconds that fit 32 bits as microseconds.
    static let microseconds32 = 0...4_294_967_295
    static let positiveMicroseconds32 = 1...4_294_967_295
    /// Any time, in microseconds.
    static let timer = 0...4_294_967_295_000_000
    static let positiveTimer = 1...4_294_967_295_000_000
    /// Whole seconds that fit 32 bits as microseconds.
    static let shortSeconds = 0...4294
}
