import Failures
import Hardware
import USBProbes

/// Probes, serial ports, and whether this person may use them.
extension Doctor {
  func devices() async -> [Finding] {
    guard let workbench = try? workbench() else { return [] }
    let rules = UdevRules(shipped: workbench.files.udevRules, machine: machine)
    let probes: [Probe]
    do {
      probes = try await probeFinder().probes()
    } catch {
      return [await library(), rules.finding(isNeeded: false)] + ports([])
    }
    let isNeeded = probes.contains { probe in
      if case .denied = probe.access { probe.kind != .serialBridge } else { false }
    }
    return [await library(), rules.finding(isNeeded: isNeeded)]
      + (probes.isEmpty
        ? [
          Finding(name: "probes", state: .absent, detail: "none attached; virtual boards need none")
        ]
        : probes.map(finding)) + ports(probes)
  }

  private func probeFinder() -> USBProbeFinder {
    USBProbeFinder(tree: machine.path("/sys"), devices: machine.path("/dev"))
  }

  // MARK: libusb

  /// The library that probes are found and Picos flashed with, and whether it can read the bus.
  private func library() async -> Finding {
    let name = "libusb"
    let version = USBBulkInterface.libraryVersion
    let nodes = machine.path("/dev/bus/usb")
    do {
      let count = try await probeFinder().deviceCount()
      guard Files.exists(nodes) || count > 0 else {
        return Finding(
          name: name, state: .absent,
          detail:
            "\(version); it opens the bus, and there is no \(nodes); virtual boards need none",
          remedy: "a container needs '--device /dev/bus/usb' to see what is plugged in")
      }
      return Finding(
        name: name, state: .present,
        detail: "\(version); it reads the bus: \(count) device\(count == 1 ? "" : "s")")
    } catch {
      let finding = Finding(name: name, missing: error)
      return Finding(
        name: name, state: .missing, detail: "\(version); \(finding.detail)",
        remedy: finding.remedy)
    }
  }

  // MARK: probes

  private func finding(_ probe: Probe) -> Finding {
    let node = DeviceNode(machine.path(probe.node)).map { "; \($0)" } ?? ""
    guard let trouble = ProbeTrouble(probe), probe.kind != .serialBridge else {
      let told = [probe.firmware, probe.targetMillivolts.map { "target \(Self.volts($0))" }]
        .compactMap { $0 }.joined(separator: ", ")
      let detail = probe.name + (told.isEmpty ? "" : ": \(told)") + node
      let isOld = probe.firmware.map(ProbeFirmware.isOld) ?? false
      return Finding(
        name: "probe", state: isOld ? .outdated : .present, detail: detail,
        remedy: isOld ? ProbeFirmware.remedy : nil)
    }
    switch trouble.access {
    case .busy:
      return Finding(
        name: "probe", state: .inUse, detail: trouble.summary + node, remedy: trouble.remedy)
    case .denied(_, _, let group, _):
      return Finding(
        name: "probe", state: .missing, detail: trouble.summary,
        remedy: remedy(forGroup: group, ofNode: machine.path(probe.node)))
    case .failed, .ready:
      return Finding(
        name: "probe", state: .missing, detail: trouble.summary + node,
        remedy: probe.kind == .stLinkLoader ? ProbeFirmware.remedy : trouble.remedy)
    }
  }

  private static func volts(_ millivolts: Int) -> String {
    let hundredths = (millivolts + 5) / 10
    let rest = String(hundredths % 100)
    return "\(hundredths / 100)." + (rest.count == 1 ? "0" : "") + rest + " V"
  }

  // MARK: serial ports

  private func ports(_ probes: [Probe]) -> [Finding] {
    let names = Files.names(in: machine.path("/dev"))
      .filter { $0.hasPrefix("ttyACM") || $0.hasPrefix("ttyUSB") }
      .sorted { ($0.count, $0) < ($1.count, $1) }
    guard !names.isEmpty else {
      return [
        Finding(
          name: "serial ports", state: .absent, detail: "none attached; virtual boards need none",
          remedy: "attach a board by USB to measure on it")
      ]
    }
    return names.map { name in
      let path = machine.path("/dev/\(name)")
      return port(path, of: probes.first { $0.ports.contains(path) })
    }
  }

  private func port(_ path: String, of probe: Probe?) -> Finding {
    func finding(_ state: Finding.State, _ parts: [String?], _ remedy: String? = nil) -> Finding {
      Finding(
        name: "serial port", state: state,
        detail: parts.compactMap { $0 }.joined(separator: "; "), remedy: remedy)
    }
    let owner = probe.map { "of \($0.name)" }
    guard let node = DeviceNode(path) else {
      return finding(.missing, ["\(path) cannot be looked at", owner], "plug it in again")
    }
    guard Files.canBeUsed(path) else {
      return finding(
        .missing, ["\(path) may not be opened", node.description, owner],
        remedy(forGroup: node.group, ofNode: path))
    }
    if let holder = DeviceHolder.locking(path) {
      return finding(
        .inUse, ["\(path) is kept by \(holder)", node.description, owner],
        "end \(holder.program), or let it finish")
    }
    let opener = DeviceHolder.find(of: path).map { "\($0) has it open too" }
    return finding(.present, [node.description, owner, opener])
  }

  /// What lets a person use a node of a group.
  private func remedy(forGroup group: String, ofNode path: String) -> String? {
    guard DeviceNode(path)?.isForGroup == true, UdevRules.groups.contains(group) else {
      return "sudo mcubench doctor --fix"
    }
    switch machine.membership(in: group) {
    case .fromNextLogin:
      return
        "log in again: \(machine.userName ?? "you") joined the group \(group) since the last time"
    case .none, .noGroup, .member:
      return "sudo usermod --append --groups \(group) \(machine.userName ?? "$USER"), then log in"
        + " again"
    }
  }
}
