import CheckProgram
import Glibc

@main
enum Check {
    static func main() { exit(CheckCommand.run(Array(CommandLine.arguments.dropFirst()))) }
}
