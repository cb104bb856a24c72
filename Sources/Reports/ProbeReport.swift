package import Hardware

/// A probe and the board that hangs on it, as far as that is known.
package struct ListedProbe: Hashable, Sendable {
  package let probe: Probe
  package let board: Board

  /// What is known of a board; a probe does not tell.
  package enum Board: Hashable, Sendable {
    /// The rig file says so; the board's name there, and its profile.
    case inRig(name: String, profile: String)
    /// The board profiles that a probe of this kind flashes.
    case anyOf([String])
  }

  package init(_ probe: Probe, board: Board) {
    self.probe = probe
    self.board = board
  }

  /// The profile: with a question mark where there is but one that it can be.
  var guess: String {
    switch board {
    case .inRig(let name, let profile): "\(profile) (\(name))"
    case .anyOf(let profiles): profiles.isEmpty ? "-" : profiles.joined(separator: ", ") + "?"
    }
  }
}

/// The list of probes that `probes` prints, and the lines of `probes --watch`.
package enum ProbeReport {
  package static let schema = "mcubench.probes/1"
  package static let eventSchema = "mcubench.probe-event/1"

  /// A line a probe; nothing for none.
  package static func table(_ list: [ListedProbe]) -> String {
    guard !list.isEmpty else { return "" }
    var table = TextTable(columns: [
      .text("probe"), .text("serial"), .text("USB"), .text("firmware"), .number("target"),
      .text("board"), .text("port"), .text("state"),
    ])
    for listed in list {
      let probe = listed.probe
      table.append([
        probe.kind.rawValue, probe.serial?.text ?? "-", probe.usbPath, probe.firmware ?? "-",
        probe.targetMillivolts.map(volts) ?? "-", listed.guess,
        probe.ports.isEmpty ? "-" : probe.ports.joined(separator: " "), state(probe.access),
      ])
    }
    return table.text
  }

  /// What keeps a person from using what is listed: warnings with what to do next.
  package static func troubles(
    _ list: [ListedProbe]
  ) -> [(warning: String, remedy: String?)] {
    list.flatMap { listed -> [(warning: String, remedy: String?)] in
      var troubles = ProbeTrouble.all(of: listed.probe).map {
        (warning: TerminalText.escaping($0.summary), remedy: $0.remedy)
      }
      if let millivolts = listed.probe.targetMillivolts, millivolts < lowestMillivolts {
        troubles.append(
          (
            "\(TerminalText.escaping(listed.probe.name)): the target has no supply "
              + "(\(volts(millivolts)))",
            "power the board, and check the jumper of the target's supply"
          ))
      }
      return troubles
    }
  }

  package static func json(_ list: [ListedProbe]) -> String {
    JSONValue.object(known: [
      ("schema", .string(schema)), ("probes", .array(list.map(value))),
    ]).text
  }

  /// `attached    st-link/v2-1 066AFF49 at USB 1-2.3  /dev/ttyACM0`.
  package static func line(_ event: ProbeEvent) -> String {
    switch event {
    case .detached(let usbPath): "detached  USB \(usbPath)\n"
    case .attached(let probe):
      ([TerminalText.escaping("attached  \(probe.name)")] + probe.ports
        + (probe.access == .ready ? [] : [state(probe.access)])).joined(separator: "  ") + "\n"
    }
  }

  /// One line of JSON an event.
  package static func jsonLine(
    _ event: ProbeEvent, board: (Probe) -> ListedProbe.Board
  ) -> String {
    let members: [(String, JSONValue?)] =
      switch event {
      case .detached(let usbPath):
        [("event", .string("detached")), ("usb_path", .string(usbPath))]
      case .attached(let probe):
        [
          ("event", .string("attached")), ("usb_path", .string(probe.usbPath)),
          ("probe", value(ListedProbe(probe, board: board(probe)))),
        ]
      }
    return JSONValue.object(known: [("schema", .string(eventSchema))] + members).compactText + "\n"
  }

  private static func value(_ listed: ListedProbe) -> JSONValue {
    let probe = listed.probe
    let trouble = ProbeTrouble(probe)
    let (rigName, profile, possible): (String?, String?, [String]?) =
      switch listed.board {
      case .inRig(let name, let profile): (name, profile, nil)
      case .anyOf(let profiles): (nil, nil, profiles)
      }
    return .object(known: [
      ("kind", .string(probe.kind.rawValue)), ("vendor_id", .string(hexadecimal(probe.vendorID))),
      ("product_id", .string(hexadecimal(probe.productID))),
      ("serial", probe.serial.map { .string($0.text) }),
      ("serial_hex", probe.serial.map { .string(hexadecimal($0.bytes)) }),
      ("usb_path", .string(probe.usbPath)), ("node", .string(probe.node)),
      ("manufacturer", probe.manufacturer.map { .string($0) }),
      ("product", probe.product.map { .string($0) }),
      ("firmware", probe.firmware.map { .string($0) }),
      ("target_millivolts", probe.targetMillivolts.map { .integer($0) }),
      ("rig_name", rigName.map { .string($0) }),
      ("board_profile", profile.map { .string($0) }),
      ("possible_board_profiles", possible.map { .array($0.map { .string($0) }) }),
      ("ports", .array(probe.ports.map { port(port: $0, of: probe) })),
      ("state", .string(state(probe.access))),
      ("reason", trouble.map { .string($0.reason) }),
      ("remedy", trouble?.remedy.map { .string($0) }),
    ])
  }

  private static func port(port path: String, of probe: Probe) -> JSONValue {
    let trouble = probe.blockedPorts[path].flatMap { ProbeTrouble(device: path, access: $0) }
    return .object(known: [
      ("path", .string(path)), ("state", .string(state(trouble?.access ?? .ready))),
      ("reason", trouble.map { .string($0.reason) }),
      ("remedy", trouble?.remedy.map { .string($0) }),
    ])
  }

  private static func state(_ access: Probe.Access) -> String {
    switch access {
    case .ready: "ready"
    case .busy: "busy"
    case .denied: "denied"
    case .failed: "failed"
    }
  }

  private static func volts(_ millivolts: Int) -> String {
    NumberText.fixed(Double(millivolts) / 1000, digits: 2) + " V"
  }

  private static func hexadecimal(_ number: UInt16) -> String {
    hexadecimal([UInt8(number >> 8), UInt8(number & 0xFF)]).lowercased()
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
  }

  /// Below it OpenOCD 0.12.0 warns too: `src/jtag/drivers/stlink_usb.c`, `stlink_usb_init_mode`.
  private static let lowestMillivolts = 1500
}
