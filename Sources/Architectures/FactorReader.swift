/// The factors of a variation as its architecture reads them: every one has a value that is allowed.
struct FactorReader {
  let architecture: Architecture
  let factors: Factors

  /// - Throws: `FactorError` for a factor that the architecture does not know or a value it does not
  ///   allow.
  init(_ architecture: Architecture, _ factors: Factors) throws(FactorError) {
    self.architecture = architecture
    self.factors = factors
    let known = architecture.rules.map(\.factor)
    for factor in Factor.allCases where factors[factor] != nil && !known.contains(factor) {
      throw FactorError(
        architecture.name,
        .unknown(factor: factor.rawValue, known: known.map(\.rawValue)))
    }
    for rule in architecture.rules {
      let value = number(rule.factor)
      guard rule.values.contains(value) else {
        throw FactorError(
          architecture.name, .notAllowed(given(rule.factor), allowed: rule.values))
      }
    }
    if let head = factors.head, !architecture.heads.contains(head) {
      throw FactorError(
        architecture.name,
        .noChoice(what: "head", value: head.rawValue, known: architecture.heads.map(\.rawValue)))
    }
    if let tail = factors.tail, !architecture.hasTailReadings {
      throw FactorError(
        architecture.name,
        .noChoice(what: "reading of its last layers", value: tail.rawValue, known: []))
    }
  }

  /// The value given, or the architecture's standard; 0 for a factor that it does not have.
  func number(_ factor: Factor) -> Double {
    factors[factor] ?? architecture.rule(of: factor)?.standard ?? 0
  }

  func whole(_ factor: Factor) -> Int { Int(number(factor)) }

  func given(_ factor: Factor) -> FactorError.Given {
    FactorError.Given(factor: factor, value: number(factor))
  }

  /// `base` channels times the factors, cut to a whole number as Keras cuts `filters`.
  ///
  /// - Throws: `FactorError` where nothing is left.
  func channels(_ base: Int, times scales: Factor...) throws(FactorError) -> Int {
    let product = scales.reduce(Double(base)) { $0 * number($1) }
    guard product >= 1 else {
      throw FactorError(architecture.name, .noChannels(scales.map(given), base: base))
    }
    return Int(product)
  }

  /// The multiple of `divisor` nearest to `value`, at least one, and not below nine tenths of it:
  /// `_make_divisible` of the TensorFlow models.
  static func divisible(_ value: Double, by divisor: Int = 8) -> Int {
    let nearest = max(divisor, Int(value + Double(divisor) / 2) / divisor * divisor)
    return Double(nearest) < 0.9 * value ? nearest + divisor : nearest
  }
}
