/// What is known of the probe that a board was reached through.
package struct ProbeIdentity: Hashable, Sendable {
  /// `st-link/v2-1`; `st-link server` where a server stands between.
  package let kind: String
  /// The serial as ``ProbeSerial/text`` gives it.
  package let serial: String?
  /// Where it is plugged in, or the server's port: `1-2.3`, `tcp:7184`.
  package let path: String
  /// `V2J37M26`.
  package let firmware: String?
  package let targetMillivolts: Int?
  /// The tool that flashed and its version, or `nil` when nothing was flashed.
  package let tool: String?

  package init(
    kind: String, serial: String?, path: String, firmware: String? = nil,
    targetMillivolts: Int? = nil, tool: String? = nil
  ) {
    self.kind = kind
    self.serial = serial
    self.path = path
    self.firmware = firmware
    self.targetMillivolts = targetMillivolts
    self.tool = tool
  }

  /// The probe behind `route`, and what `report` adds where something was flashed.
  package init(_ route: ProbeRoute, _ report: FlashReport? = nil) {
    switch route {
    case .usb(let probe):
      self.init(
        kind: probe.kind.rawValue, serial: probe.serial?.text, path: probe.usbPath,
        firmware: probe.firmware,
        targetMillivolts: report?.targetMillivolts ?? probe.targetMillivolts, tool: report?.tool)
    case .serialPort(let path):
      self.init(
        kind: ProbeKind.serialBridge.rawValue, serial: nil, path: path, tool: report?.tool)
    case .jLink(let serial):
      self.init(
        kind: ProbeKind.jLink.rawValue, serial: String(serial), path: route.name,
        targetMillivolts: report?.targetMillivolts, tool: report?.tool)
    case .server:
      self.init(
        kind: "st-link server", serial: nil, path: route.name,
        targetMillivolts: report?.targetMillivolts, tool: report?.tool)
    }
  }
}
