@main
enum VRRPCommand {
    static func main() {}
}
