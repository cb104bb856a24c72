import Measurements
import Reports

/// What stands behind a run's figures.
enum RunFacts {
  static func issues(_ run: Measurement) -> HTML {
    Parts.table(
      "What a reader of these figures must know.",
      columns: [.text("severity"), .text("code"), .number("layer"), .text("what")]
    ) {
      HTML.element("tbody") {
        run.issues.map { issue in
          HTML.element("tr") {
            Parts.word { severity(issue.severity) }
            Parts.cell { HTML.element("code") { issue.code } }
            Parts.number(issue.layer.map(String.init) ?? "run")
            Parts.cell { issue.text }
          }
        }
      }
    }
  }

  private static func severity(_ severity: Issue.Severity) -> HTML {
    switch severity {
    case .information: .text("information")
    case .degraded: .element("span", "warning-text") { "⚠ degraded" }
    case .invalid: .element("span", "worse-text") { "✗ invalid" }
    }
  }

  static func memory(_ run: Measurement) -> HTML {
    guard !run.memory.regions.isEmpty || run.memory.stackHighWaterBytes != nil else {
      return .element("p") { "Nothing is known of the memory that the run used." }
    }
    return Parts.table(
      "Memory regions and what the run used of them.",
      columns: [
        .text("region"), .text("for"), .number("used, B"), .number("of, B"), .number("share"),
      ]
    ) {
      HTML.element("tbody") {
        run.memory.regions.map { region in
          row(region.name, region.role.rawValue, region.used, of: region.available)
        }
        run.memory.stackHighWaterBytes.map { used in
          row("stack", "high water", used, of: run.memory.stackBytes)
        }
      }
    }
  }

  private static func row(_ name: String, _ role: String, _ used: Int, of available: Int?) -> HTML {
    let share = available.flatMap { $0 > 0 ? Double(used) / Double($0) * 100 : nil }
    return .element("tr") {
      HTML.element("th", [.attribute("scope", "row")]) { name }
      Parts.cell { role }
      Parts.number(NumberText.grouped(used))
      Parts.number(available.map { NumberText.grouped($0) })
      Parts.share(share)
    }
  }

  static func evidence(_ run: Measurement) -> HTML {
    var rows: [(String, HTML)] = [("Evidence", .text(EvidenceText.sentence(run)))]
    if let claim = EvidenceText.claim(run) { rows.append(("Claim", .text(claim))) }
    if let correction = run.correction {
      rows.append(("Corrected", .text(EvidenceText.sentence(correction))))
    }
    rows.append(("Validity", EvidenceBanner.validity(run.validity, text: RunTable.validity(run))))
    if run.validity != .invalidOutput {
      rows += RunTable.latency(run).map { ($0.0, .text($0.1)) }
    }
    if let clock = RunTable.clock(run) { rows.append(("Clock", .text(clock))) }
    rows.append(("Output", .text(output(run))))
    rows.append(("Counter", .text(run.method.counter)))
    rows.append(
      (
        "Runs",
        .text(
          "\(run.method.runs) a pass, \(run.method.warmupRuns) to warm up; "
            + run.method.stopRule)
      ))
    for (name, value) in [
      ("Interrupts", run.method.interruptPolicy), ("Probe", run.method.probeState),
    ] {
      if let value { rows.append((name, .text(value))) }
    }
    if let input = run.method.input { rows.append(("Input", Name.whole(input))) }
    for register in run.chipState?.registers ?? [] {
      rows.append((register.name, .text(reading(register))))
    }
    return Parts.facts("How the figures were taken, and what the chip said of itself.", rows)
  }

  private static func reading(_ register: RegisterReading) -> String {
    "0x\(String(register.value, radix: 16))" + (register.meaning.map { ", \($0)" } ?? "")
      + (register.isAsExpected ? "" : " – NOT as the profile expects")
  }

  private static func output(_ run: Measurement) -> String {
    let check = run.outputCheck
    let vectors = check.vectorCount == 1 ? "1 vector" : "\(check.vectorCount) vectors"
    if check.vectorCount == 0 { return "not checked" }
    return check.mismatches.isEmpty
      ? "equals the host reference, \(vectors)"
      : "WRONG: differs from the host reference in \(Set(check.mismatches.map(\.vector)).count)"
        + " of \(vectors)"
  }

  static func provenance(_ run: Measurement, place: Place) -> HTML {
    var rows: [(String, HTML)] = [
      ("Run", .element("code") { run.runID.rawValue }),
      ("Made", .text(run.created.description)),
      ("Model", Name.whole(run.model.name)),
      (
        "Model SHA-256",
        run.model.sha256.isEmpty
          ? .text("not known") : .element("code") { run.model.sha256 }
      ),
      (
        "Board",
        .text(
          [run.board.profile, run.board.uniqueID.map { "unique id \($0)" }]
            .compactMap(\.self).joined(separator: ", "))
      ),
    ]
    let probe = [
      run.board.probeKind, run.board.probeSerial, run.board.probePath, run.board.probeFirmware,
    ].compactMap(\.self)
    if !probe.isEmpty { rows.append(("Probe", Name.whole(probe.joined(separator: ", ")))) }
    if let flashing = FlashingText.sentence(run.board) {
      rows.append(("Flashing", Name.whole(flashing)))
    }
    if let cores = PlacementText.cores(run) { rows.append(("Cores", .text(cores))) }
    if let sentence = PlacementText.sentence(run) { rows.append(("Placement", .text(sentence))) }
    if let build = run.build {
      rows += [
        ("Compiler", Name.whole(build.toolchain)),
        ("Flags", .element("code") { Name.cut(build.flags.joined(separator: " "), width: 2_000) }),
        ("Kernels", .text(run.kernelSetName ?? build.kernelSet)),
        ("Build", .element("code") { build.buildID }),
        ("ELF SHA-256", .element("code") { build.elfSHA256 }),
      ]
    }
    rows.append(("Program", .text(run.provenance.program)))
    if let host = run.board.host { rows.append(("Host", Name.whole(host))) }
    if let user = run.provenance.user { rows.append(("User", Name.whole(user))) }
    if let lab = run.provenance.lab { rows += lines(lab, place: place) }
    for artifact in run.artifacts {
      rows.append(
        (
          "File, \(artifact.role)",
          .group([
            Name.whole(artifact.path),
            .text(", \(NumberText.grouped(artifact.byteCount)) B"),
            artifact.sha256.map { .group([.text(", "), Parts.digest($0)]) } ?? .nothing,
          ])
        ))
    }
    return Parts.facts("Where the run comes from.", rows)
  }

  private static func lines(_ lab: LabProvenance, place: Place) -> [(String, HTML)] {
    var rows: [(String, HTML)] = [
      (
        "Job",
        .group([
          .link(place.job(lab.job)) { HTML.element("code") { lab.job } },
          .text(", attempt \(lab.attempt)"),
        ])
      )
    ]
    if let board = lab.boardName { rows.append(("Rig's board", Name.whole(board))) }
    if let night = lab.night {
      rows.append(("Night", .link(place.night(night)) { HTML.element("code") { night } }))
    }
    if let commit = lab.commit { rows.append(("Commit", Parts.digest(commit, length: 40))) }
    return rows
  }
}
