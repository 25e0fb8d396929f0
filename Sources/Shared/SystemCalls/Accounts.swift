import CLinux
import Glibc

/// The users and groups that the system knows by name.
///
/// A look-up may wait for a name service, so do not use it in an event loop.
public enum Accounts {
    /// The most supplementary groups to look up.
    static let groupLimit: Int32 = 65_536

    /// The user and primary group of the account `name`, or nil if there is none. The C function is
    /// `getpwnam(3)`.
    public static func user(named name: String) -> (user: UInt32, group: UInt32)? {
        // The result points into the C library's memory until the next call: one thread, copied at once.
        guard let entry = unsafe getpwnam(name) else { return nil }
        return unsafe (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    /// The number of the group `name`, or nil if there is none. The C function is `getgrnam(3)`.
    public static func group(named name: String) -> UInt32? {
        guard let entry = unsafe getgrnam(name) else { return nil }
        return unsafe entry.pointee.gr_gid
    }

    /// All groups of the account `name`, with `group` among them. The C function is `getgrouplist(3)`.
    public static func groups(ofUser name: String, with group: UInt32) -> [UInt32] {
        var count: Int32 = 32
        while count <= groupLimit {
            var groups = [gid_t](repeating: 0, count: Int(count))
            var found = count
            if unsafe getgrouplist(name, group, &groups, &found) >= 0 {
                return Array(groups.prefix(Int(found)))
            }
            count = max(found, count * 2)
        }
        return [group]
    }
}
