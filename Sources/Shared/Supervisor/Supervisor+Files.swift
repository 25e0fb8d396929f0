import Configuration
import Glibc
import SystemCalls

extension Supervisor {
    /// When `init_file` is applied.
    enum FileOccasion {
        /// The daemon starts.
        case start
        /// The configuration was read again: numbers that are in use are not overwritten.
        case reload
    }

    /// Creates the files with `init_file`, before any child reads them.
    func createFiles(at occasion: FileOccasion) {
        for file in loaded.files {
            guard let number = file.initialNumber else { continue }
            do throws(SystemError) {
                try create(file.path, containing: number, replacing: file.isOverwritten && occasion == .start)
            } catch {
                output.error("track_file \(file.name): init_file has no effect: \(error)")
            }
        }
    }

    /// Creates a file; one that exists is left as it is or replaced, never changed in place.
    private func create(_ path: String, containing number: Int, replacing: Bool) throws(SystemError) {
        if replacing { try Files.remove(path) }
        let file: FileDescriptor
        do throws(SystemError) {
            file = try Files.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        } catch {
            if error.errno == EEXIST { return }
            throw error
        }
        try Files.write(Array("\(number)\n".utf8), to: file.number, object: path)
    }
}
