internal import Election

/// keepalived.stats, in keepalived's layout.
public struct StatisticsDump {
    /// The text of the file.
    public private(set) var text = ""

    /// The counters of every instance.
    public init(_ status: Status) {
        for instance in status.instances {
            let counters = instance.statistics
            text += """
                VRRP Instance: \(instance.name)
                  Advertisements:
                    Received: \(counters.advertisementsReceived)
                    Sent: \(counters.advertisementsSent)
                  Became master: \(counters.becameMaster)
                  Released master: \(counters.releasedMaster)
                  Packet Errors:
                    Length: \(counters[.length])
                    TTL: \(counters[.timeToLive])
                    Invalid Type: \(counters[.packetType])
                    Advertisement Interval: \(counters[.advertisementInterval])
                    Address List: \(counters[.addressList])
                  Authentication Errors:
                    Invalid Type: \(counters[.authenticationType])
                    Type Mismatch: \(counters[.authenticationMismatch])
                    Failure: \(counters[.authenticationFailure])
                  Priority Zero:
                    Received: \(counters.priorityZeroReceived)
                    Sent: \(counters.priorityZeroSent)

                """
        }
    }
}
