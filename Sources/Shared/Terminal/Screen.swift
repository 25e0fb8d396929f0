import CNcurses
import Glibc

/// The whole terminal, for a program with a live display.
///
/// It takes over the terminal, and restores it in `deinit`. At most one may exist.
@safe public struct Screen: ~Copyable {
    /// A key that was pressed.
    public enum Key: Equatable, Sendable {
        /// A letter or another character.
        case character(Character)
        /// An arrow up, or a page up.
        case up(isPage: Bool)
        /// An arrow down, or a page down.
        case down(isPage: Bool)
        /// The size of the terminal has changed.
        case resized
    }

    private let window: UnsafeMutablePointer<WINDOW>

    /// Takes over the terminal; nil if standard input or output is not a terminal, or its type is unknown.
    public init?() {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
        unsafe setlocale(LC_CTYPE, "")
        // Unlike initscr, newterm returns if TERM is unknown. Both files live as long as the process.
        guard let screen = unsafe newterm(nil, fdopen(STDOUT_FILENO, "w"), fdopen(STDIN_FILENO, "r")) else {
            return nil
        }
        unsafe set_term(screen)
        cbreak()
        noecho()
        curs_set(0)
        guard let window = unsafe newwin(0, 0, 0, 0) else {
            endwin()
            return nil
        }
        unsafe keypad(window, true)
        unsafe self.window = unsafe window
    }

    deinit {
        endwin()
    }

    /// The number of lines and columns.
    public var size: (lines: Int, columns: Int) {
        unsafe (Int(getmaxy(window)), Int(getmaxx(window)))
    }

    /// Shows these lines from the top, cut to the size of the terminal; those at `highlighted` are emphasized.
    public func show(_ lines: [String], highlighted: Set<Int> = []) {
        unsafe werase(window)
        let (height, width) = size
        for (index, line) in lines.prefix(height).enumerated() {
            let isHighlighted = highlighted.contains(index)
            if isHighlighted { unsafe wstandout(window) }
            unsafe mvwaddnstr(window, Int32(index), 0, line, Int32(width))
            if isHighlighted { unsafe wstandend(window) }
        }
        unsafe wrefresh(window)
    }

    /// Waits for a key; nil if none comes within that time.
    public func key(withinMilliseconds limit: Int32) -> Key? {
        unsafe wtimeout(window, limit)
        switch unsafe wgetch(window) {
        case ERR: return nil
        case KEY_UP: return .up(isPage: false)
        case KEY_DOWN: return .down(isPage: false)
        case KEY_PPAGE: return .up(isPage: true)
        case KEY_NPAGE: return .down(isPage: true)
        case KEY_RESIZE: return .resized
        case let code: return UInt8(exactly: code).map { .character(Character(UnicodeScalar($0))) }
        }
    }
}
