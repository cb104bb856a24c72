import BoardProfiles
import Foundation
import Testing

/// What a rig file says to a lab: suites, policies and the service.
@Suite struct LabRigTests {
  private static let text = """
    boards:
      - {name: v1, board: stm32f746g, virtual: true}
      - {name: v2, board: stm32f746g, virtual: true, serial: SECOND, faults: [silent]}
      - {name: left, board: stm32f746g, probe: 066F}
    suites:
      - name: nightly
        models: [models/*.tflite]
        boards: [v1, left]
        runs: 30
        passes: [clean, layer]
        schedule: 30 2 * * *
        timeZone: Europe/Berlin
        home: ../checkout
      - name: any
        models: [a.tflite]
        profiles: [stm32f746g]
        wait: 5
    thresholds: {percent: 1, confirm: false}
    retention: {freeMegabytes: 10}
    work: {builds: 1, leaseSeconds: 4}
    service:
      listen: 127.0.0.1:8461
      tokens: [{name: ci, role: submit, sha256: \(digest)}]
      limits: {uploadBytes: 1000}
    """
  private static let digest = String(repeating: "0a", count: 32)

  @Test func readsSuitesPoliciesAndTheService() throws {
    let rig = try Rig.parse(Self.text, path: "rig.yaml")
    #expect(rig.boards.map(\.isVirtual) == [true, true, false])
    #expect(rig.boards.prefix(2).map(\.virtualSerial) == ["v1", "SECOND"])
    #expect(
      rig.suites == [
        RigSuite(
          name: "nightly", models: ["models/*.tflite"], boards: ["v1", "left"], runs: 30,
          passes: ["clean", "layer"], schedule: "30 2 * * *", timeZone: "Europe/Berlin",
          home: "../checkout"),
        RigSuite(name: "any", models: ["a.tflite"], profiles: ["stm32f746g"], wait: 5),
      ])
    #expect(rig.thresholds == RigThresholds(percent: 1, confirm: false))
    #expect(rig.retention == RigRetention(freeMegabytes: 10))
    #expect(rig.work == RigWork(builds: 1, leaseSeconds: 4))
    #expect(
      rig.service.tokens == [RigToken(name: "ci", role: .submit, sha256: Self.digest)])
    #expect(rig.service.address?.port == 8461)
    #expect(rig.service.isLoopback)
  }

  @Test func aRigWithoutALabHasTheUsualPolicies() throws {
    let rig = try Rig.parse("boards: []", path: "rig.yaml")
    #expect(rig == .empty)
    #expect(rig.service.listen == "127.0.0.1:8460")
  }

  @Test(arguments: [
    ("probe: 066F}", "probe: 066F, faults: [silent]}", 4, "boards.2.faults"),
    ("virtual: true}", "virtual: true, probe: 12}", 2, "boards.0.probe"),
    ("serial: SECOND", "serial: v1", 3, "boards.1.serial"),
    ("serial: SECOND", "serial: a b", 3, "boards.1.serial"),
    ("name: any", "name: nightly", 14, "suites.1.name"),
    ("models: [a.tflite]", "models: []", 15, "suites.1.models"),
    ("boards: [v1, left]", "boards: [v1, right]", 8, "suites.0.boards.1"),
    ("profiles: [stm32f746g]", "profiles: [pico]", 16, "suites.1.profiles.0"),
    ("wait: 5", "boards: [v1]", 16, "suites.1.profiles"),
    ("    profiles: [stm32f746g]\n", "", 14, "suites.1.boards"),
    ("runs: 30", "runs: 0", 9, "suites.0.runs"),
    ("runs: 30", "run: 30", 9, "suites.0.run"),
    ("passes: [clean, layer]", "passes: [layer]", 10, "suites.0.passes"),
    ("30 2 * * *", "30 2 * *", 11, "suites.0.schedule has 4 fields"),
    ("Europe/Berlin", "Europe/Nowhere", 12, "suites.0.timeZone"),
    ("percent: 1", "percent: -1", 18, "thresholds.percent"),
    ("percent: 1", "percents: 1", 18, "thresholds.percents"),
    ("freeMegabytes: 10", "freeMegabytes: -1", 19, "retention.freeMegabytes"),
    ("builds: 1", "builds: 0", 20, "work.builds"),
    ("listen: 127.0.0.1:8461", "listen: 8461", 22, "service.listen"),
    ("listen: 127.0.0.1:8461", "listen: 0.0.0.0:8461", 22, "needs tls"),
    ("role: submit", "role: root", 23, "service.tokens.0.role"),
    ("sha256: 0a", "sha256: 0A", 23, "service.tokens.0.sha256"),
    ("uploadBytes: 1000", "uploadBytes: 0", 24, "service.limits.uploadBytes"),
  ])
  func namesTheLineAndTheKeyOfAMistake(
    right: String, wrong: String, line: Int, key: String
  ) throws {
    #expect(Self.text.contains(right))
    var broken = Self.text
    if let range = broken.range(of: right) { broken.replaceSubrange(range, with: wrong) }
    let error = #expect(throws: RigError.self) { try Rig.parse(broken, path: "rig.yaml") }
    #expect(error?.line == line, "\(error?.summary ?? "")")
    #expect(error?.summary.contains(key) == true, "\(error?.summary ?? "")")
  }

  @Test func reachingBeyondThisMachineNeedsTokens() {
    let error = #expect(throws: RigError.self) {
      try Rig.parse(
        "boards: []\nservice: {listen: '0.0.0.0:80', insecure: true}", path: "rig.yaml")
    }
    #expect(error?.summary.contains("needs tokens") == true)
  }

  @Test(arguments: [
    ("127.0.0.1:1", true), ("localhost:1", true), ("[::1]:1", true), ("0.0.0.0:1", false),
    ("[::]:1", false), ("lab.example.org:1", false), ("127.0.0.1.example.org:1", false),
  ])
  func knowsWhatOnlyThisMachineReaches(listen: String, isLoopback: Bool) {
    #expect(RigService(listen: listen).isLoopback == isLoopback)
    #expect(RigService(listen: listen).address != nil)
  }

  @Test func rolesIncludeThoseBelow() {
    #expect(RigToken.Role.read < .submit)
    #expect(RigToken.Role.submit < .admin)
  }
}
