import ConfigurationSyntax

/// A `bfd_instance` while it is read.
struct SessionDraft {
    var name = ""
    var statement = 0
    /// Its scalar keywords.
    var given = GivenValues()
    /// Keywords whose arguments were refused.
    var refused: Set<String> = []
}

extension Interpreter {
    /// keepalived's limit for a name.
    private static let sessionNameBytes = 31

    mutating func beginSession(_ statement: Int) {
        session = SessionDraft()
        session.name = word(1, of: statement)
        session.statement = statement
    }

    mutating func endSession(_ statement: Int) {
        guard session.name.utf8.count <= Self.sessionNameBytes else {
            return report(
                .error, "the name of a bfd_instance has at most 31 bytes: '\(session.name)' is ignored",
                at: 1, of: statement)
        }
        if let earlier = names.sessions[session.name] {
            return reportDuplicate(
                "bfd_instance", session.name, statement, earlier: sessions[earlier].statement)
        }
        names.sessions[session.name] = sessions.count
        sessions.append(session)
    }
}
