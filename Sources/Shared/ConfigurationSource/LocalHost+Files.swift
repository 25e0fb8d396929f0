internal import CLinux
public import Configuration
internal import Glibc

extension LocalHost {
    /// The file at a path; a link at its end is not followed. The C functions are `lstat(2)` and `readlink(2)`.
    public mutating func file(at path: String) -> FileFacts? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        let kind: FileFacts.Kind
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .link(target: Self.target(of: path))
        default: kind = .other
        }
        return FileFacts(
            kind: kind, mode: status.st_mode & 0o7777, ownerID: status.st_uid, groupID: status.st_gid)
    }

    private static func target(of link: String) -> String {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink(link, &target, target.count)
        return String(decoding: target.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The format of a program: `#!`, ELF and anything that is not text can be run; the kernel refuses other text.
    public mutating func programFormat(of path: String) -> ProgramFormat {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .unreadable }
        defer { close(descriptor) }
        var start = [UInt8](repeating: 0, count: 64)
        let length = unsafe read(descriptor, &start, start.count)
        guard length >= 0 else { return .unreadable }
        let bytes = start.prefix(length)
        if bytes.starts(with: "#!".utf8) { return .runnable }
        let isText = bytes.allSatisfy { $0 >= 32 || (9...13).contains($0) }
        return isText ? .text : .runnable
    }
}
