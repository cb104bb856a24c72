package import Failures
package import Measurements

/// Limits that a run has to keep: those of a model, and what only a run tells.
///
/// Written `latency=70ms,ram=250KB,rom=250KB,macs=60M,bytes/param=1.5`.
package struct RunBudget: Hashable, Sendable {
  /// What is limited.
  package enum Quantity: Hashable, Sendable {
    /// The clean pass' median, in microseconds.
    case latency
    case bytesPerParameter
    /// What a model alone tells, too; of a run `ram` is its arena and `rom` the whole image.
    case model(Budget.Quantity)
  }

  package struct Limit: Hashable, Sendable {
    package let quantity: Quantity
    package let value: Double
  }

  package let limits: [Limit]

  /// - Throws: ``RunBudgetError`` that quotes the part that is not understood.
  package init(parsing text: String) throws(RunBudgetError) {
    var limits: [Limit] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let limit = Self.limit(part),
        !limits.contains(where: { $0.quantity == limit.quantity })
      else { throw RunBudgetError(part: part) }
      limits.append(limit)
    }
    self.limits = limits
  }

  private static func limit(_ part: String) -> Limit? {
    let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2 else { return nil }
    switch sides[0].lowercased() {
    case "latency": return microseconds(sides[1]).map { Limit(quantity: .latency, value: $0) }
    case "bytes/param":
      return number(sides[1]).map { Limit(quantity: .bytesPerParameter, value: $0) }
    default:
      guard let budget = try? Budget(parsing: part), let limit = budget.limits.first else {
        return nil
      }
      return Limit(quantity: .model(limit.quantity), value: Double(limit.value))
    }
  }

  private static func microseconds(_ text: String) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let factors = ["us": 1.0, "µs": 1, "ms": 1e3, "s": 1e6]
    guard let factor = factors[text.dropFirst(digits.count).lowercased()] else { return nil }
    return number(String(digits)).map { $0 * factor }
  }

  private static func number(_ text: String) -> Double? {
    guard text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let value = Double(text),
      value < 9e15
    else { return nil }
    return value
  }

  /// How a run stands to each limit, in the limits' order.
  package func verdicts(on run: Measurement) -> [RunBudgetVerdict] {
    limits.map { RunBudgetVerdict(limit: $0, actual: $0.quantity.value(of: run)) }
  }
}

/// How a run stands to one limit.
package struct RunBudgetVerdict: Hashable, Sendable {
  package let limit: RunBudget.Limit
  /// `nil` where the run does not tell, which keeps no limit.
  package let actual: Double?

  package var passes: Bool { actual.map { $0 <= limit.value } ?? false }

  /// `ram 55 296 B (54.0 KB) of 256 000 B (250.0 KB): pass`.
  package var text: String {
    "\(limit.quantity.name) \(actual.map(limit.quantity.text) ?? "unknown") of"
      + " \(limit.quantity.text(limit.value)): " + (passes ? "pass" : "FAIL")
  }
}

extension RunBudget.Quantity {
  /// As `--budget` has it.
  package var name: String {
    switch self {
    case .latency: "latency"
    case .bytesPerParameter: "bytes/param"
    case .model(let quantity): quantity.rawValue
    }
  }

  /// `value` with its unit.
  package func text(_ value: Double) -> String {
    switch self {
    case .latency: NumberText.duration(microseconds: value)
    case .bytesPerParameter: NumberText.fixed(value, digits: 3)
    case .model(let quantity):
      quantity.isBytes ? AmountText.bytes(Int(value)) : NumberText.grouped(value)
    }
  }

  fileprivate func value(of run: Measurement) -> Double? {
    switch self {
    case .latency:
      guard run.validity.isUsable else { return nil }
      return run.clean.flatMap { run.microseconds($0.median) }
    case .bytesPerParameter: return run.model.bytesPerParameter
    case .model(.ram): return run.known(run.memory.activationBytes).map { Double($0) }
    case .model(.rom):
      // Of a prediction there is no image: its constants count, as in an analysis.
      return (run.prediction?.constantBytes ?? run.memory.flashBytes).map { Double($0) }
    case .model(.macs): return run.known(run.ranMACCount).map { Double($0) }
    case .model(.params): return run.known(run.ranParameterCount).map { Double($0) }
    case .model(.file): return run.known(run.model.fileBytes).map { Double($0) }
    }
  }
}

extension MemoryRecord {
  /// Bytes that a run's activations take: its arenas, or what lives at the peak where none is known.
  package var activationBytes: Int { max(arenaBytes, peakLiveBytes) }

  /// Bytes of flash that the image takes, or `nil` when nobody knows.
  package var flashBytes: Int? {
    let regions = regions.filter { $0.role == .flash }
    return regions.isEmpty ? nil : regions.reduce(0) { $0 + $1.used }
  }
}

/// Why a run's budget could not be read.
package struct RunBudgetError: Failure, Hashable {
  package let part: String

  package var summary: String {
    "cannot read \(TerminalText.escaping(part.debugDescription)) in the budget"
  }
  package var remedy: String? {
    "write it like --budget latency=70ms,ram=250KB,rom=250KB,macs=60M; each of latency, "
      + Budget.Quantity.allCases.map(\.rawValue).joined(separator: ", ")
      + ", bytes/param at most once"
  }
  package var exitStatus: ExitStatus { .wrongInput }
}
