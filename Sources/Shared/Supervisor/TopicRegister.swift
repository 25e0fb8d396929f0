/// The last value of each topic that children publish, and who subscribes to it.
///
/// The topics of a process that died stay as they are until its successor is ready: nobody notices a crash that is over
/// in a moment. What the successor has not published again by then is withdrawn, and so is everything of a
/// process that does not come back. Subscriptions end with their process; each one gets the value at once.
///
/// Pure: the shell delivers.
struct TopicRegister {
    /// A value for a child; nil: there is none any more.
    struct Delivery: Equatable {
        var child: ChildKind
        var topic: String
        var value: [UInt8]?
    }

    private struct Topic {
        var owner: ChildKind
        var value: [UInt8]
        /// Whether a process that has died published it.
        var isStale = false
    }

    /// Topics, and topics that are subscribed to.
    static let limit = 4096

    private var topics: [String: Topic] = [:]
    private var subscribers: [String: [ChildKind]] = [:]

    /// A child says what the value of a topic is; nil: there is none any more. An unchanged value is
    /// not delivered again.
    ///
    /// - Returns: What to deliver; nil if there are too many topics and this one is not kept.
    mutating func publish(_ topic: String, _ value: [UInt8]?, by child: ChildKind) -> [Delivery]? {
        let old = topics[topic]?.value
        guard old != nil || value == nil || topics.count < Self.limit else { return nil }
        topics[topic] = value.map { Topic(owner: child, value: $0) }
        return old == value ? [] : deliveries(topic, value)
    }

    /// The last value of a topic; nil: there is none.
    func value(of topic: String) -> [UInt8]? { topics[topic]?.value }

    /// A child wants to know a topic.
    ///
    /// - Returns: What to deliver; nil if there are too many subscriptions and this one is not kept.
    mutating func subscribe(_ child: ChildKind, to topic: String) -> [Delivery]? {
        guard subscribers[topic] != nil || subscribers.count < Self.limit else { return nil }
        if subscribers[topic]?.contains(child) != true { subscribers[topic, default: []].append(child) }
        return topics[topic].map { [Delivery(child: child, topic: topic, value: $0.value)] } ?? []
    }

    /// The process of a child has taken a configuration over: it has published what it has to say.
    mutating func settled(_ child: ChildKind) -> [Delivery] {
        withdraw { $0.owner == child && $0.isStale }
    }

    /// The process of a child has ended; whether another one takes its place.
    mutating func ended(_ child: ChildKind, comesBack: Bool) -> [Delivery] {
        for topic in subscribers.keys { subscribers[topic]?.removeAll { $0 == child } }
        subscribers = subscribers.filter { !$0.value.isEmpty }
        guard comesBack else { return withdraw { $0.owner == child } }
        for (name, topic) in topics where topic.owner == child { topics[name]?.isStale = true }
        return []
    }

    private mutating func withdraw(_ isGone: (Topic) -> Bool) -> [Delivery] {
        let names = topics.filter { isGone($0.value) }.keys.sorted()
        for name in names { topics[name] = nil }
        return names.flatMap { deliveries($0, nil) }
    }

    private func deliveries(_ topic: String, _ value: [UInt8]?) -> [Delivery] {
        (subscribers[topic] ?? []).map { Delivery(child: $0, topic: topic, value: value) }
    }
}
