extension Rig {
  /// The rig in the file at `path`.
  package static func load(_ path: String) throws(RigError) -> Rig {
    let text: String
    do throws(CheckedYAML.Problem) {
      text = try CheckedYAML.read(path)
    } catch {
      throw RigError(path: path, problem: error, text: "")
    }
    return try parse(text, path: path)
  }

  /// The rig that `text` holds; `path` is for errors only.
  package static func parse(_ text: String, path: String) throws(RigError) -> Rig {
    do throws(CheckedYAML.Problem) {
      let rig = try CheckedYAML.decode(Rig.self, from: text, whole: "a rig file")
      try rig.check()
      return rig
    } catch {
      throw RigError(path: path, problem: error, text: text)
    }
  }

  /// Refuses entries that cannot be told apart, or that name nothing.
  private func check() throws(CheckedYAML.Problem) {
    for (index, entry) in boards.enumerated() {
      func require(_ condition: Bool, _ key: String, _ problem: String) throws(CheckedYAML.Problem)
      {
        guard condition else { throw .wrongKey(key: "boards.\(index).\(key)", problem) }
      }
      try require(
        entry.name.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.-]{0,31}/) != nil, "name",
        "must be letters, digits, _ . and -, a letter first, at most 32")
      try require(
        !boards[..<index].contains { $0.name == entry.name }, "name", "stands twice")
      try require(!entry.board.isEmpty, "board", "must be a board profile's name")
      try require(
        entry.probe != nil || entry.usbPath != nil, "probe",
        "is missing: a probe's serial, or usbPath, says which board it is")
      if let probe = entry.probe { try require(!probe.isEmpty, "probe", "must not be empty") }
      if let path = entry.usbPath {
        try require(Rig.isUSBPath(path), "usbPath", "must be bus and ports, such as 1-2.3")
      }
      if let port = entry.port {
        try require(port.hasPrefix("/"), "port", "must be a device's path from / on")
      }
      if let identifier = entry.uniqueID {
        try require(
          identifier.wholeMatch(of: /[0-9A-Fa-f]{24}/) != nil, "uniqueID",
          "must be 24 hexadecimal digits")
      }
      if let command = entry.powerCycle {
        try require(
          command.first?.isEmpty == false, "powerCycle", "must be a command and its arguments")
      }
    }
  }

  /// Whether `text` is a place on a USB bus, as sysfs names them.
  package static func isUSBPath(_ text: String) -> Bool {
    text.wholeMatch(of: /[0-9]+-[0-9]+(\.[0-9]+)*/) != nil
  }
}
