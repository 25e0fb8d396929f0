import Glibc

extension Files {
    /// Calls `body` with each line of a text file of the kernel, without its line end, as it is read.
    ///
    /// `EFBIG` if a line is longer than `limit` bytes.
    public static func forEachLine(
        of path: String, limitBytes limit: Int = 4096, _ body: (Span<UInt8>) -> Void
    ) throws(SystemError) {
        let file = try open(path, O_RDONLY)
        var rest: [UInt8] = []
        while true {
            let piece = try readPiece(file.number, object: path)
            if piece.isEmpty { break }
            var start = 0
            while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
                if rest.isEmpty {
                    body(piece.span.extracting(start..<end))
                } else {
                    rest += piece[start..<end]
                    body(rest.span)
                    rest.removeAll(keepingCapacity: true)
                }
                start = end + 1
            }
            rest += piece[start...]
            guard rest.count <= limit else { throw SystemError(call: "read", errno: EFBIG, object: path) }
        }
        if !rest.isEmpty { body(rest.span) }
    }
}
