import CheckProgram
import Glibc

@main
enum CheckMain {
    static func main() { exit(CheckCommand.run(Array(CommandLine.arguments.dropFirst()))) }
}
