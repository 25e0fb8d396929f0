/// The state of a BFD session as its packets carry it (RFC 5880 §4.1, Sta).
public enum BFDState: UInt8, Sendable, CustomStringConvertible {
    /// Held down by the administrator.
    case adminDown = 0
    /// The session is down, or has just been made.
    case down = 1
    /// The other system speaks to this one, and does not say yet that it hears it.
    case initializing = 2
    /// Each of the two systems hears the other.
    case up = 3

    /// The name in the RFC: `AdminDown`, `Down`, `Init`, `Up`.
    public var description: String {
        switch self {
        case .adminDown: "AdminDown"
        case .down: "Down"
        case .initializing: "Init"
        case .up: "Up"
        }
    }
}

/// Why a BFD session left the state Up the last time (RFC 5880 §4.1, Diag). Numbers without a case are reserved.
public struct BFDDiagnostic: Equatable, Sendable, CustomStringConvertible {
    /// The number in the packet, 0 to 31.
    public let number: UInt8

    /// The diagnostic with that number, of which the low five bits count.
    public init(number: UInt8) {
        self.number = number & 0x1F
    }

    /// No diagnostic: the session has never left Up.
    public static let none = Self(number: 0)
    /// No packet arrived within the detection time.
    public static let detectionTimeExpired = Self(number: 1)
    /// The neighbor says that its session is down.
    public static let neighborSignaledDown = Self(number: 3)
    /// Held down by the administrator.
    public static let administrativelyDown = Self(number: 7)

    /// The name in the RFC.
    public var description: String {
        let names = [
            "No Diagnostic", "Control Detection Time Expired", "Echo Function Failed",
            "Neighbor Signaled Session Down", "Forwarding Plane Reset", "Path Down",
            "Concatenated Path Down", "Administratively Down", "Reverse Concatenated Path Down",
        ]
        return Int(number) < names.count ? names[Int(number)] : "Reserved Diagnostic \(number)"
    }
}
