package import Failures
import Measurements
package import ModelCatalog

/// Which models to list or export, as given with `--where "tag=vww, macs<60M, accuracy>=80"`.
///
/// A number that nobody knows keeps no condition. A latency is asked for by its evidence: `simulated<70ms`.
package struct ModelFilter: Hashable, Sendable {
  /// How a value stands to another.
  package enum Comparison: String, Hashable, Sendable, CaseIterable {
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case notEqual = "!="
    case less = "<"
    case greater = ">"
    case equal = "="

    func holds(_ left: Double, _ right: Double) -> Bool {
      switch self {
      case .lessOrEqual: left <= right
      case .greaterOrEqual: left >= right
      case .notEqual: left != right
      case .less: left < right
      case .greater: left > right
      case .equal: left == right
      }
    }
  }

  /// What texts are compared with.
  enum TextKey: String, Hashable, Sendable, CaseIterable {
    case tag
    case base
    case board
    case name
    case variation
    case dataset
  }

  enum Condition: Hashable, Sendable {
    case text(TextKey, Comparison, String)
    case quantity(ModelQuantity, Comparison, Double)
  }

  let conditions: [Condition]

  /// All of the conditions, with commas between, must hold.
  ///
  /// - Throws: ``ModelFilterError`` that quotes the one that is not understood.
  package init(parsing texts: [String]) throws(ModelFilterError) {
    var conditions: [Condition] = []
    for part in texts.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
      guard let condition = Self.condition(part.filter { $0 != " " }) else {
        throw ModelFilterError(part: String(part))
      }
      conditions.append(condition)
    }
    self.conditions = conditions
  }

  private static func condition(_ text: String) -> Condition? {
    guard let start = text.firstIndex(where: { "<>=!".contains($0) }) else { return nil }
    // The longer signs come first.
    guard let sign = Comparison.allCases.first(where: { text[start...].hasPrefix($0.rawValue) })
    else { return nil }
    let key = text[..<start].lowercased()
    let value = String(text[start...].dropFirst(sign.rawValue.count))
    guard !value.isEmpty else { return nil }
    if let key = TextKey(rawValue: key) {
      return sign == .equal || sign == .notEqual ? .text(key, sign, value) : nil
    }
    guard let quantity = ModelQuantity(rawValue: key) else { return nil }
    return quantity.value(of: value).map { .quantity(quantity, sign, $0) }
  }

  /// The board that latencies are of, where a condition names one.
  package var board: String? {
    for case .text(.board, .equal, let name) in conditions { return name }
    return nil
  }

  package func passes(_ entry: ModelEntry) -> Bool {
    conditions.allSatisfy { condition in
      switch condition {
      case .text(let key, let sign, let value):
        Self.texts(key, of: entry).contains(value) == (sign == .equal)
      case .quantity(let quantity, let sign, let value):
        quantity.value(of: entry, board: board).map { sign.holds($0, value) } ?? false
      }
    }
  }

  private static func texts(_ key: TextKey, of entry: ModelEntry) -> [String] {
    switch key {
    case .tag: entry.tags
    case .base: entry.factors.architecture.map { [$0] } ?? []
    case .board: entry.latencies.map(\.newest.board)
    case .name: entry.names
    case .variation: entry.factors.variation.map { [$0] } ?? []
    case .dataset: entry.accuracies.compactMap(\.dataSet)
    }
  }
}

/// A number of a model.
package enum ModelQuantity: String, Hashable, Sendable, CaseIterable {
  case macs
  case params
  /// Bytes of the file.
  case file
  /// Peak bytes of live activations in the file's own order.
  case ram
  /// The same in the best order.
  case bestRAM = "best_ram"
  case bytesPerParameter = "bytes/param"
  case accuracy
  case auc
  case alpha
  case resolution
  case channels
  case classes
  case runs
  /// The least of the newest latencies that silicon counted, in microseconds.
  case measured
  case simulated
  case predicted

  private var evidence: Evidence? { Evidence(rawValue: rawValue) }

  /// The value that a text gives, with the units of budgets.
  func value(of text: String) -> Double? {
    switch self {
    case .macs, .params, .file, .ram, .bestRAM:
      let name = self == .bestRAM ? "ram" : rawValue
      return (try? RunBudget(parsing: "\(name)=\(text)"))?.limits.first?.value
    case .measured, .simulated, .predicted:
      return (try? RunBudget(parsing: "latency=\(text)"))?.limits.first?.value
    default:
      guard text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
      return Double(text)
    }
  }

  /// The value of a model, or `nil` where it is not known; latencies on `board`, else on any.
  package func value(of entry: ModelEntry, board: String? = nil) -> Double? {
    switch self {
    case .macs: entry.costs.macCount.map { Double($0) }
    case .params: entry.costs.parameterCount.map { Double($0) }
    case .file: entry.costs.fileBytes.map { Double($0) }
    case .ram: entry.costs.peakBytes.map { Double($0) }
    case .bestRAM: entry.costs.lowestPeakBytes.map { Double($0) }
    case .bytesPerParameter: entry.costs.bytesPerParameter
    case .accuracy: entry.newest(.accuracy)?.value
    case .auc: entry.newest(.auc)?.value
    case .alpha: entry.factors.alpha
    case .resolution: entry.factors.resolution.map { Double($0) }
    case .channels: entry.factors.channels.map { Double($0) }
    case .classes: entry.factors.classes.map { Double($0) }
    case .runs: Double(entry.runCount)
    case .measured, .simulated, .predicted:
      entry.latencies.map(\.newest)
        .filter { $0.evidence == evidence && (board == nil || $0.board == board) }
        .compactMap(\.cleanMicroseconds).min()
    }
  }
}

/// What models are ordered by.
package enum ModelOrder: Hashable, Sendable {
  /// By the first label.
  case name
  /// The newest first.
  case created
  /// Accuracies and runs the largest first, all else the smallest; unknown ones last.
  case quantity(ModelQuantity)

  /// The order of a name, or `nil`.
  package init?(name: String) {
    switch name {
    case "name": self = .name
    case "created": self = .created
    default:
      guard let quantity = ModelQuantity(rawValue: name) else { return nil }
      self = .quantity(quantity)
    }
  }

  package static let names = ["name", "created"] + ModelQuantity.allCases.map(\.rawValue)

  /// `entries` in this order; equals stay as they were.
  package func sorted(_ entries: [ModelEntry], board: String? = nil) -> [ModelEntry] {
    switch self {
    case .name: return Self.sorted(entries) { $0.name < $1.name }
    case .created: return Self.sorted(entries) { $0.created > $1.created }
    case .quantity(let quantity):
      let isFalling = [.accuracy, .auc, .runs].contains(quantity)
      return Self.sorted(entries) { first, second in
        switch (quantity.value(of: first, board: board), quantity.value(of: second, board: board)) {
        case (let left?, let right?): isFalling ? left > right : left < right
        case (.some, nil): true
        default: false
        }
      }
    }
  }

  private static func sorted(
    _ entries: [ModelEntry], _ precedes: (ModelEntry, ModelEntry) -> Bool
  ) -> [ModelEntry] {
    entries.enumerated().sorted { first, second in
      if precedes(first.element, second.element) { return true }
      if precedes(second.element, first.element) { return false }
      return first.offset < second.offset
    }.map(\.element)
  }
}

/// Why a filter could not be read.
package struct ModelFilterError: Failure, Hashable {
  package let part: String

  package var summary: String {
    "cannot read '\(TerminalText.escaping(part))' as a condition on models"
  }
  package var remedy: String? {
    "write it like --where 'tag=vww, macs<60M, ram<=250KB, simulated<70ms'; texts: "
      + ModelFilter.TextKey.allCases.map(\.rawValue).joined(separator: ", ") + "; numbers: "
      + ModelQuantity.allCases.map(\.rawValue).joined(separator: ", ")
  }
  package var exitStatus: ExitStatus { .wrongInput }
}
