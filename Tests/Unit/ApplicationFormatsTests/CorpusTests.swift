import Foundation
import Testing

@Suite("Response corpus")
struct CorpusTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzz/Corpus/response")

    @Test("What the fuzzer knows gives the same in pieces")
    func replay() throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: Self.directory, includingPropertiesForKeys: nil)
        #expect(files.count >= 10)
        for file in files {
            let text = String(decoding: try Data(contentsOf: file).dropFirst(), as: UTF8.self)
            var pieces = Decoded(text.unicodeScalars.map(String.init))
            var whole = Decoded([text])
            // What of a broken line was told before depends on the pieces.
            if whole.error != nil { (whole.raw, pieces.raw) = (whole.content, pieces.content) }
            #expect(pieces == whole, "\(file.lastPathComponent)")
        }
    }
}
