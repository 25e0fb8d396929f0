import ByteCoding
import Testing

@Suite("Numbers and texts as bytes")
struct ByteCodingTests {
    @Test("The least significant byte comes first, and a length before its contents")
    func layout() {
        var writer = ByteWriter(header: [9])
        writer.write(UInt8(1))
        writer.write(UInt32(0x0A0B_0C0D))
        writer.write(true)
        writer.write("aé")
        #expect(writer.bytes == [9, 1, 0x0D, 0x0C, 0x0B, 0x0A, 1, 3, 0, 0, 0, 0x61, 0xC3, 0xA9])
    }

    @Test("What is written is read, and nothing is left")
    func roundTrip() throws {
        var writer = ByteWriter()
        writer.write(Int32(-5))
        writer.write(UInt64.max)
        writer.write([0, 1, .max] as [UInt32])
        writer.write(["", "x\u{0}y"])
        writer.write([1, 2] as [UInt8])
        writer.write("z" as String?) { writer, text in writer.write(text) }
        writer.write(nil as String?) { writer, text in writer.write(text) }
        var reader = ByteReader(writer.bytes)
        #expect(try reader.number() == Int32(-5))
        #expect(try reader.number() == UInt64.max)
        #expect(try reader.numbers() == [0, 1, .max])
        #expect(try reader.texts() == ["", "x\u{0}y"])
        #expect(try reader.data() == [1, 2])
        let text = { (reader: inout ByteReader) throws(ByteError) in try reader.text() }
        #expect(try reader.optional(text) == "z")
        #expect(try reader.optional(text) == nil)
        #expect(reader.isAtEnd)
    }

    @Test("What is cut off or means nothing is an error with its place")
    func damaged() {
        var short = ByteReader([1, 0, 0])
        #expect(throws: ByteError.truncated(offset: 0)) { try short.number(UInt32.self) }
        var flag = ByteReader([7, 2], from: 1)
        #expect(throws: ByteError.malformed(offset: 1)) { try flag.flag() }
        var text = ByteReader([4, 0, 0, 0, 65])
        #expect(throws: ByteError.truncated(offset: 4)) { try text.text() }
        var huge = ByteReader([255, 255, 255, 255, 0])
        #expect(throws: ByteError.truncated(offset: 4)) { try huge.texts() }
    }
}
