/// The keywords of `bfd_instance`.
enum SessionKeywords {
    static let all: [Keyword] =
        SessionSettingRows.all.map { $0.keyword(\.session.given) } + [
            Keyword("neighbor_ip", .address) { $0.setNeighbor($1) },
            Keyword("neighbour_ip", .address) { $0.setNeighbor($1) },
            Keyword("source_ip", .address) {
                $0.session.source = $0.address($1)
                $0.session.sourceStatement = $1.statement
            },
            Keyword("hoplimit", .number(1...255)) {
                $0.session.given[SessionSettingRows.hopLimit.word] = GivenValue($1, .number(1...255))
            },
            Keyword("weight", .weight((-253)...253, allowsNoReverse: false)) {
                $0.session.weight = $1.number
                $0.session.isReversed = $1.isReversed
            },
            Keyword("vrrp", .flag) { interpreter, _ in interpreter.session.isForRouters = true },
            Keyword("checker", .flag) { interpreter, _ in interpreter.session.isForCheckers = true },
        ]
}
