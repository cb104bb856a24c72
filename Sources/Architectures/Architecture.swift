/// A family of networks: its factors, and a function that builds one of them.
package struct Architecture: Sendable {
  /// The base of variations' names: `mobilenetv1`.
  package let name: String
  package let title: String
  /// Where its layers are written down.
  package let source: String
  /// Its factors, in the order of their codes in names.
  package let rules: [FactorRule]
  /// The classifiers it can end in, the standard one first; empty where there is no choice.
  package let heads: [Head]
  /// Whether `last` and `penultimate` have the two readings of ``TailReading``.
  package let hasTailReadings: Bool
  /// Codes that names carry and that change nothing here.
  package let idleCodes: [String]

  let build: @Sendable (inout NetworkBuilder, FactorReader) throws(FactorError) -> Void

  init(
    name: String, title: String, source: String, rules: [FactorRule], heads: [Head] = [],
    hasTailReadings: Bool = false, idleCodes: [String] = [],
    build: @escaping @Sendable (inout NetworkBuilder, FactorReader) throws(FactorError) -> Void
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.rules = rules
    self.heads = heads
    self.hasTailReadings = hasTailReadings
    self.idleCodes = idleCodes
    self.build = build
  }

  /// Every architecture there is; a new one adds its line here.
  package static let catalog: [Architecture] = [
    mobileNetV1, mobileNetV2, mobileNetV3Small, mobileNetV3SmallSQ, mobileNetV3SmallNSQ,
    shuffleNetV1, shuffleNetV2,
  ]

  /// The architecture called `name`, whatever the case of its letters.
  package static func named(_ name: String) -> Architecture? {
    catalog.first { $0.name.lowercased() == name.lowercased() }
  }

  package func rule(of factor: Factor) -> FactorRule? { rules.first { $0.factor == factor } }
}

extension Architecture: Hashable {
  package static func == (left: Architecture, right: Architecture) -> Bool {
    left.name == right.name
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
