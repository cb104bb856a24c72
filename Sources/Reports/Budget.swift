package import Failures
import ModelGraph

/// Limits that a model has to keep, as given with `--budget ram=250KB,rom=250KB,macs=60M`.
package struct Budget: Hashable, Sendable {
  /// What is limited.
  package enum Quantity: String, Hashable, Sendable, CaseIterable {
    /// Peak bytes of live activations.
    case ram
    /// Bytes of the constants in the image; the firmware's code is known only after a build.
    case rom
    case macs
    case params
    /// Bytes of the model's file.
    case file

    package var isBytes: Bool { self == .ram || self == .rom || self == .file }
  }

  package struct Limit: Hashable, Sendable {
    package let quantity: Quantity
    package let value: Int
  }

  package let limits: [Limit]

  /// Reads limits separated by commas; KB and MB are 1024 and 1024^2 bytes, k, M and G of counts
  /// are powers of 1000.
  ///
  /// - Throws: ``BudgetError`` that quotes the part that is not understood.
  package init(parsing text: String) throws(BudgetError) {
    var limits: [Limit] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let quantity = Quantity(rawValue: sides[0].lowercased()),
        let value = Self.value(sides[1], isBytes: quantity.isBytes),
        !limits.contains(where: { $0.quantity == quantity })
      else { throw BudgetError(part: String(part)) }
      limits.append(Limit(quantity: quantity, value: value))
    }
    self.limits = limits
  }

  private static func value(_ text: String, isBytes: Bool) -> Int? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(number.count).uppercased()
    let factors: [String: Double] =
      isBytes
      ? [
        "": 1, "B": 1, "K": 1_024, "KB": 1_024, "KIB": 1_024, "M": 1_048_576, "MB": 1_048_576,
        "MIB": 1_048_576,
      ]
      : ["": 1, "K": 1e3, "M": 1e6, "G": 1e9]
    guard let factor = factors[unit], let parsed = Double(number), parsed.isFinite else {
      return nil
    }
    let value = (parsed * factor).rounded(.down)
    return value >= 0 && value < 9e15 ? Int(value) : nil
  }

  /// How a model stands to each limit, in the limits' order.
  package func verdicts(on analysis: Analysis) -> [BudgetVerdict] {
    limits.map { limit in
      BudgetVerdict(limit: limit, actual: limit.quantity.value(of: analysis))
    }
  }
}

/// How a model stands to one limit.
package struct BudgetVerdict: Hashable, Sendable {
  package let limit: Budget.Limit
  package let actual: Int

  package var passes: Bool { actual <= limit.value }

  /// `ram 55 296 B (54.0 KB) of 256 000 B (250.0 KB): pass`.
  var text: String {
    let amount = { (value: Int) in
      limit.quantity.isBytes ? AmountText.bytes(value) : NumberText.grouped(value)
    }
    return "\(limit.quantity.rawValue) \(amount(actual)) of \(amount(limit.value)): "
      + (passes ? "pass" : "FAIL")
  }
}

extension Budget.Quantity {
  fileprivate func value(of analysis: Analysis) -> Int {
    switch self {
    case .ram: analysis.facts.peakBytes
    case .rom: analysis.romBytes
    case .macs: analysis.facts.macCount
    case .params: analysis.facts.parameterCount
    case .file: analysis.fileBytes
    }
  }
}

/// Why a budget could not be read.
package struct BudgetError: Failure, Hashable {
  package let part: String

  package var summary: String { "cannot read \(part.debugDescription) in the budget" }
  package var remedy: String? {
    "write it like --budget ram=250KB,rom=250KB,macs=60M; each of "
      + Budget.Quantity.allCases.map(\.rawValue).joined(separator: ", ") + " at most once"
  }
  package var exitStatus: ExitStatus { .wrongInput }
}

/// Amounts of memory as text.
package enum AmountText {
  /// `55 296 B (54.0 KB)`; KB is 1024 bytes.
  package static func bytes(_ count: Int) -> String {
    "\(NumberText.grouped(count)) B (\(kilobytes(count)) KB)"
  }

  package static func kilobytes(_ count: Int) -> String {
    NumberText.fixed(Double(count) / 1_024, digits: 1)
  }
}
