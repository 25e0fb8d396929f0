import Foundation
import Lab

/// Scenes of load balancing in a kernel with IPVS of its own; `Tests/DirectorTests` boots it.
///
/// `director-lab two PROGRAM_A PROGRAM_B`: two directors that back each other up; the programs are keepalived or what
/// is to be like it. The status is 0 if all went well.
/// `director-lab features PROGRAM [SCENE]`: writes down what one director does with each feature of virtual servers; the
/// status is 0 if every state that was awaited came.
/// `director-lab serve PORT NAME` answers with its name.
@main
enum DirectorLab {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch (words.first, words.count) {
            case ("two", 3): try TwoDirectors(programs: Array(words[1...])).run()
            case ("features", 2): try Features(program: words[1]).run()
            case ("features", 3): try Features(program: words[1]).run(only: words[2])
            case ("serve", 3): try serve(port: UInt16(words[1]) ?? 0, name: words[2])
            default:
                throw CommandFailure(
                    description: "director-lab two A B | features A [SCENE] | serve PORT NAME")
            }
        } catch {
            print("director-lab: \(error)")
            exit(1)
        }
    }

    /// Answers every request with a name, for ever.
    private static func serve(port: UInt16, name: String) throws {
        let server = try PageServer([:], otherwise: .page(name), at: "0.0.0.0", port: port)
        withExtendedLifetime(server) { while true { sleep(3600) } }
    }

    /// This program.
    static func path() throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }
}

/// The steps of a scene: each is awaited, timed and told.
final class Steps {
    private let clock = ContinuousClock()
    private let begin = ContinuousClock().now

    /// Waits until what is seen is what should be, looking ten times a second.
    ///
    /// - Throws: `CommandFailure` with what was seen last, if that does not come within the limit.
    func expect<Sight: Equatable>(
        _ what: String, within seconds: Double, _ expected: Sight, _ look: () throws -> Sight
    ) throws {
        let start = clock.now
        var seen = try look()
        while seen != expected {
            guard clock.now - start < .seconds(seconds) else {
                throw CommandFailure(
                    description: "not \(what) within \(seconds) s:\n  wanted \(expected)\n  saw    \(seen)")
            }
            usleep(100_000)
            seen = try look()
        }
        tell("\(what), after \(Self.text(clock.now - start))")
    }

    /// Requires something that is so already.
    func require<Sight: Equatable>(_ what: String, _ expected: Sight, _ seen: Sight) throws {
        guard seen == expected else {
            throw CommandFailure(description: "not \(what):\n  wanted \(expected)\n  saw    \(seen)")
        }
        tell(what)
    }

    /// Says it, with the time since the beginning.
    func tell(_ what: String) {
        print("\(Self.text(clock.now - begin))  \(what)")
        // A scene that is ended from outside must have said how far it came.
        fflush(nil)
    }

    private static func text(_ duration: Duration) -> String {
        String(format: "%.1f s", duration / .seconds(1))
    }
}
