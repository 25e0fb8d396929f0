/// `track_file`: a file with a number.
public struct TrackedFile: Equatable, Sendable {
    /// The block's name.
    public var name: String
    /// `file`.
    public var path = ""
    /// `weight`, -254 to 254: what the number is multiplied by.
    public var weight = 1
    /// `reverse`: the product is negated.
    public var isReversed = false
    /// `init_file`: the number that is written into a file that does not exist; nil: it is not created.
    public var initialNumber: Int?
    /// `init_file ... overwrite`: the number is written when the daemon starts, whether or not the file exists.
    public var isOverwritten = false

    /// A file with keepalived's defaults.
    public init(name: String) {
        self.name = name
    }
}
