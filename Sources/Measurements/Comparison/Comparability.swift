/// Finds what blocks a comparison of two runs, and what its reader must know.
struct Comparability {
  let baseline: ComparedRun
  let candidate: ComparedRun
  let totals: [RunComparison.TotalPair]
  let matching: LayerMatching

  typealias Finding = ComparabilityFinding

  var findings: [Finding] {
    let found = circumstances + task + build
    if found.contains(where: { $0.code == .predictedBesideRun }) {
      return found.filter { !Self.ofRunsAlone.contains($0.code) }
    }
    let isOtherWork = found.contains { $0.code.changesTheWork }
    return found + precision + (isOtherWork ? [] : layout)
  }

  /// What differs between any prediction and any run, for nothing ran for the one.
  private static let ofRunsAlone: Set<Finding.Code> = [
    .differentInput, .differentCompiler, .differentFlags, .differentMethod, .differentProgram,
  ]

  /// Where the cycles come from, and whether they may be used.
  private var circumstances: [Finding] {
    var found: [Finding] = []
    let isPredicted = [baseline, candidate].contains { $0.evidence == .predicted }
    found += differing(
      isPredicted ? .predictedBesideRun : .differentEvidence, "evidence", \.evidence.rawValue)
    for run in [baseline, candidate] where !run.validity.isUsable {
      found.append(Finding(.unusableRun, "run \(run.runID.short) is \(run.validity.rawValue)"))
    }
    found += differing(.differentBoard, "the board", \.board)
    found += differing(.differentClock, "the core clock") { run in
      run.clockHertz.map { "\($0) Hz" } ?? "unknown"
    }
    if baseline.evidence == candidate.evidence { found += timingModel }
    for run in [baseline, candidate] where run.validity == .degraded {
      let codes = run.issues.map(\.code).uniqued.joined(separator: ", ")
      found.append(Finding(.degradedRun, "run \(run.runID.short) is degraded: \(codes)"))
    }
    if baseline.evidence == .measured, baseline.board == candidate.board {
      found += differing(.differentUnit, "the chip's unique id") { $0.uniqueID ?? "unknown" }
    }
    return found
  }

  private var timingModel: [Finding] {
    let model = differing(.differentTimingModel, "the timing model") { run in
      run.timingModel.map { "\($0.name) v\($0.version)" } ?? "none"
    }
    guard model.isEmpty else { return model }
    return differing(.differentTimingParameters, "the hash of the timing model's parameters") {
      $0.timingModel?.parameterHash ?? "unknown"
    }
  }

  /// What was asked of the board.
  private var task: [Finding] {
    // Of two runs that do not know their model nobody can tell.
    guard baseline.modelSHA256 == candidate.modelSHA256, !baseline.modelSHA256.isEmpty else {
      var found = [Finding(.differentModel, "the models differ: there is no verdict")]
      if baseline.inputShapes.map(\.count) != candidate.inputShapes.map(\.count) {
        found += differing(.differentInputKind, "the kind of input") { shapes($0) }
      } else {
        found += differing(.differentInputShape, "the input's shape") { shapes($0) }
      }
      return found
    }
    let input = differing(.differentInput, "the input") { $0.method.input ?? "unknown" }
    guard input.isEmpty, let before = baseline.outputSHA256, let after = candidate.outputSHA256,
      before != after
    else { return input }
    return [Finding(.differentInput, "the outputs differ, so the inputs did")]
  }

  private func shapes(_ run: ComparedRun) -> String {
    run.inputShapes.map { $0.map(String.init).joined(separator: "x") }.joined(separator: ", ")
  }

  /// What was built, by what, and how its cycles were taken.
  private var build: [Finding] {
    var found = differing(.differentPruning, "what of the network ran") {
      KernelSetName.isPruned($0.kernelSet) ? "pruned of its dead channels" : "all of it"
    }
    if let before = baseline.placement?.flag, let after = candidate.placement?.flag, before != after
    {
      found.append(
        Finding(
          .differentPlacement, "where code and weights lay differs: \(before), then \(after)"))
    }
    if let before = baseline.cores, let after = candidate.cores, before != after {
      found.append(
        Finding(.differentCores, "the number of cores differs: \(before), then \(after)"))
    }
    found += differing(.differentKernelSet, "the kernel set") { $0.kernelSet ?? "unknown" }
    let changed = matching.pairs.filter {
      $0.basis != .name && $0.baseline.kernelSymbol != $0.candidate.kernelSymbol
    }
    if !changed.isEmpty {
      found.append(
        Finding(
          .differentKernels,
          changed.count == 1
            ? "layer \(changed[0].candidate.index) uses another kernel"
            : "\(changed.count) layers use another kernel"))
    }
    found += differing(.differentCompiler, "the compiler") { $0.toolchain ?? "unknown" }
    if baseline.flags != candidate.flags {
      let gone = baseline.flags.filter { !candidate.flags.contains($0) }.map { "without \($0)" }
      let new = candidate.flags.filter { !baseline.flags.contains($0) }.map { "with \($0)" }
      let change = gone + new
      found.append(
        Finding(
          .differentFlags,
          "the compiler's flags differ: "
            + (change.isEmpty ? "their order" : change.joined(separator: ", "))))
    }
    found += differing(.differentProgram, "the program", \.program)
    found += differing(.differentMethod, "the cycle counter", \.method.counter)
    found += differing(.differentMethod, "what happens to interrupts in a window") {
      $0.method.interruptPolicy ?? "unknown"
    }
    found += differing(.differentMethod, "the debug probe's state") {
      $0.method.probeState ?? "unknown"
    }
    if baseline.validity.isUsable, candidate.validity.isUsable {
      found += differing(.differentMethod, "what was timed") { run in
        ComparedRun.Total.allCases.filter { run.totals[$0] != nil }.map(\.rawValue)
          .joined(separator: " ")
      }
    }
    return found
  }

  /// What simulated cycles cannot tell apart.
  private var precision: [Finding] {
    guard baseline.evidence != .measured, candidate.evidence != .measured else { return [] }
    let claims = [baseline, candidate].map { $0.timingModel?.claim }
    guard let before = claims[0]?.rankingLimitPercent, let after = claims[1]?.rankingLimitPercent
    else {
      let names = [baseline, candidate].map { $0.timingModel?.name ?? "unknown" }.uniqued
      return [
        Finding(
          .nothingClaimed,
          "the timing model \(names.joined(separator: ", ")) claims nothing here: these are"
            + " differences of simulated cycles, not of a chip's")
      ]
    }
    var found = differing(.differentClaim, "the claim that applies") {
      $0.timingModel?.claim?.row ?? "none"
    }
    let limit = max(before, after)
    let small = totals.filter { pair in
      pair.test.verdict != .unchanged && abs(pair.test.deltaPercent ?? .infinity) < limit
    }
    if !small.isEmpty {
      found.append(
        Finding(
          .belowRankingLimit,
          "ranking two kernels that differ by under \(text(limit)) % is not supported by simulated"
            + " cycles: \(small.map(\.total.rawValue).joined(separator: ", "))"
            + (small.count == 1 ? " differs" : " differ") + " by less"))
    }
    return found
  }

  /// The least and most that all layers move by, in percent, when code or data only moved.
  private static let layoutPercent = 1.0...3.0

  /// A move of every layer with nothing changed in what was built.
  private var layout: [Finding] {
    let moves = matching.pairs.compactMap { $0.test?.deltaPercent }
    if let before = baseline.kernelCodeSHA256, let after = candidate.kernelCodeSHA256 {
      guard before == after else { return [] }
    }
    guard moves.count > 1, matching.pairs.allSatisfy({ $0.basis == .place }),
      moves.allSatisfy({ Self.layoutPercent.contains(abs($0)) })
    else { return [] }
    return [
      Finding(
        .layoutSuspect,
        "every layer moved by 1 to 3 % with the same kernels and flags: layout or alignment is"
          + " suspect")
    ]
  }

  /// A finding when `value` differs, which `name` names.
  private func differing(
    _ code: Finding.Code, _ name: String, _ value: (ComparedRun) -> String
  ) -> [Finding] {
    let (before, after) = (value(baseline), value(candidate))
    return before == after ? [] : [Finding(code, "\(name) differs: \(before), then \(after)")]
  }

  /// `value` with at most two decimals.
  private func text(_ value: Double) -> String {
    let hundredths = Int((min(value, 1e9) * 100).rounded())
    guard hundredths % 100 != 0 else { return String(hundredths / 100) }
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}

extension ComparabilityFinding.Code {
  /// Whether it says that something else was built or asked.
  fileprivate var changesTheWork: Bool {
    switch self {
    case .differentBoard, .differentClock, .differentTimingModel, .differentTimingParameters,
      .differentModel, .differentInput, .differentPruning, .differentPlacement, .differentCores,
      .differentKernelSet, .differentKernels,
      .differentCompiler, .differentFlags, .differentProgram:
      true
    default: false
    }
  }
}

extension ComparabilityFinding {
  fileprivate init(_ code: Code, _ text: String) {
    self.init(code: code, text: text)
  }
}

extension Sequence<String> {
  /// Each text once, at its first place.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
