import GenhashProgram
import Glibc

@main
enum Genhash {
    static func main() { exit(GenhashCommand.run(Array(CommandLine.arguments.dropFirst()))) }
}
