import ApplicationFormats
import Foundation
import HealthChecks
import Lab
import NetworkTypes
import SystemCalls
import TLS
import Testing
import Timing

@testable import Probing

@Suite("Conversations over TLS with openssl s_server", .serialized)
struct SecureConversationTests {
    private let certificates: Certificates
    private let server: SecureServer
    /// A page of many records.
    private let page: [UInt8]

    init() throws {
        certificates = try Certificates()
        page = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8)) }
        try Data(page).write(to: certificates.directory.appending(path: "page"))
        server = try SecureServer(certificates, .files)
    }

    /// What the driver does with what arrives.
    private enum Fate {
        /// Tells all of it.
        case whole
        /// Tells this many bytes and then that the connection is lost.
        case lost(after: Int)
        /// Tells this many bytes and then that the stream has ended.
        case cut(after: Int)
    }

    private struct Outcome {
        var verdict: Verdict
        var milestones: [StreamConversation.Milestone]
        var farewell: [UInt8]
        var heardBytes: Int
    }

    /// Plays a check of the page; `pieces` says how long the next piece is that the conversation hears of.
    private func play(
        _ fate: Fate = .whole, context: TLSContext, closesInOrder: Bool = false, pieces: () -> Int
    ) throws -> Outcome {
        var digest = LibraryDigest(.sha256)
        digest.update(page.span)
        let limits = TimeLimits(step: .seconds(10), whole: .seconds(20))
        let dialogue = HTTPDialogue(
            HTTPRequest(path: "/page", host: "foo.example", version: .http10), over: .tls,
            PageCriteria(digest: PageCriteria.Digest(digest.value)), limits, at: MonotonicClock.now())
        var talk = StreamConversation(dialogue, closesInOrder: closesInOrder) { () throws(TLSError) in
            try TLSConnection(context)
        }
        let socket = try StreamSocket(connectingTo: .ipv4(IPv4Address(127, 0, 0, 1)), port: server.port)
        try #require(try socket.wait(for: .sending, within: .seconds(10)))
        try socket.finishConnecting()
        var heard = 0
        let limit =
            switch fate {
            case .whole: Int.max
            case .lost(let count), .cut(let count): count
            }
        var step = talk.connected(at: MonotonicClock.now())
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var unheard: [UInt8] = []
        var hasEnded = false
        while true {
            switch step {
            case .verdict(let verdict):
                return Outcome(
                    verdict: verdict, milestones: talk.milestones.map(\.milestone),
                    farewell: talk.farewell(), heardBytes: heard)
            case .send(let bytes):
                let sent = try socket.send(bytes.span)
                try #require(sent == bytes.count)
                step = .wait
            case .wait:
                if heard == limit {
                    guard case .lost = fate else {
                        step = talk.closed(at: MonotonicClock.now())
                        try #require(step != .wait)
                        continue
                    }
                    step = talk.failed("reset", at: MonotonicClock.now())
                    continue
                }
                while unheard.isEmpty, !hasEnded {
                    try #require(try socket.wait(for: .receiving, within: .seconds(10)))
                    switch try socket.receive(into: &buffer) {
                    case .bytes(let count): unheard = Array(buffer[..<count])
                    case .end: hasEnded = true
                    case .nothing: break
                    }
                }
                guard !unheard.isEmpty else {
                    step = talk.closed(at: MonotonicClock.now())
                    continue
                }
                let count = min(pieces(), unheard.count, limit - heard)
                step = talk.received(unheard.span.extracting(0..<count), at: MonotonicClock.now())
                unheard.removeFirst(count)
                heard += count
            }
        }
    }

    @Test("Pieces of any length give the same verdict", arguments: [1, 7, 1000, 65_536])
    func pieces(_ length: Int) throws {
        let outcome = try play(context: try TLSContext()) { length }
        #expect(outcome.verdict == .success)
        #expect(outcome.milestones == [.connect, .tls, .firstByte])
        #expect(outcome.farewell == [])
        #expect(outcome.heardBytes > page.count)
    }

    @Test("Random pieces, 20 times")
    func randomPieces() throws {
        let context = try TLSContext()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            let outcome = try play(context: context) { Int.random(in: 1...20_000, using: &generator) }
            #expect(outcome.verdict == .success)
        }
    }

    @Test("Wherever the connection is lost or ends, there is a verdict at once")
    func losses() throws {
        let context = try TLSContext()
        for count in Array(stride(from: 0, to: 2000, by: 97)) + [30_000, 90_000] {
            let lost = try play(.lost(after: count), context: context) { 500 }
            guard case .failure(.connection(let stage, "reset")) = lost.verdict else {
                Issue.record("lost after \(count): \(lost.verdict)")
                continue
            }
            #expect(stage == .tlsHandshake || stage == .header || stage == .page)
            let cut = try play(.cut(after: count), context: context) { 500 }
            #expect(cut.verdict != .success, "cut after \(count)")
        }
    }

    @Test("After its verdict it says goodbye if it is told to")
    func farewell() throws {
        let outcome = try play(context: try TLSContext(), closesInOrder: true) { 65_536 }
        // An alert within application data (RFC 8446 §5.2): 5 bytes of head, 2 of alert, 1 of type, 16 of tag.
        #expect(outcome.farewell.count == 24)
        #expect(outcome.farewell.first == 23)
        let early = try play(.lost(after: 100), context: try TLSContext(), closesInOrder: true) { 100 }
        #expect(early.farewell == [])
    }
}
