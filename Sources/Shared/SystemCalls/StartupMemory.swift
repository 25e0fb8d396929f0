import CShims
import Glibc

/// Memory that a process needed at startup and no longer needs.
public enum StartupMemory {
    /// Gives freed heap pages back to the kernel (`malloc_trim(3)`) and forgets which pages of program text
    /// are mapped (`madvise(2)` with `MADV_DONTNEED`): they stay in the page cache and return one by one as
    /// they are run again.
    ///
    /// Text is never written to, so nothing is lost. The mappings are read from `/proc/self/maps`; if that is
    /// missing, only the heap is trimmed.
    public static func release() {
        let maps = (try? Files.read("/proc/self/maps", limitBytes: 1 << 20)) ?? []
        let ranges = maps.split(separator: UInt8(ascii: "\n")).compactMap {
            textRange(String(decoding: $0, as: UTF8.self))
        }
        trimHeap()
        // Nothing else happens in this loop: what runs here is mapped again at once. Advice that the kernel
        // does not take changes nothing.
        for range in ranges { _ = shim_forget_pages(range.lowerBound, range.count) }
    }

    /// Gives freed heap pages back to the kernel (`malloc_trim(3)`).
    public static func trimHeap() { shim_malloc_trim() }

    /// The addresses of a line of `/proc/PID/maps` that is executable, private and from a file; nil for any
    /// other.
    static func textRange(_ line: String) -> Range<UInt>? {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count >= 6, words[1] == "r-xp", words[5].hasPrefix("/") else { return nil }
        let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
        return bounds[0]..<bounds[1]
    }
}
