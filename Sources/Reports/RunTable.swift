package import Measurements
import ModelGraph

/// A run as `run` and `show` print it: a line a layer, then totals, memory, evidence and issues.
package enum RunTable {
  /// The whole text, each line with its newline and text from the model escaped.
  ///
  /// `place` is where the record went or came from, `imported` from what it got there; with
  /// `explainsKernels`, a line a layer says which kernel ran and why.
  package static func text(
    _ run: Measurement, place: String?, imported: ImportRecord? = nil,
    explainsKernels: Bool = false
  ) -> String {
    var text = title(run) + "\n\n" + layers(run).text + "\n"
    if explainsKernels { text += kernels(run).text + "\n" }
    let origin = imported.map { [("Imported", "from \(ImportReport.sentence($0))")] } ?? []
    for (name, value) in facts(run, place: place) + origin {
      let padding = String(repeating: " ", count: max(0, 9 - name.count))
      text += "  \(name)\(padding) \(TerminalText.escaping(value))\n"
    }
    return text
  }

  private static func title(_ run: Measurement) -> String {
    let clock = run.clockHertz.map { " at \(NumberText.plain(Double($0) / 1_000_000)) MHz" } ?? ""
    let title = TerminalText.escaping("\(run.model.name) on \(run.board.profile)\(clock)")
    return title + (run.pruning.map { "\npruned: " + PruningText.sentence($0) } ?? "")
  }

  private static func layers(_ run: Measurement) -> TextTable {
    let removed: [TextTable.Column] = run.pruning == nil ? [] : [.number("removed")]
    var table = TextTable(
      columns: [.number("layer"), .text("operator"), .text("shape"), .number("MACs")] + removed
        + [
          .number("cycles"), .number("µs"), .number("share"), .number("cycles/MAC"),
        ] + (run.coreCount > 1 ? [.number("one core"), .number("speed-up")] : []) + [
          .text("kernel")
        ] + (run.prediction == nil ? [] : intervalColumns)
        + (run.correction == nil ? [] : correctedColumns))
    for row in LayerRow.rows(of: run) where row.pass == .layer {
      let layer = row.layer
      let identity = [
        String(layer.index),
        layer.identity.customName.map { TerminalText.escaping($0, width: 24) }
          ?? layer.identity.operatorName,
        ShapeText.change(from: layer.shapes.inputs, to: layer.shapes.outputs),
        row.known(layer.costs.macCount).map { NumberText.grouped($0) } ?? "-",
      ]
      let removed =
        run.pruning == nil
        ? [] : [row.pruning.map { NumberText.grouped($0.removedMACCount) } ?? "-"]
      table.append(
        identity + removed + [
          row.timing.map { NumberText.grouped($0.medianCycles) } ?? "-",
          row.microseconds.map { NumberText.fixed($0, digits: 1) } ?? "-",
          row.sharePercent.map { NumberText.fixed($0, digits: 1) + " %" } ?? "-",
          row.perMAC(row.timing?.medianCycles).map { NumberText.fixed($0, digits: 2) } ?? "-",
        ] + speedup(row) + [
          run.isForeign ? "-" : kernel(layer)
        ] + (run.prediction == nil ? [] : interval(row))
          + (run.correction == nil ? [] : corrected(row)))
    }
    return table
  }

  /// What a layer takes on one core, and how many times as long that is.
  private static func speedup(_ row: LayerRow) -> [String] {
    guard row.run.coreCount > 1 else { return [] }
    return [
      row.oneCoreCycles.map { NumberText.grouped($0) } ?? "-",
      row.speedup.map { NumberText.fixed($0, digits: 2) } ?? "-",
    ]
  }

  /// Which kernel ran each layer, and why it was chosen.
  private static func kernels(_ run: Measurement) -> TextTable {
    var table = TextTable(columns: [
      .number("layer"), .text("kernel"), .text("path"), .text("why"),
    ])
    for layer in run.layers where !run.isForeign {
      let isCalled = layer.window != nil && layer.path.kernelSymbol != nil
      table.append([
        String(layer.index), isCalled ? kernel(layer) : "none",
        isCalled ? layer.path.code.rawValue : "",
        [
          layer.path.reason,
          run.pruning?.layer(atNode: layer.identity.nodeIndex).flatMap(PruningText.sentence),
        ].compactMap(\.self).joined(separator: "; "),
      ])
    }
    return table
  }

  /// The kernel's function without the prefix that all share, or why there is none.
  private static func kernel(_ layer: LayerRecord) -> String {
    guard layer.window != nil, let symbol = layer.path.kernelSymbol else {
      return layer.path.reason.map { "none: \($0)" } ?? "none"
    }
    return symbol.hasPrefix("mcub_") ? String(symbol.dropFirst("mcub_".count)) : symbol
  }

  private static func facts(_ run: Measurement, place: String?) -> [(String, String)] {
    var facts: [(String, String)] = []
    if run.validity == .invalidOutput {
      facts.append(("Cycles", "not shown: the board computed something else than the host"))
    } else {
      facts += latency(run)
    }
    if let clock = clock(run) { facts.append(("Clock", clock)) }
    facts += memory(run)
    if run.evidence != .predicted { facts.append(("Output", output(run))) }
    facts.append(("Evidence", EvidenceText.sentence(run)))
    if let correction = run.correction {
      facts.append(("Corrected", EvidenceText.sentence(correction)))
    }
    if let claim = EvidenceText.claim(run) { facts.append(("Claim", claim)) }
    if let flashing = FlashingText.sentence(run.board) { facts.append(("Flashing", flashing)) }
    facts.append(("Validity", validity(run)))
    for issue in run.issues {
      facts.append(("Issue", "\(issue.severity.rawValue) \(issue.code): \(issue.text)"))
    }
    let origin = place.map { " in \($0)" } ?? ""
    // A prediction that is not stored is nobody's to look up.
    if run.prediction == nil || place != nil {
      facts.append(("Record", "run \(run.runID.short)\(origin), \(run.created)"))
    }
    for artifact in run.artifacts {
      facts.append(("File", "\(artifact.role)  \(artifact.path)"))
    }
    return facts
  }

  private static func memory(_ run: Measurement) -> [(String, String)] {
    func bytes(_ used: Int, of available: Int?) -> String {
      "\(NumberText.grouped(used)) B" + (available.map { " of \(NumberText.grouped($0)) B" } ?? "")
    }
    var facts: [(String, String)] = []
    for (title, role) in [
      ("Arena", RegionUse.Role.arena), ("Weights", .weights), ("Flash", .flash),
      ("Data", .firmware),
    ] {
      let regions = run.memory.regions.filter { $0.role == role && ($0.used > 0 || role != .arena) }
      guard !regions.isEmpty else { continue }
      let uses = regions.map { region in
        let name = region.name == role.rawValue ? "" : region.name + " "
        return name + bytes(region.used, of: region.available)
      }
      let origin = role == .weights ? ", copied from flash before the first run" : ""
      facts.append((title, uses.joined(separator: ", ") + origin))
    }
    if let sentence = PlacementText.sentence(run) { facts.append(("Placement", sentence)) }
    if let stack = run.memory.stackHighWaterBytes {
      facts.append(("Stack", "\(bytes(stack, of: run.memory.stackBytes)) used at most"))
    }
    return facts
  }

  private static func output(_ run: Measurement) -> String {
    let count = run.outputCheck.vectorCount
    let vectors = count == 1 ? "1 vector" : "\(count) vectors"
    if count == 0 { return "not checked" }
    if run.outputCheck.mismatches.isEmpty { return "equals the host reference, \(vectors)" }
    let wrong = Set(run.outputCheck.mismatches.map(\.vector)).count
    return "WRONG: differs from the host reference in \(wrong) of \(vectors)"
  }
}
