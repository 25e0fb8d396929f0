import ConfigurationSyntax

/// The kinds of block in the language, named by their paths.
enum Block: Int, CaseIterable, Sendable {
    case root
    case globalDefinitions, notificationEmail
    case instance, authentication, messageAuthentication
    case addresses, excludedAddresses, unicastPeers
    case instanceTrackedInterfaces, instanceTrackedScripts, instanceTrackedFiles, instanceTrackedProcesses
    case instanceTrackedSessions
    case virtualRoutes, virtualRules
    case group, groupMembers
    case groupTrackedInterfaces, groupTrackedScripts, groupTrackedFiles, groupTrackedProcesses,
        groupTrackedSessions
    case script, trackProcess, trackFile, oldTrackFile
    case announcementGroup, announcementGroupInterfaces
    case trackGroup, trackGroupMembers
    case staticAddresses, staticRoutes, staticRules
    case linkbeatInterfaces, upDownDelays
    case ssl, session
    case virtualServerGroup, virtualServer, realServer
    case miscCheck, smtpCheck, smtpHost, tcpCheck, pingCheck, udpCheck, dnsCheck, fileCheck, sessionCheck
    case httpGet, httpURL, sslGet, sslURL

    /// The reader's number for it.
    var kind: BlockKind { BlockKind(number: rawValue) }
}
