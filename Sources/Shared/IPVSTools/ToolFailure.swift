import IPVSAdministration
import IPVSControl

/// Why a command failed: the message and the exit status.
struct ToolFailure: Error, Equatable {
    /// What happened, why, and what to do.
    var text: String
    /// The exit status.
    var status: Int32

    /// An error in the arguments or in the user's file; status 2.
    static func usage(_ text: String) -> Self { Self(text: text, status: 2) }

    /// An error of the kernel; status 255, as with ipvsadm.
    static func kernel(_ text: String) -> Self { Self(text: text, status: 255) }

    /// A time limit that was reached; status 1.
    static func unfinished(_ text: String) -> Self { Self(text: text, status: 1) }

    /// The failure for an error of IPVS.
    init(_ error: IPVSError) {
        let reason = error.text
        switch error.operation {
        case .connect where error.errno == 2:
            self = .kernel("IPVS is not available in this kernel: load it with 'modprobe ip_vs'")
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
