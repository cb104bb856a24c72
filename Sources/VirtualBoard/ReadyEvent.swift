// SPDX-License-Identifier: GPL-2.0-or-later

/// The one line on stdout that says a board is ready, as JSON.
package struct ReadyEvent: Hashable, Sendable {
  package let board: String
  package let path: String
  package let serial: String
  /// Where the probe's server listens, if there is a probe.
  package let probePort: UInt16?
  /// Where a J-Link answers, if there is one.
  package let jLinkPort: UInt16?
  /// Where a CMSIS-DAP probe answers, if there is one.
  package let cmsisDAPPort: UInt16?
  /// Where the boot ROM answers while it waits for USB, if it does at all.
  package let bootPort: UInt16?
  /// What counts the board's cycles.
  package let timing: TimingIdentity

  package init(
    board: String, path: String, serial: String, probePort: UInt16? = nil,
    jLinkPort: UInt16? = nil, cmsisDAPPort: UInt16? = nil, bootPort: UInt16? = nil,
    timing: TimingIdentity
  ) {
    self.bootPort = bootPort
    self.jLinkPort = jLinkPort
    self.cmsisDAPPort = cmsisDAPPort
    self.timing = timing
    self.board = board
    self.path = path
    self.serial = serial
    self.probePort = probePort
  }

  package var json: String {
    "{\"event\":\"ready\",\"board\":\(quoted(board)),\"pty\":\(quoted(path)),"
      + "\"serial\":\(quoted(serial))" + (probePort.map { ",\"stlink_tcp\":\($0)" } ?? "")
      + (jLinkPort.map { ",\"jlink_tcp\":\($0)" } ?? "")
      + (cmsisDAPPort.map { ",\"cmsis_dap_tcp\":\($0)" } ?? "")
      + (bootPort.map { ",\"picoboot_tcp\":\($0)" } ?? "")
      + ",\"timing_model\":\(quoted(timing.model)),"
      + "\"timing_model_version\":\(quoted(timing.version)),"
      + (timing.parameterHash.map { "\"timing_parameters\":\(quoted($0))," } ?? "")
      + "\"claimed_error_percent\":null}"
  }

  /// A JSON string; every character outside printable ASCII is escaped.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      case 0x20..<0x7F: result += String(UnicodeScalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return result + "\""
  }
}
