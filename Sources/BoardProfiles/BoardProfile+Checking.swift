extension BoardProfile {
  /// Refuses values that no board can have or that would do harm in a command or a path.
  func check(path: String) throws(ProfileError) {
    func require(_ condition: Bool, _ key: String, _ problem: String) throws(ProfileError) {
      guard condition else {
        throw ProfileError(path: path, reason: .wrongKey(key: key, problem: problem))
      }
    }
    let nameRule = "must be lower-case letters, digits, _ and -, a letter first, at most 16"
    try require(Self.isName(name), "name", nameRule)
    try require(clock.coreHertz > 0, "clock.coreHertz", "must be positive")
    try require(serial.baud > 0, "serial.baud", "must be positive")
    try require(
      serial.fallbackBauds.allSatisfy { $0 > 0 && $0 < serial.baud }
        && serial.fallbackBauds == serial.fallbackBauds.sorted(by: >), "serial.fallbackBauds",
      "must be slower than serial.baud, the fastest first")
    try require(
      serial.bauds.count <= 16 && serial.baud <= 100_000_000, "serial.fallbackBauds",
      "must hold at most 15 speeds, none above 100000000")
    try require(
      Self.isToolFile(flashing.target), "flashing.target",
      "must be a plain relative path such as target/chip.cfg")
    try require(
      Set(flashing.tools).count == flashing.tools.count, "flashing.otherTools",
      "must not hold a tool twice, nor flashing.tool")
    try require(
      (1...3600).contains(flashing.limitSeconds), "flashing.limitSeconds",
      "must lie between 1 and 3600")
    try require(
      (flashing.tool == .esptool) == (flashing.probe == .serialBridge), "flashing.probe",
      "must be serial-bridge with the tool esptool, and with no other")
    try require(
      flashing.restores.allSatisfy { $0.address.isMultiple(of: 4) }, "flashing.restores",
      "must hold addresses that are multiples of 4")
    try require(
      clock.readBack.count <= 32, "clock.readBack", "must hold at most 32 registers")
    try require(
      clock.readBack.allSatisfy { $0.address.isMultiple(of: 4) }, "clock.readBack",
      "must hold addresses that are multiples of 4")
    try require(Self.isFileName(core.name), "core.name", "must be a plain file name")
    try require(
      core.kernelsOf.map(Self.isFileName) ?? true, "core.kernelsOf", "must be a plain file name")
    for (index, region) in memory.enumerated() {
      let key = "memory.\(index)"
      try require(
        Self.isName(region.name) && !region.name.contains("-"), "\(key).name",
        "\(nameRule), without -")
      try require(
        region.bytes > 0 && region.bytes <= 1 << 32 - Int(region.origin), "\(key).bytes",
        "must be positive and end inside the address space")
      try require(
        region.reservedBytes >= 0 && region.reservedBytes <= region.bytes,
        "\(key).reservedBytes", "must lie between 0 and the region's bytes")
      try require(
        region.origin.isMultiple(of: 16) && region.reservedBytes.isMultiple(of: 16),
        "\(key).origin", "must leave memory aligned to 16 bytes")
      for other in memory[..<index] {
        try require(other.name != region.name, "\(key).name", "stands twice")
        try require(
          !other.overlaps(region), "\(key).origin", "overlaps the region \(other.name)")
      }
    }
    try require(
      memory.filter { $0.kind == .flash }.count == 1, "memory",
      "must have one region of the kind flash")
    try require(!arenaRegions.isEmpty, "memory", "must have a region of the kind arena")
    try checkFirmware(path: path)
    try checkTimingClaims(path: path)
  }

  /// Refuses half of what a firmware needs, and values that none can be built with.
  private func checkFirmware(path: String) throws(ProfileError) {
    func require(_ condition: Bool, _ key: String, _ problem: String) throws(ProfileError) {
      guard condition else {
        throw ProfileError(path: path, reason: .wrongKey(key: key, problem: problem))
      }
    }
    guard let firmware, let toolchain else {
      try require(toolchain == nil, "firmware", "is missing beside a toolchain")
      try require(firmware == nil, "toolchain", "is missing beside a firmware")
      return
    }
    let others = (toolchain.preferred ?? []).map { ("toolchain.preferred", $0.prefix) }
    for (key, file) in [
      ("firmware.linkerScript", firmware.linkerScript),
      ("firmware.boardSupport", firmware.boardSupport), ("toolchain.prefix", toolchain.prefix),
    ] + others {
      try require(Self.isFileName(file), key, "must be a plain file name")
    }
    try require(
      !firmware.startup.isEmpty && firmware.startup.allSatisfy(Self.isFileName),
      "firmware.startup", "must name folders by plain file names")
    try require(
      memory.filter { $0.kind == .code }.count <= 1, "memory",
      "must have at most one region of the kind code")
    try require(
      placement == nil || memory.contains { $0.kind == .code }, "placement",
      "needs a region of the kind code")
    if let cores {
      try require(cores.available == 2, "cores.available", "must be 2: layers are halved")
      try require(
        (1...cores.available).contains(cores.used), "cores.used",
        "must be between 1 and cores.available")
    }
    try require(core.cycleCounter != nil, "core.cycleCounter", "is missing beside a firmware")
    try require(
      memory.filter { $0.kind == .firmware }.count == 1, "memory",
      "must have one region of the kind firmware")
    try require(
      firmware.stackBytes > 0
        && memory.contains { $0.kind == .arena && $0.reservedBytes == firmware.stackBytes },
      "firmware.stackBytes", "must equal the reserved bytes of an arena region")
  }

  /// Whether `text` can be a name on the command line and a part of a C name.
  private static func isName(_ text: String) -> Bool {
    (1...16).contains(text.utf8.count) && text.first.map { ("a"..."z").contains($0) } == true
      && text.allSatisfy {
        ("a"..."z").contains($0) || ("0"..."9").contains($0) || "_-".contains($0)
      }
  }

  /// Whether `text` names a file in a tool's own folders, and nothing else in a tool's script.
  private static func isToolFile(_ text: String) -> Bool {
    !text.isEmpty
      && text.split(separator: "/", omittingEmptySubsequences: false)
        .allSatisfy { isFileName(String($0)) }
  }

  private static func isFileName(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix(".")
      && text.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || $0.properties.numericType != nil
            || "._-".unicodeScalars.contains($0))
      }
  }
}

extension BoardProfile.MemoryRegion {
  /// Whether both hold an address in common.
  fileprivate func overlaps(_ other: BoardProfile.MemoryRegion) -> Bool {
    Int(origin) < Int(other.origin) + other.bytes && Int(other.origin) < Int(origin) + bytes
  }
}
