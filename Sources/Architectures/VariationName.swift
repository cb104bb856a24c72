/// The name of a variation by the CNN Analyzer's scheme:
/// `<base>_<alpha>_<resolution>_c<channels>_o<classes>[_<codes>][.<tag>...][_b1]`.
///
/// A name says what was asked for, nothing more: the key of a model is the hash of its file. What is
/// read is kept as it stands, so that ``text`` gives the very name back.
package struct VariationName: Hashable, Sendable {
  /// A short code with its value: `l` 5.
  package struct Code: Hashable, Sendable {
    package let code: String
    package let value: Double
    /// The value as it stands: `0.30`.
    package let valueText: String

    init(_ code: String, _ value: Double, text: String? = nil) {
      self.code = code
      self.value = value
      valueText = text ?? FactorText.number(value)
    }
  }

  /// The name as it stood, or as it is written.
  package let text: String
  package let base: String
  package let alpha: Double
  package let resolution: Int
  package let channels: Int
  package let classes: Int
  package let codes: [Code]
  /// Free tags after dots: `MV1`.
  package let tags: [String]
  /// Whether it says that the batch is fixed at one: `_b1` at the end.
  package let hasFixedBatch: Bool

  /// The name of a variation: codes for the factors that were given, in the architecture's order.
  package init(_ architecture: Architecture, _ factors: Factors) {
    func value(_ factor: Factor) -> Double {
      factors[factor] ?? architecture.rule(of: factor)?.standard ?? 0
    }
    base = architecture.name
    alpha = value(.alpha)
    resolution = Int(value(.resolution))
    channels = Int(value(.channels))
    classes = Int(value(.classes))
    let codes = architecture.rules.compactMap { rule in
      rule.code.flatMap { code in factors[rule.factor].map { Code(code, $0) } }
    }
    // `_b1` alone reads as a batch of one, too, and says nothing: beta is 1 where none is given.
    self.codes = codes.map(\.code) == ["b"] && codes[0].value == 1 ? [] : codes
    tags = [factors.head?.rawValue, factors.tail?.rawValue].compactMap(\.self)
    hasFixedBatch = false
    let stem = "\(base)_\(FactorText.number(alpha))_\(resolution)_c\(channels)_o\(classes)"
    text =
      stem
      + (self.codes.isEmpty ? "" : "_" + self.codes.map { $0.code + $0.valueText }.joined())
      + tags.map { "." + $0 }.joined()
  }

  init(
    text: String, base: String, alpha: Double, resolution: Int, channels: Int, classes: Int,
    codes: [Code], tags: [String], hasFixedBatch: Bool
  ) {
    self.text = text
    self.base = base
    self.alpha = alpha
    self.resolution = resolution
    self.channels = channels
    self.classes = classes
    self.codes = codes
    self.tags = tags
    self.hasFixedBatch = hasFixedBatch
  }

  /// What the base is called besides its name in the catalogue: `shufflenetv2tiny` is the author's
  /// name of what the paper calls ShuffleNet v2, `mobilenetv1vww` the benchmark's model.
  private static let aliases = [
    "shufflenetv2tiny": "shufflenetv2", "mobilenetv1vww": "mobilenetv1",
  ]

  /// The architecture of the base, or `nil` for one that is not in the catalogue.
  package var architecture: Architecture? {
    Architecture.named(Self.aliases[base.lowercased()] ?? base)
  }

  /// The architecture and the factors that the name asks for.
  ///
  /// - Throws: `VariationNameError` for a base that is not in the catalogue, or a code that it does not
  ///   have. Tags that say nothing about the network are left out.
  package func request() throws(VariationNameError) -> (
    architecture: Architecture, factors: Factors
  ) {
    guard let architecture else {
      throw VariationNameError(
        text, .unknownBase(base, known: Architecture.catalog.map(\.name)))
    }
    var factors = Factors([
      .alpha: alpha, .resolution: Double(resolution), .channels: Double(channels),
      .classes: Double(classes),
    ])
    for code in codes where !architecture.idleCodes.contains(code.code) {
      guard let rule = architecture.rules.first(where: { $0.code == code.code }) else {
        throw VariationNameError(text, unknownCode(code, of: architecture))
      }
      factors[rule.factor] = code.value
    }
    for tag in tags {
      if let head = Head(rawValue: tag), architecture.heads.contains(head) {
        // The standard head is what a name without a tag means.
        factors.head = head == architecture.heads.first ? nil : head
      } else if let tail = TailReading(rawValue: tag), architecture.hasTailReadings {
        factors.tail = tail
      }
    }
    return (architecture, factors)
  }

  private func unknownCode(_ code: Code, of architecture: Architecture) -> VariationNameError.Reason
  {
    let others = Architecture.catalog.filter { other in
      other.name.hasPrefix(architecture.name) && other != architecture
        && codes.allSatisfy { code in
          other.idleCodes.contains(code.code) || other.rules.contains { $0.code == code.code }
        }
    }
    guard others.count < 2 else {
      return .severalReadings(
        others.map { "\($0.name) (\($0.title))" }, part: "the base \(base) with these codes")
    }
    return .unknownCode(
      code.code, base: architecture.name,
      known: architecture.rules.compactMap { rule in
        rule.code.map { "\($0) (\(rule.factor.rawValue))" }
      })
  }
}

extension Variation {
  package var name: VariationName { VariationName(architecture, factors) }
}
