package import Measurements

/// What the measurement contract has a run say of its figures.
extension RunTable {
  /// The totals of the passes, and what the stamps cost.
  package static func latency(_ run: Measurement) -> [(String, String)] {
    if let prediction = run.prediction { return latency(run, prediction) }
    var facts: [(String, String)] = []
    if let clean = run.clean {
      facts.append(
        (
          "Latency",
          "median \(time(clean.median, in: run)),"
            + " MAD \(time(clean.medianAbsoluteDeviation, in: run)),"
            + " \(NumberText.grouped(clean.median)) cycles, \(runs(clean, in: run))"
        ))
      facts.append(
        (
          "Range",
          "\(time(clean.minimum, in: run)) … \(time(clean.maximum, in: run)),"
            + " first \(time(clean.first, in: run))"
        ))
    }
    if let sum = run.layerSumCycles {
      facts.append(
        (
          "Layers",
          "\(NumberText.grouped(sum)) cycles in sum\(residue(run)); \(run.probeCycles.rawValue)"
            + " cycles a stamp pair subtracted from each"
        ))
    }
    if let cores = PlacementText.cores(run) { facts.append(("Cores", cores)) }
    if let correction = run.correction { facts += corrected(run, correction) }
    if let cold = run.cold {
      let share = run.clean.flatMap { $0.median > 0 ? (cold.median / $0.median - 1) * 100 : nil }
      facts.append(
        (
          "Cold",
          "median \(time(cold.median, in: run)), \(NumberText.grouped(cold.median)) cycles"
            + (share.map { ", \(signed($0, digits: 2)) % on the clean pass" } ?? "")
        ))
    }
    if let start = start(run) { facts.append(("Start", start)) }
    return facts
  }

  /// How many cores shared the layers, and what that brought.
  package static func cores(_ run: Measurement) -> String {
    guard let single = run.singleCoreSumCycles, let speedup = run.speedup else {
      return "\(run.coreCount); no layer pass, so nothing to hold one core against"
    }
    return "\(run.coreCount); \(NumberText.fixed(speedup, digits: 2)) times as fast as one, which"
      + " takes \(NumberText.grouped(single)) cycles for the same layers of the same image"
  }

  private static func runs(_ clean: SampleStatistics, in run: Measurement) -> String {
    let rejected = clean.rejectedCount > 0 ? ", \(clean.rejectedCount) rejected" : ""
    return "\(clean.count) \(clean.count == 1 ? "run" : "runs")" + rejected
  }

  private static func residue(_ run: Measurement) -> String {
    guard let percent = run.residuePercent, let cycles = run.residueCycles else { return "" }
    let frame = run.frameCycles.map {
      "; the loop around the layers takes \($0.lowerBound) to \($0.upperBound)"
    }
    return ", residue \(signed(percent, digits: 3)) % (\(signed(cycles, digits: 0)) cycles"
      + (frame ?? "") + ")"
  }

  private static func start(_ run: Measurement) -> String? {
    let parts = [
      run.initCycles.map { "\(grouped($0)) cycles to the first command" },
      run.firstInferenceCycles.map { "\(grouped($0)) cycles the very first inference" },
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// How the clock was proved: `proven within 0.5 % by the host's clock over 3.20 s: ...`.
  package static func clock(_ run: Measurement) -> String? {
    guard let proof = run.chipState?.clockProof else { return nil }
    let reference =
      switch proof.reference {
      case .hostClock: "by the host's clock"
      case .modelledTime: "by a second timer"
      }
    let time = proof.reference == .modelledTime ? " of modelled time" : ""
    let bounds =
      if let lowest = proof.lowestHertz, let highest = proof.highestHertz {
        ": \(megahertz(lowest)) to \(megahertz(highest)) MHz"
      } else {
        ""
      }
    return "\(proof.verdict.rawValue) within \(NumberText.plain(proof.toleratedPercent)) %"
      + " \(reference) over \(NumberText.fixed(proof.seconds, digits: 2)) s\(time)\(bounds)"
  }

  /// The verdict with the codes that led to it.
  package static func validity(_ run: Measurement) -> String {
    let worst: Issue.Severity? =
      switch run.validity {
      case .valid: nil
      case .degraded: .degraded
      case .invalid, .invalidOutput: .invalid
      }
    let codes = run.issues.filter { $0.severity == worst }.map(\.code)
    let distinct = codes.indices.filter { !codes[..<$0].contains(codes[$0]) }.map { codes[$0] }
    return run.validity.rawValue
      + (distinct.isEmpty ? "" : ": " + distinct.joined(separator: ", "))
  }

  private static func megahertz(_ hertz: Double) -> String {
    NumberText.fixed(hertz / 1_000_000, digits: 3)
  }

  private static func grouped(_ cycles: CycleCount) -> String {
    NumberText.grouped(Double(cycles.rawValue))
  }

  private static func signed(_ value: Double, digits: Int) -> String {
    (value < 0 ? "" : "+") + NumberText.fixed(value, digits: digits)
  }

  private static func time(_ cycles: CycleCount, in run: Measurement) -> String {
    time(Double(cycles.rawValue), in: run)
  }

  private static func time(_ cycles: Double, in run: Measurement) -> String {
    run.microseconds(cycles).map(NumberText.duration) ?? "\(NumberText.grouped(cycles)) cycles"
  }
}
