import Failures
import Testing

@testable import LabClient

@Suite struct LabServerTests {
  @Test(arguments: [
    ("http://lab:8460", "http://lab:8460"), ("https://lab", "https://lab:8460"),
    ("lab", "http://lab:8460"), ("lab:80/", "http://lab:80"), ("[::1]:1", "http://[::1]:1"),
    ("HTTPS://10.0.0.1:65535", "https://10.0.0.1:65535"), ("a.b-c.d", "http://a.b-c.d:8460"),
  ])
  func readsAnAddress(text: String, meaning: String) throws {
    #expect(try LabServer(text).description == meaning)
  }

  @Test(arguments: [
    "", "http://", "ftp://lab", "lab:0", "lab:65536", "lab:x", "http://lab/api", "http://a@b",
    "lab lab", "::1", "http://lab:80?x", "-lab", "lab\r\nX: y",
  ])
  func refusesWhatIsNoAddress(text: String) {
    let error = #expect(throws: LabClientError.self) { try LabServer(text) }
    #expect(error?.reason == .badServer(text))
    #expect(error?.exitStatus == .wrongInput)
  }

  @Test(arguments: [("127.0.0.1", true), ("localhost", true), ("[::1]", true), ("lab", false)])
  func knowsThisMachine(host: String, isLoopback: Bool) throws {
    #expect(try LabServer(host).isLoopback == isLoopback)
  }

  @Test func escapesWhatGoesIntoAPath() {
    #expect(LabClient.escaped("../a b?é") == "..%2Fa%20b%3F%C3%A9")
  }
}
