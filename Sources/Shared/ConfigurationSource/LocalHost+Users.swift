internal import CLinux
public import Configuration
internal import Glibc

extension LocalHost {
    /// The user that the process runs as. The C functions are `geteuid(2)` and `getegid(2)`.
    public mutating func currentUser() -> UserFacts {
        UserFacts(userID: geteuid(), groupID: getegid())
    }

    /// A user by name or number. The C functions are `getpwnam_r(3)`, `getpwuid_r(3)` and `getgrouplist(3)`.
    public mutating func user(named name: String) -> UserFacts? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: Self.entryLimitBytes)
        if let number = UInt32(name) {
            guard unsafe getpwuid_r(number, &entry, &buffer, buffer.count, &found) == 0 else { return nil }
        } else {
            guard unsafe getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0 else { return nil }
        }
        guard unsafe found != nil else { return nil }
        let (userID, groupID) = unsafe (entry.pw_uid, entry.pw_gid)
        // The name points into the buffer, which lives until here.
        let login = unsafe entry.pw_name.map { unsafe String(cString: $0) } ?? name
        return UserFacts(userID: userID, groupID: groupID, groupIDs: Self.groups(of: login, primary: groupID))
    }

    private static let entryLimitBytes = 16 << 10

    private static func groups(of login: String, primary: UInt32) -> [UInt32] {
        var count: CInt = 256
        var groups = [gid_t](repeating: 0, count: Int(count))
        guard unsafe getgrouplist(login, primary, &groups, &count) >= 0 else { return [primary] }
        return groups.prefix(Int(count)).sorted()
    }

    /// A group's number by its name or number. The C function is `getgrnam_r(3)`.
    public mutating func groupID(named name: String) -> UInt32? {
        if let number = UInt32(name) { return number }
        var entry = unsafe group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: Self.entryLimitBytes)
        guard unsafe getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil else {
            return nil
        }
        return unsafe entry.gr_gid
    }
}
