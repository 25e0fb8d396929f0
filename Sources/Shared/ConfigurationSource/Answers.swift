import ByteCoding
import Configuration
import ConfigurationSyntax

/// How each kind of answer is written to a transcript and read back.
extension ByteWriter {
    mutating func write(_ result: Result<[UInt8], FileProblem>) {
        switch result {
        case .success(let contents):
            write(UInt8(0))
            write(contents)
        case .failure(.missing): write(UInt8(1))
        case .failure(.unreadable): write(UInt8(2))
        case .failure(.notRegular): write(UInt8(3))
        case .failure(.tooLarge(let size, let limit)):
            write(UInt8(4))
            write(UInt64(max(size, 0)))
            write(UInt64(max(limit, 0)))
        case .failure(.failed(let errno)):
            write(UInt8(5))
            write(UInt32(bitPattern: errno))
        }
    }

    mutating func write(_ kind: FileKind) {
        switch kind {
        case .missing: write(UInt8(0))
        case .regular(let isExecutable): write(UInt8(isExecutable ? 2 : 1))
        case .directory: write(UInt8(3))
        case .other: write(UInt8(4))
        }
    }

    mutating func write(_ facts: InterfaceFacts?) {
        write(facts != nil)
        guard let facts else { return }
        write(facts.index)
        write(facts.mtuBytes.map { UInt64(max($0, 0)) } ?? UInt64.max)
        write(facts.isLoopback)
    }

    mutating func write(_ facts: UserFacts?) {
        write(facts != nil)
        guard let facts else { return }
        write(facts.userID)
        write(facts.groupID)
        write(facts.groupIDs)
    }

    mutating func write(_ facts: FileFacts?) {
        write(facts != nil)
        guard let facts else { return }
        switch facts.kind {
        case .regular: write(UInt8(0))
        case .directory: write(UInt8(1))
        case .other: write(UInt8(2))
        case .link(let target):
            write(UInt8(3))
            write(target)
        }
        write(facts.mode)
        write(facts.ownerID)
        write(facts.groupID)
    }

    mutating func write(_ format: ProgramFormat) {
        switch format {
        case .runnable: write(UInt8(0))
        case .text: write(UInt8(1))
        case .unreadable: write(UInt8(2))
        }
    }
}

extension ByteReader {
    private mutating func size() throws(ByteError) -> Int { Int(clamping: try number(UInt64.self)) }

    mutating func contents() throws(ByteError) -> Result<[UInt8], FileProblem> {
        switch try number(UInt8.self) {
        case 0: return .success(try data())
        case 1: return .failure(.missing)
        case 2: return .failure(.unreadable)
        case 3: return .failure(.notRegular)
        case 4:
            let sizeBytes = try size()
            return .failure(.tooLarge(sizeBytes: sizeBytes, limitBytes: try size()))
        case 5: return .failure(.failed(errno: Int32(bitPattern: try number())))
        default: throw .malformed(offset: offset - 1)
        }
    }

    mutating func kind() throws(ByteError) -> FileKind {
        let kinds: [FileKind] = [
            .missing, .regular(isExecutable: false), .regular(isExecutable: true), .directory, .other,
        ]
        return try choice { Int($0) < kinds.count ? kinds[Int($0)] : nil }
    }

    mutating func interface() throws(ByteError) -> InterfaceFacts? {
        guard try flag() else { return nil }
        let index: UInt32 = try number()
        let mtu: UInt64 = try number()
        return InterfaceFacts(
            index: index, mtuBytes: mtu == .max ? nil : Int(clamping: mtu), isLoopback: try flag())
    }

    mutating func user() throws(ByteError) -> UserFacts? {
        guard try flag() else { return nil }
        let userID: UInt32 = try number()
        let groupID: UInt32 = try number()
        return UserFacts(userID: userID, groupID: groupID, groupIDs: try numbers())
    }

    mutating func file() throws(ByteError) -> FileFacts? {
        guard try flag() else { return nil }
        let kind: FileFacts.Kind
        switch try number(UInt8.self) {
        case 0: kind = .regular
        case 1: kind = .directory
        case 2: kind = .other
        case 3: kind = .link(target: try text())
        default: throw .malformed(offset: offset - 1)
        }
        let mode: UInt32 = try number()
        let ownerID: UInt32 = try number()
        return FileFacts(kind: kind, mode: mode, ownerID: ownerID, groupID: try number())
    }

    mutating func format() throws(ByteError) -> ProgramFormat {
        let formats: [ProgramFormat] = [.runnable, .text, .unreadable]
        return try choice { Int($0) < formats.count ? formats[Int($0)] : nil }
    }
}
