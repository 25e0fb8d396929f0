import Digests
import Testing

@testable import GenhashProgram

@Suite("Reports")
struct PageReportTests {
    @Test("--json prints one object, whatever the path")
    func json() throws {
        var options = try GenhashOptions(["-s", "::1", "-p", "80", "-u", "/", "--json", "--sha256"])
        options.path = "/\"\\\té"
        let report = PageReport(
            options: options, statusCode: 200, pageBytes: 5, digest: [0x01, 0xAB], responseMicroseconds: 1783)
        #expect(
            report.text
                == #"{"server":"::1","port":80,"url":"/\"\\\u0009é","status":200,"bytes":5,"#
                + #""algorithm":"sha256","digest":"01ab","response_time_us":1783}"# + "\n")
    }
}
