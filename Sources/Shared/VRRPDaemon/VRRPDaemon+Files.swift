import Configuration
import SupervisedChild
import SystemCalls
import Timing
import VirtualRouting

extension VRRPDaemon {
    /// Watches and reads the files that a configuration tracks.
    func watchFiles(of model: Model) {
        let paths = VirtualRouting.trackedPaths(of: model)
        guard !paths.isEmpty else {
            files = nil
            return
        }
        let files = self.files ?? WatchedFiles()
        self.files = files
        let failures = files.watch(paths, loop: frame.loop, at: MonotonicClock.now()) { [unowned self] path in
            if let path { read(path) } else { watchFiles(of: routing.model) }
            settle()
        }
        for failure in failures { acts.append(.log(.fileUnusable(failure))) }
        for path in paths.sorted() { read(path) }
    }

    private func read(_ path: String) {
        let content: FileContent
        switch WatchedFiles.reading(of: path) {
        case .number(let number): content = .number(number)
        case .missing, .noNumber: content = .number(0)
        case let reading: content = .unusable(reading.problem(with: path) ?? path)
        }
        routing.fileRead(path, content, at: MonotonicClock.now(), into: &acts)
    }
}
