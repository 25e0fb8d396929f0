/// The last value of each topic that children publish, and its subscribers.
///
/// The topics of a process that died remain until its successor is ready, so that a short crash goes unnoticed. Topics
/// that the successor has not published by then are withdrawn, and so are all topics of a process that is not
/// restarted. A subscription ends with its process; a new one gets the current value at once.
///
/// Pure: the shell delivers the values.
struct TopicRegister {
    /// A value to be sent to a child; nil means that the topic has been withdrawn.
    struct Delivery: Equatable {
        var child: ChildKind
        var topic: String
        var value: [UInt8]?
    }

    private struct Topic {
        /// Who publishes it; nil: the supervisor.
        var owner: ChildKind?
        var value: [UInt8]
        /// Whether its publisher has died.
        var isStale = false
    }

    /// The most topics, and the most topics with subscribers.
    static let limit = 4096

    private var topics: [String: Topic] = [:]
    private var subscribers: [String: [ChildKind]] = [:]

    /// Publishes the value of a topic; nil withdraws it. An unchanged value is not delivered again. Without a child it is a
    /// topic of the supervisor.
    ///
    /// - Returns: What to deliver; nil if there are too many topics, and then this one is not kept.
    mutating func publish(_ topic: String, _ value: [UInt8]?, by child: ChildKind?) -> [Delivery]? {
        let old = topics[topic]?.value
        guard old != nil || value == nil || topics.count < Self.limit else { return nil }
        topics[topic] = value.map { Topic(owner: child, value: $0) }
        return old == value ? [] : deliveries(topic, value)
    }

    /// The last value of a topic; nil if there is none.
    func value(of topic: String) -> [UInt8]? { topics[topic]?.value }

    /// Subscribes a child to a topic.
    ///
    /// - Returns: What to deliver; nil if there are too many subscriptions, and then this one is not kept.
    mutating func subscribe(_ child: ChildKind, to topic: String) -> [Delivery]? {
        guard subscribers[topic] != nil || subscribers.count < Self.limit else { return nil }
        if subscribers[topic]?.contains(child) != true { subscribers[topic, default: []].append(child) }
        return topics[topic].map { [Delivery(child: child, topic: topic, value: $0.value)] } ?? []
    }

    /// Notes that a child has applied its configuration, and so has published all its topics.
    mutating func settled(_ child: ChildKind) -> [Delivery] {
        withdraw { $0.owner == child && $0.isStale }
    }

    /// Notes that a child's process has ended, and whether it will be restarted.
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
