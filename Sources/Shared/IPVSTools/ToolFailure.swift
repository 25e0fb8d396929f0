import IPVSAdministration
import IPVSControl

/// Why a command could not do its work: what to print, and the exit status.
struct ToolFailure: Error, Equatable {
    /// What happened, why, what to do.
    var text: String
    /// The exit status.
    var status: Int32

    /// Something about the words or the file that the user gave; status 2.
    static func usage(_ text: String) -> Self { Self(text: text, status: 2) }

    /// Something that the kernel refused; status 255, as ipvsadm's.
    static func kernel(_ text: String) -> Self { Self(text: text, status: 255) }

    /// Something that did not come in time; status 1.
    static func unfinished(_ text: String) -> Self { Self(text: text, status: 1) }

    /// What IPVS refused.
    init(_ error: IPVSError) {
        let reason = error.text
        switch error.operation {
        case .connect where error.errno == 2:
            self = .kernel("the kernel has no IPVS: load it with 'modprobe ip_vs'")
        case _ where error.errno == 1: self = .kernel("permission denied: IPVS needs root (CAP_NET_ADMIN)")
        case .request(let request):
            self = .kernel("\(ChangeText(have: IPVSState(servers: [])).text(request)): \(reason)")
        case .listDestinations(let id), .readService(let id): self = .kernel("reading \(id): \(reason)")
        default: self = .kernel("reading the IPVS tables: \(reason)")
        }
    }

    private init(text: String, status: Int32) {
        self.text = text
        self.status = status
    }
}
