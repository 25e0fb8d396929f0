import Testing

@testable import Supervisor

@Suite("Topics that children publish for each other")
struct TopicRegisterTests {
    private var register = TopicRegister()

    private static func delivery(_ value: [UInt8]?, to child: ChildKind = .checkers) -> TopicRegister.Delivery
    {
        .init(child: child, topic: "t", value: value)
    }

    @Test("A value goes to those who subscribe, now and later, and again only when it changes")
    mutating func values() {
        #expect(register.subscribe(.checkers, to: "t") == [])
        #expect(register.publish("t", [1], by: .vrrp) == [Self.delivery([1])])
        #expect(register.publish("t", [1], by: .vrrp) == [])
        #expect(register.publish("u", [9], by: .vrrp) == [])
        #expect(register.publish("t", [2], by: .vrrp) == [Self.delivery([2])])
        #expect(register.subscribe(.vrrp, to: "t") == [Self.delivery([2], to: .vrrp)])
        #expect(register.publish("t", nil, by: .vrrp) == [Self.delivery(nil), Self.delivery(nil, to: .vrrp)])
        #expect(register.publish("t", nil, by: .vrrp) == [])
    }

    @Test("A child that starts gets the value that was published before")
    mutating func replay() {
        #expect(register.publish("t", [1], by: .vrrp) == [])
        #expect(register.subscribe(.checkers, to: "t") == [Self.delivery([1])])
        #expect(register.ended(.checkers, comesBack: true) == [])
        #expect(register.publish("t", [2], by: .vrrp) == [])
        #expect(register.subscribe(.checkers, to: "t") == [Self.delivery([2])])
    }

    @Test("A topic of the supervisor stays, whatever children do")
    mutating func supervisor() {
        #expect(register.subscribe(.vrrp, to: "t") == [])
        #expect(register.publish("t", [1], by: nil) == [Self.delivery([1], to: .vrrp)])
        #expect(register.ended(.vrrp, comesBack: false) == [])
        #expect(register.settled(.vrrp) == [])
        #expect(register.subscribe(.vrrp, to: "t") == [Self.delivery([1], to: .vrrp)])
        #expect(register.publish("t", nil, by: nil) == [Self.delivery(nil, to: .vrrp)])
    }

    @Test("A crash tells nobody anything if the successor says the same")
    mutating func crash() {
        _ = register.subscribe(.checkers, to: "t")
        _ = register.publish("t", [1], by: .vrrp)
        #expect(register.ended(.vrrp, comesBack: true) == [])
        #expect(register.publish("t", [1], by: .vrrp) == [])
        #expect(register.settled(.vrrp) == [])
        #expect(register.publish("t", [2], by: .vrrp) == [Self.delivery([2])])
    }

    @Test("What the successor does not say again is withdrawn when it is ready")
    mutating func stale() {
        _ = register.subscribe(.checkers, to: "t")
        _ = register.publish("t", [1], by: .vrrp)
        _ = register.publish("u", [1], by: .checkers)
        _ = register.ended(.vrrp, comesBack: true)
        // Who asks meanwhile still gets it.
        #expect(register.subscribe(.checkers, to: "t") == [Self.delivery([1])])
        #expect(register.settled(.checkers) == [])
        #expect(register.settled(.vrrp) == [Self.delivery(nil)])
        #expect(register.settled(.vrrp) == [])
    }

    @Test("A process that does not come back takes its topics along")
    mutating func absent() {
        _ = register.subscribe(.checkers, to: "t")
        _ = register.publish("t", [1], by: .vrrp)
        #expect(register.ended(.vrrp, comesBack: false) == [Self.delivery(nil)])
        #expect(register.subscribe(.checkers, to: "t") == [])
    }

    @Test("Topics and subscriptions are bounded; what is there can always change")
    mutating func bounds() {
        for number in 0..<TopicRegister.limit {
            #expect(register.publish("\(number)", [1], by: .vrrp) != nil)
            #expect(register.subscribe(.vrrp, to: "\(number)") != nil)
        }
        #expect(register.publish("t", [1], by: .vrrp) == nil)
        #expect(register.subscribe(.vrrp, to: "t") == nil)
        #expect(register.publish("0", [2], by: .vrrp)?.count == 1)
        #expect(register.publish("0", nil, by: .vrrp)?.count == 1)
        #expect(register.publish("t", [1], by: .vrrp) != nil)
    }
}
