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

    private struct Outcome {
        var verdict: Verdict
        var milestones: [StreamConversation.Milestone]
        var farewell: [UInt8]
        var heardBytes: Int
    }

    /// Plays a check of the page; `pieces` says how long the next piece is that the conversation hears of.
    private func play(
        _ fate: ReceivedStream.Fate = .whole, context: TLSContext, closesInOrder: Bool = false,
        pieces: () -> Int
    ) throws -> Outcome {
        var digest = LibraryDigest(.sha256)
        digest.update(page.span)
        let limits = TimeLimits(step: .seconds(10), whole: .seconds(20))
        let dialogue = HTTPDialogue(
            HTTPRequest(path: "/page", host: "foo.example", version: .http10), over: .tls,
            PageCriteria(digest: PageCriteria.ExpectedDigest(digest.value)), limits, at: MonotonicClock.now())
        var talk = StreamConversation(dialogue, closesInOrder: closesInOrder) { () throws(TLSError) in
            try TLSConnection(context)
        }
        var stream = try ReceivedStream(port: server.port)
        var step = talk.connected(at: MonotonicClock.now())
        while true {
            let now = MonotonicClock.now()
            switch step {
            case .verdict(let verdict):
                return Outcome(
                    verdict: verdict, milestones: talk.milestones.map(\.milestone),
                    farewell: talk.farewell(), heardBytes: stream.heardBytes)
            case .send(let bytes):
                try stream.send(bytes)
                step = .wait
            case .wait:
                let event = try stream.next(fate, atMost: pieces())
                switch event {
                case .bytes(let bytes): step = talk.received(bytes.span, at: now)
                case .end: step = talk.closed(at: now)
                case .loss: step = talk.failed("reset", at: now)
                case .silence: step = talk.timeout(at: now)
                }
                // After these there is nothing to wait for.
                if case .bytes = event { continue }
                guard case .verdict = step else {
                    throw CommandFailure(description: "no verdict after \(event), but \(step)")
                }
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

    @Test("Whatever a server sends, there is a verdict")
    func damage() throws {
        let context = try TLSContext()
        for place in Array(stride(from: 0, to: 1500, by: 53)) + [20_000, 80_000] {
            let outcome = try play(.damaged(at: place), context: context) { 4096 }
            guard place >= 20_000 else { continue }
            #expect(outcome.verdict != .success, "damaged at \(place)")
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
