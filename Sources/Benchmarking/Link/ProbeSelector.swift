package import BoardProfiles
package import Hardware

/// Chooses the probe of a board among those attached, and refuses where that is not certain.
package struct ProbeSelector: Sendable {
  package let board: BoardProfile
  package let rig: Rig
  /// The text of `--probe`.
  package let named: String?
  /// The text of `--port`.
  package let port: String?
  /// What a device is called by all its names: equal for a path and a link to it.
  let identity: @Sendable (_ path: String) -> String

  package init(
    board: BoardProfile, rig: Rig = .empty, named: String? = nil, port: String? = nil,
    identity: @escaping @Sendable (_ path: String) -> String = { $0 }
  ) {
    self.board = board
    self.rig = rig
    self.named = named
    self.port = port
    self.identity = identity
  }

  /// The choice where it names a server or a J-Link, and so no probe that is looked for on USB.
  ///
  /// - Throws: when the text names one and is wrong.
  package func server() throws(SelectionError) -> SelectedProbe? {
    guard let named else { return nil }
    let entry = rig.boards.first { $0.name == named }
    // A board whose bridge has no serial number is known by the port alone.
    if board.flashing.probe == .serialBridge, let path = serialPort(entry) {
      if let entry { try check(entry) }
      return SelectedProbe(
        route: .serialPort(path: path), port: port ?? entry?.port, rigBoard: entry)
    }
    guard let text = entry.map(\.probe) ?? named else { return nil }
    if text.hasPrefix("jlink:") {
      guard let serial = UInt32(text.dropFirst(6)) else {
        throw refusal(.badJLinkSerial(String(text.dropFirst(6))))
      }
      if let entry { try check(entry) }
      return SelectedProbe(
        route: .jLink(serial: serial), port: port ?? entry?.port, rigBoard: entry)
    }
    guard text.hasPrefix("tcp:") else { return nil }
    guard let number = Int(text.dropFirst(4)), (1...65535).contains(number) else {
      throw refusal(.badServerPort(String(text.dropFirst(4))))
    }
    if let entry { try check(entry) }
    return SelectedProbe(
      route: .server(port: number), port: port ?? entry?.port, rigBoard: entry)
  }

  /// The path that the text or the rig file's entry names in the place of a probe.
  private func serialPort(_ entry: RigBoard?) -> String? {
    if let entry { return entry.probe == nil && entry.usbPath == nil ? entry.port : nil }
    guard let named, named.hasPrefix("/") else { return nil }
    return named
  }

  /// The choice among `probes`, everything that is attached.
  package func choose(among probes: [Probe]) throws(SelectionError) -> SelectedProbe {
    if let server = try server() { return server }
    let probe: Probe
    if let named {
      probe = try self.probe(named: named, among: probes)
    } else {
      let candidates = self.candidates(among: probes)
      guard let first = candidates.first else {
        throw refusal(.noneAttached, probes.filter { $0.kind != .serialBridge })
      }
      guard candidates.count == 1 else { throw refusal(.severalAttached, candidates) }
      probe = first
    }
    let entry = try entry(of: probe, among: probes)
    try check(port: port ?? entry?.port, of: probe, among: probes)
    guard probe.access == .ready else { throw refusal(.notUsable(probe)) }
    if probe.kind == .jLink {
      guard let number = probe.jLinkNumber else {
        throw refusal(.badJLinkSerial(probe.serial?.text ?? ""))
      }
      return SelectedProbe(
        route: .jLink(serial: number), port: port ?? entry?.port ?? probe.ports.first,
        rigBoard: entry)
    }
    return SelectedProbe(route: .usb(probe), port: port ?? entry?.port, rigBoard: entry)
  }

  /// Probes that fit the board and that the rig file does not give to another.
  package func candidates(among probes: [Probe]) -> [Probe] {
    probes.filter { probe in
      guard probe.fits(board) else { return false }
      let entries = rig.boards.filter { $0.describes(probe) }
      return entries.isEmpty || entries.contains { $0.board == board.name }
    }
  }

  // MARK: By name

  private func probe(named text: String, among probes: [Probe]) throws(SelectionError) -> Probe {
    if let entry = rig.boards.first(where: { $0.name == text }) {
      return try probe(of: entry, among: probes)
    }
    let path = text.hasPrefix("usb:") ? String(text.dropFirst(4)) : text
    if text.hasPrefix("usb:") || Rig.isUSBPath(text) {
      return try fitting(probes.filter { $0.usbPath == path }, asked: text, among: probes)
    }
    return try fitting(
      probes.filter { $0.serial?.isMeant(by: text) == true }, asked: text, among: probes)
  }

  private func probe(of entry: RigBoard, among probes: [Probe]) throws(SelectionError) -> Probe {
    try check(entry)
    if entry.isVirtual { throw refusal(.virtualBoard(name: entry.name)) }
    guard let serial = entry.probe else {
      return try fitting(
        probes.filter { $0.usbPath == entry.usbPath }, asked: entry.usbPath ?? entry.name,
        among: probes)
    }
    let bearers = probes.filter { $0.serial?.isMeant(by: serial) == true }
    guard let path = entry.usbPath else {
      return try fitting(bearers, asked: serial, among: probes)
    }
    if bearers.isEmpty { throw refusal(.notAttached(asked: serial), fitting(probes)) }
    guard let probe = bearers.first(where: { $0.usbPath == path }) else {
      let places = bearers.map { "USB \($0.usbPath)" }.joined(separator: " and ")
      throw refusal(
        .contradiction(
          said: "\(entry.name) is the probe \(serial) at USB \(path)",
          found: "that probe is at \(places)"), fitting(probes))
    }
    return try fitting([probe], asked: serial, among: probes)
  }

  /// The one of `found` that can flash the board.
  private func fitting(
    _ found: [Probe], asked: String, among probes: [Probe]
  ) throws(SelectionError) -> Probe {
    let useful = fitting(found)
    if let other = found.first, useful.isEmpty {
      throw refusal(.wrongKind(other, needed: board.flashing.deviceName))
    }
    guard let first = useful.first else {
      throw refusal(.notAttached(asked: asked), fitting(probes))
    }
    guard useful.count == 1 else { throw refusal(.sharedSerial(asked: asked), useful) }
    return first
  }

  /// Those that can flash the board; a J-Link can where a debug probe does, if it is named.
  private func fitting(_ probes: [Probe]) -> [Probe] {
    probes.filter { probe in
      probe.fits(board) || probe.kind == .jLink && board.flashing.tool == .openocd
    }
  }

  // MARK: Contradictions

  /// What the rig file says of `probe`, once it agrees with what is attached.
  private func entry(
    of probe: Probe, among probes: [Probe]
  ) throws(SelectionError) -> RigBoard? {
    if let entry = rig.boards.first(where: { $0.name == named }) { return entry }
    let entries = rig.boards.filter { $0.describes(probe) }
    if let entry = entries.first(where: { $0.board == board.name }) ?? entries.first {
      try check(entry)
      return entry
    }
    // An entry that agrees in half is a board that was replugged, or another in its place.
    guard
      let half = rig.boards.first(where: { entry in
        guard let serial = entry.probe, let path = entry.usbPath else { return false }
        let hasSerial = probe.serial?.isMeant(by: serial) == true
        return hasSerial != (probe.usbPath == path)
      })
    else { return nil }
    // A probe that shares its serial with the one that the entry means is no contradiction.
    if probes.contains(where: half.describes) { return nil }
    throw refusal(
      .contradiction(
        said: "\(half.name) is the probe \(half.probe ?? "") at USB \(half.usbPath ?? "")",
        found: "found \(probe.line)"), [])
  }

  private func check(_ entry: RigBoard) throws(SelectionError) {
    guard entry.board == board.name else {
      throw refusal(.otherBoard(name: entry.name, board: entry.board))
    }
  }

  private func check(
    port: String?, of probe: Probe, among probes: [Probe]
  ) throws(SelectionError) {
    guard let port else { return }
    let device = identity(port)
    func owns(_ probe: Probe) -> Bool { probe.ports.contains { identity($0) == device } }
    guard !owns(probe),
      let owner = probes.first(where: { $0.kind != .serialBridge && owns($0) })
    else { return }
    throw refusal(.portOfAnother(port: port, owner: owner))
  }

  private func refusal(
    _ reason: SelectionError.Reason, _ candidates: [Probe] = []
  ) -> SelectionError {
    SelectionError(
      board: board.name, reason: reason, candidates: candidates,
      needsBootROM: [.picoboot, .uf2].contains(board.flashing.tool))
  }
}

extension RigBoard {
  /// Whether everything that the entry says of the probe holds for `other`.
  package func describes(_ other: Probe) -> Bool {
    if isVirtual { return false }
    if let probe, other.serial?.isMeant(by: probe) != true { return false }
    if let usbPath, other.usbPath != usbPath { return false }
    return true
  }
}
