import Foundation
import Hardware
import MCUBenchTestSupport
import Testing
import USBProbes

@testable import Workbench

/// The rules that come with the program give people what they need and nothing else.
@Suite struct UdevRulesTests {
  static let path = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "packaging/udev/70-mcubench.rules").path

  private let file: UdevRuleFile

  init() throws {
    file = try UdevRuleFile(String(contentsOfFile: Self.path, encoding: .utf8))
  }

  private func outcome(
    of vendor: String, _ product: String, name: String = "", subsystem: String = "usb",
    action: String = "add"
  ) throws -> UdevRuleFile.Outcome {
    let device = UdevRuleFile.Device.Level(
      subsystem: "usb", attributes: ["idVendor": vendor, "idProduct": product, "product": name])
    let hub = UdevRuleFile.Device.Level(
      subsystem: "usb", attributes: ["idVendor": "1d6b", "idProduct": "0002", "product": "hub"])
    let above = [UdevRuleFile.Device.Level(subsystem: "usb", attributes: [:]), device, hub]
    return try file.outcome(
      for: UdevRuleFile.Device(
        action: action, properties: subsystem == "usb" ? ["DEVTYPE": "usb_device"] : [:],
        levels: subsystem == "usb"
          ? [device, hub]
          : [UdevRuleFile.Device.Level(subsystem: subsystem, attributes: [:])] + above))
  }

  private static func hexadecimal(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  @Test(arguments: USBIdentity.known)
  func coverEveryKnownDevice(known: USBIdentity.Known) throws {
    let (vendor, product) = (Self.hexadecimal(known.vendorID), Self.hexadecimal(known.productID))
    if known.kind == .serialBridge {
      let port = try outcome(of: vendor, product, subsystem: "tty")
      #expect(port.mode == "0660")
      #expect(port.group == "dialout")
      #expect(port.tags == ["uaccess"])
    } else {
      let probe = try outcome(of: vendor, product)
      #expect(probe.mode == "0660")
      #expect(probe.group == "plugdev")
      #expect(probe.tags == ["uaccess"])
      #expect(probe.properties["ID_MM_DEVICE_IGNORE"] == "1")
    }
  }

  @Test(arguments: ["374b", "3752", "374e", "374f", "3753", "3754"])
  func keepModemManagerFromAProbesPort(product: String) throws {
    let port = try outcome(of: "0483", product, subsystem: "tty")
    #expect(port.group == "dialout")
    #expect(port.properties["ID_MM_DEVICE_IGNORE"] == "1")
    #expect(port.properties["ID_MM_PORT_IGNORE"] == "1")
  }

  @Test func leaveABridgeToModemManagerToo() throws {
    let port = try outcome(of: "10c4", "ea60", subsystem: "tty")
    #expect(port.properties == [:])
  }

  @Test(arguments: ["usb", "hidraw", "tty"])
  func knowACMSISDAPProbeByItsName(subsystem: String) throws {
    let probe = try outcome(
      of: "1234", "5678", name: "My CMSIS-DAP v2 probe", subsystem: subsystem)
    #expect(probe.mode == "0660")
    #expect(probe.group == (subsystem == "tty" ? "dialout" : "plugdev"))
  }

  @Test func touchNothingElse() throws {
    for (vendor, product) in [("046d", "c52b"), ("0483", "5740"), ("2e8a", "000b")] {
      for subsystem in ["usb", "tty", "hidraw", "net"] {
        let other = try outcome(of: vendor, product, name: "Keyboard", subsystem: subsystem)
        #expect(other.mode == nil)
        #expect(other.group == nil)
        #expect(other.tags == [])
      }
    }
    #expect(try outcome(of: "0483", "374b", action: "remove").mode == nil)
  }

  @Test func comeBeforeTheRuleThatCarriesThemOut() {
    // systemd's 73-seat-late.rules acts on the tag uaccess.
    #expect(UdevRules.fileName < "73-seat-late.rules")
  }

  @Test(.enabled(if: hasVerify, "there is no 'udevadm verify' here"))
  func passUdevsOwnCheck() async throws {
    let outcome = try await ProgramRun(
      "/usr/bin/env", ["udevadm", "verify", Self.path],
      in: FileManager.default.temporaryDirectory.path
    ).outcome(within: .seconds(20))
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  /// systemd 254 and later.
  private static let hasVerify: Bool = {
    let words = ["udevadm", "verify", "--help"]
    return (try? ChildProcess("/usr/bin/env", words, errors: .null))?.waitUntilExit() == 0
  }()
}
