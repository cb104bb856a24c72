import BoardProfiles
import Foundation
import Hardware

/// The board of the tests, and probes that it could hang on.
enum TestBoard {
  static func stm32f746g() throws -> BoardProfile { try loaded.get() }
  static func pico() throws -> BoardProfile { try profile(named: "pico") }

  /// Read once for all tests.
  private static let loaded = Result { try profile(named: "stm32f746g") }

  private static func profile(named name: String) throws -> BoardProfile {
    let checkout = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try BoardProfile.load(from: checkout.appending(path: "boards").path, named: name)
  }

  static let probe = probe(.stLinkV21)

  static func probe(
    _ kind: ProbeKind, serial: [UInt8] = Array("066AFF494849887767175629".utf8),
    access: Probe.Access = .ready
  ) -> Probe {
    Probe(
      kind: kind, vendorID: 0x0483, productID: 0x374b, serial: ProbeSerial(bytes: serial),
      usbPath: "1-2.3", busNumber: 1, deviceNumber: 5, access: access)
  }
}
