import Schedules

extension Rig {
  private typealias Problem = CheckedYAML.Problem

  private static func require(
    _ condition: Bool, _ key: String, _ problem: String
  ) throws(Problem) {
    guard condition else { throw .wrongKey(key: key, problem) }
  }

  /// A name that is safe in a path, a command and a page.
  private static func isName(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.-]{0,31}/) != nil
  }

  private static let nameRule = "must be letters, digits, _ . and -, a letter first, at most 32"

  /// Refuses entries that cannot be told apart, that name nothing, or that nobody can work with.
  func check() throws(CheckedYAML.Problem) {
    for (index, entry) in boards.enumerated() {
      let key = "boards.\(index)"
      try Self.require(Self.isName(entry.name), "\(key).name", Self.nameRule)
      try Self.require(
        !boards[..<index].contains { $0.name == entry.name }, "\(key).name", "stands twice")
      try Self.require(!entry.board.isEmpty, "\(key).board", "must be a board profile's name")
      if entry.isVirtual {
        try checkVirtual(entry, key)
      } else {
        try checkReal(entry, key)
      }
    }
    for (index, suite) in suites.enumerated() { try check(suite, at: index) }
    try checkPolicies()
    try checkService()
  }

  // MARK: Boards

  private func checkVirtual(_ entry: RigBoard, _ key: String) throws(CheckedYAML.Problem) {
    for (name, isThere) in [
      ("probe", entry.probe != nil), ("usbPath", entry.usbPath != nil),
      ("port", entry.port != nil), ("uniqueID", entry.uniqueID != nil),
      ("powerCycle", entry.powerCycle != nil),
    ] {
      try Self.require(!isThere, "\(key).\(name)", "means nothing on a virtual board")
    }
    if let serial = entry.serial {
      try Self.require(
        serial.wholeMatch(of: /[\x21-\x7E]{1,64}/) != nil, "\(key).serial",
        "must be 1 to 64 printable characters without blanks")
      try Self.require(
        boards.filter { $0.isVirtual && $0.virtualSerial == serial }.count == 1, "\(key).serial",
        "belongs to two virtual boards")
    }
  }

  private func checkReal(_ entry: RigBoard, _ key: String) throws(CheckedYAML.Problem) {
    try Self.require(entry.serial == nil, "\(key).serial", "is for virtual boards")
    try Self.require(entry.faults == nil, "\(key).faults", "is for virtual boards")
    try Self.require(
      entry.probe != nil || entry.usbPath != nil, "\(key).probe",
      "is missing: a probe's serial, or usbPath, says which board it is; or virtual: true")
    if let probe = entry.probe {
      try Self.require(!probe.isEmpty, "\(key).probe", "must not be empty")
    }
    if let path = entry.usbPath {
      try Self.require(
        Rig.isUSBPath(path), "\(key).usbPath", "must be bus and ports, such as 1-2.3")
    }
    if let port = entry.port {
      try Self.require(
        port.hasPrefix("/"), "\(key).port", "must be a device's path from / on")
    }
    if let identifier = entry.uniqueID {
      try Self.require(
        identifier.wholeMatch(of: /[0-9A-Fa-f]{24}/) != nil, "\(key).uniqueID",
        "must be 24 hexadecimal digits")
    }
    if let command = entry.powerCycle {
      try Self.require(
        command.first?.isEmpty == false, "\(key).powerCycle",
        "must be a command and its arguments")
    }
  }

  /// Whether `text` is a place on a USB bus, as sysfs names them.
  package static func isUSBPath(_ text: String) -> Bool {
    text.wholeMatch(of: /[0-9]+-[0-9]+(\.[0-9]+)*/) != nil
  }

  // MARK: Suites

  private func check(_ suite: RigSuite, at index: Int) throws(CheckedYAML.Problem) {
    let key = "suites.\(index)"
    func inRange(
      _ value: Int?, _ name: String, _ range: ClosedRange<Int>
    ) throws(CheckedYAML.Problem) {
      try Self.require(
        value.map(range.contains) ?? true, "\(key).\(name)",
        "must lie between \(range.lowerBound) and \(range.upperBound)")
    }
    try Self.require(Self.isName(suite.name), "\(key).name", Self.nameRule)
    try Self.require(
      !suites[..<index].contains { $0.name == suite.name }, "\(key).name", "stands twice")
    try Self.require(
      !suite.models.isEmpty && !suite.models.contains(""), "\(key).models",
      "must name at least one file")
    switch (suite.boards, suite.profiles) {
    case (let names?, nil):
      try Self.require(!names.isEmpty, "\(key).boards", "must name at least one board")
      for (place, name) in names.enumerated() {
        try Self.require(
          boards.contains { $0.name == name }, "\(key).boards.\(place)",
          "names no board of this rig")
        try Self.require(!names[..<place].contains(name), "\(key).boards.\(place)", "stands twice")
      }
    case (nil, let names?):
      try Self.require(!names.isEmpty, "\(key).profiles", "must name at least one board profile")
      for (place, name) in names.enumerated() {
        try Self.require(
          boards.contains { $0.board == name }, "\(key).profiles.\(place)",
          "is the profile of no board of this rig")
        try Self.require(
          !names[..<place].contains(name), "\(key).profiles.\(place)", "stands twice")
      }
    case (nil, nil):
      try Self.require(false, "\(key).boards", "is missing: names of boards, or profiles")
    case (.some, .some):
      try Self.require(false, "\(key).profiles", "cannot stand beside boards")
    }
    let kinds = ["clean", "layer", "cold", "probe"]
    if let passes = suite.passes {
      try Self.require(
        passes.allSatisfy(kinds.contains) && passes.contains("clean"), "\(key).passes",
        "must be of clean, layer, cold and probe, with clean among them")
    }
    try inRange(suite.cores, "cores", 1...64)
    try inRange(suite.runs, "runs", 1...10_000)
    try inRange(suite.warmup, "warmup", 0...10_000)
    try inRange(suite.timeLimit, "timeLimit", 1...1_000_000)
    try inRange(suite.deadline, "deadline", 1...86_400)
    try inRange(suite.attempts, "attempts", 1...20)
    try inRange(suite.priority, "priority", 0...9)
    try inRange(suite.wait, "wait", 0...86_400)
    do throws(ScheduleError) {
      _ = try Schedule(suite.schedule ?? "@daily", timeZone: suite.timeZone)
    } catch {
      if case .unknownTimeZone = error.problem {
        throw .wrongKey(
          key: "\(key).timeZone",
          "names no time zone of the IANA's list, as Europe/Berlin would")
      }
      throw .wrongKey(key: "\(key).schedule", error.detail)
    }
    if let home = suite.home {
      try Self.require(!home.isEmpty, "\(key).home", "must be a directory")
    }
  }

  // MARK: Policies

  private func checkPolicies() throws(CheckedYAML.Problem) {
    try Self.require(
      (0...100).contains(thresholds.percent), "thresholds.percent", "must lie between 0 and 100")
    try Self.require(
      (0...1e12).contains(thresholds.cycles), "thresholds.cycles",
      "must lie between 0 and 1000000000000")
    try Self.require(
      (0...1000).contains(thresholds.deviations), "thresholds.deviations",
      "must lie between 0 and 1000")
    try Self.require(
      (0...1).contains(thresholds.quarantineBelow), "thresholds.quarantineBelow",
      "must lie between 0 and 1")
    for (name, days) in [
      ("eventDays", retention.eventDays), ("sampleDays", retention.sampleDays),
      ("runDays", retention.runDays), ("modelDays", retention.modelDays),
    ] {
      try Self.require(
        (1...36_500).contains(days), "retention.\(name)", "must lie between 1 and 36500")
    }
    try Self.require(
      (0...1_000_000_000).contains(retention.freeMegabytes), "retention.freeMegabytes",
      "must lie between 0 and 1000000000")
    for (name, value, range) in [
      ("builds", work.builds, 1...64), ("leaseSeconds", work.leaseSeconds, 2...3600),
      ("graceSeconds", work.graceSeconds, 0...3600), ("retrySeconds", work.retrySeconds, 0...3600),
    ] {
      try Self.require(
        range.contains(value), "work.\(name)",
        "must lie between \(range.lowerBound) and \(range.upperBound)")
    }
  }

  // MARK: The service

  private func checkService() throws(CheckedYAML.Problem) {
    try Self.require(
      service.address != nil, "service.listen", "must be an address and a port: 127.0.0.1:8460")
    if !service.isLoopback {
      try Self.require(
        !service.tokens.isEmpty, "service.listen",
        "reaches beyond this machine, which needs tokens: 'mcubenchd token' makes them")
      try Self.require(
        service.tls != nil || service.insecure, "service.listen",
        "reaches beyond this machine, which needs tls, or insecure: true behind a proxy that has it"
      )
    }
    for (index, token) in service.tokens.enumerated() {
      let key = "service.tokens.\(index)"
      try Self.require(Self.isName(token.name), "\(key).name", Self.nameRule)
      try Self.require(
        !service.tokens[..<index].contains { $0.name == token.name }, "\(key).name",
        "stands twice")
      try Self.require(
        token.sha256.wholeMatch(of: /[0-9a-f]{64}/) != nil, "\(key).sha256",
        "must be 64 hexadecimal digits in lower case")
    }
    let limits = service.limits
    for (name, value, range) in [
      ("uploadBytes", limits.uploadBytes, 1...1 << 30),
      ("requestsPerMinute", limits.requestsPerMinute, 1...1_000_000),
      ("liveStreams", limits.liveStreams, 0...10_000),
      ("requestSeconds", limits.requestSeconds, 1...3600),
    ] {
      try Self.require(
        range.contains(value), "service.limits.\(name)",
        "must lie between \(range.lowerBound) and \(range.upperBound)")
    }
  }
}

extension RigBoard {
  /// What a virtual board's unique id follows.
  package var virtualSerial: String { serial ?? name }
}
