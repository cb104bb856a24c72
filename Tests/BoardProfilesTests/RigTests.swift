import BoardProfiles
import Failures
import Foundation
import MCUBenchTestSupport
import Testing

/// Rig files: the right ones load, and the wrong ones say where they are wrong.
@Suite struct RigTests {
  private static let text = """
    boards:
      - name: left
        board: stm32f746g
        probe: 066FFF303435554157113245
        usbPath: 1-2.3
        port: /dev/ttyACM0
        uniqueID: 012345678901234567890123
        powerCycle: [uhubctl, -l, 1-2, -p, 3, -a, cycle]
      - name: right
        board: stm32f746g
        probe: 0123
    """

  @Test func readsWhatBelongsTogether() throws {
    let rig = try Rig.parse(Self.text, path: "rig.yaml")
    #expect(
      rig.boards == [
        RigBoard(
          name: "left", board: "stm32f746g", probe: "066FFF303435554157113245", usbPath: "1-2.3",
          port: "/dev/ttyACM0", uniqueID: "012345678901234567890123",
          powerCycle: ["uhubctl", "-l", "1-2", "-p", "3", "-a", "cycle"]),
        // A serial of digits is text all the same, zeros in front included.
        RigBoard(name: "right", board: "stm32f746g", probe: "0123"),
      ])
  }

  @Test(arguments: [
    ("name: left", "name: 1-2", 2, "boards.0.name"),
    ("name: right", "name: left", 9, "boards.1.name"),
    ("usbPath: 1-2.3", "usbPath: 1.2", 5, "boards.0.usbPath"),
    ("usbPath: 1-2.3", "usbpath: 1-2.3", 5, "boards.0.usbpath"),
    ("port: /dev/ttyACM0", "port: ttyACM0", 6, "boards.0.port"),
    ("uniqueID: 0123", "uniqueID: x123", 7, "boards.0.uniqueID"),
    ("powerCycle: [uhubctl, -l, 1-2, -p, 3, -a, cycle]", "powerCycle: []", 8, "powerCycle"),
    ("powerCycle: [uhubctl, -l, 1-2, -p, 3, -a, cycle]", "powerCycle: uhubctl", 8, "powerCycle"),
    ("\n    probe: 0123", "", 9, "boards.1.probe"),
    ("board: stm32f746g\n    probe: 0123", "probe: 0123", 9, "boards.1.board"),
    ("boards:", "boards: [", 2, "rig.yaml"),
  ])
  func namesTheLineAndTheKeyOfAMistake(
    right: String, wrong: String, line: Int, key: String
  ) throws {
    #expect(Self.text.contains(right))
    let broken = Self.text.replacingOccurrences(of: right, with: wrong)
    let error = #expect(throws: RigError.self) { try Rig.parse(broken, path: "rig.yaml") }
    #expect(error?.line == line, "\(error?.summary ?? "")")
    #expect(error?.summary.hasPrefix("rig.yaml:\(line): ") == true)
    #expect(error?.summary.contains(key) == true, "\(error?.summary ?? "")")
    #expect(error?.exitStatus == .wrongInput)
  }

  @Test func theExamplesOfTheProjectLoad() throws {
    let checkout = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let hardware = try Rig.load(checkout.appending(path: "examples/rig-hardware.yaml").path)
    #expect(hardware.boards.map(\.name) == ["left", "right", "virtual"])
    #expect(hardware.boards[0].powerCycle?.first == "uhubctl")
    let lab = try Rig.load(checkout.appending(path: "examples/rig.yaml").path)
    #expect(lab.boards.count == 6)
    #expect(lab.boards.allSatisfy { $0.isVirtual })
    #expect(lab.suites.map(\.name) == ["arrival", "nightly"])
    // What the example spells out is what holds without it.
    #expect(
      (lab.thresholds, lab.retention, lab.work)
        == (RigThresholds(), RigRetention(), RigWork()))
    #expect(lab.service == RigService())
  }

  @Test func refusesAFileThatIsNotThere() {
    let error = #expect(throws: RigError.self) { try Rig.load("/nowhere/rig.yaml") }
    #expect(error?.summary == "/nowhere/rig.yaml: cannot be read")
  }

  @Test(arguments: [("1-2", true), ("2-1.4.3", true), ("usb1", false), ("1-", false), ("", false)])
  func knowsAPlaceOnABus(text: String, isPath: Bool) {
    #expect(Rig.isUSBPath(text) == isPath)
  }
}
