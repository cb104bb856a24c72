/// One of the scaling factors of the CNN Analyzer paper; its raw value is its option's name.
package enum Factor: String, Hashable, Sendable, CaseIterable {
  /// The width multiplier α: what channels are multiplied by.
  case alpha
  /// Height and width of the input in pixels.
  case resolution
  /// Channels of the input.
  case channels
  case classes
  /// How often the repeated block of MobileNet v1 stands: the paper's loop_length.
  case loop
  /// Channels of the last convolution: the paper's last_layer_channels.
  case last
  /// Channels of the last but one convolution: the paper's penultimate_layer_channels.
  case penultimate
  /// The second width multiplier β, of MobileNet v1's repeated blocks and the one before them.
  case beta
  /// The expansion t of an inverted residual.
  case expansion
  /// Groups of the pointwise convolutions of ShuffleNet v1.
  case groups
  /// What the channels of a squeeze-excite are divided by.
  case squeeze
  /// Channels of the first convolution of ShuffleNet v2.
  case first
}

/// The classifier at the end of a network; its raw value is its tag in names.
package enum Head: String, Hashable, Sendable, CaseIterable {
  /// AVERAGE_POOL_2D over the whole map, FULLY_CONNECTED.
  case averagePool = "MV1"
  /// MEAN, a convolution of `last` channels, one of the classes.
  case convolutions = "MV3"
  /// MEAN and a convolution of the classes.
  case globalPool = "GAP"
}

/// How `last` and `penultimate` of MobileNet v1 are read; its raw value is its tag in names.
///
/// The paper's models have both: multiplied by alpha in `mobilenetv1_0.3_96_c3_o2_l5ll32pl256`, channel
/// counts in `mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3`, the only readings that give their parameters.
/// The rule that gives both: where beta is given they are counts, else they are multiplied.
package enum TailReading: String, Hashable, Sendable, CaseIterable {
  /// Multiplied by alpha, as every other layer's channels are.
  case scaled
  /// Channels as they stand.
  case absolute
}

/// The values that a factor may have.
package enum FactorValues: Hashable, Sendable {
  case number(ClosedRange<Double>)
  case whole(ClosedRange<Int>)
  case listed([Double])

  package func contains(_ value: Double) -> Bool {
    switch self {
    case .number(let range): range.contains(value)
    case .whole(let range):
      value == value.rounded() && abs(value) < 1e9 && range.contains(Int(value))
    case .listed(let values): values.contains(value)
    }
  }

  /// `a whole number from 1 to 32`.
  package var text: String {
    switch self {
    case .number(let range):
      "a number from \(FactorText.number(range.lowerBound)) to \(FactorText.number(range.upperBound))"
    case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .listed(let values):
      "one of " + values.map(FactorText.number).joined(separator: ", ")
    }
  }

  /// `1 to 32`, `1, 2, 4`.
  package var shortText: String {
    switch self {
    case .number(let range):
      "\(FactorText.number(range.lowerBound)) to \(FactorText.number(range.upperBound))"
    case .whole(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .listed(let values): values.map(FactorText.number).joined(separator: ", ")
    }
  }
}

/// A factor as one architecture knows it.
package struct FactorRule: Hashable, Sendable {
  package let factor: Factor
  /// The short code in the variation's name, or `nil` for the four that have a place of their own.
  package let code: String?
  package let values: FactorValues
  /// The value where none is given.
  package let standard: Double
  package let meaning: String

  package init(
    _ factor: Factor, code: String? = nil, _ values: FactorValues, standard: Double,
    _ meaning: String
  ) {
    self.factor = factor
    self.code = code
    self.values = values
    self.standard = standard
    self.meaning = meaning
  }

  /// The factors that every architecture has: alpha, resolution, input channels and classes.
  static func common(alpha: FactorValues = .number(0.01...4)) -> [FactorRule] {
    [
      FactorRule(
        .alpha, alpha, standard: 0.25, "width multiplier: what channels are multiplied by"),
      FactorRule(.resolution, .whole(8...512), standard: 96, "height and width of the input"),
      FactorRule(.channels, .whole(1...16), standard: 3, "channels of the input"),
      FactorRule(.classes, .whole(1...1000), standard: 2, "classes of the output"),
    ]
  }
}

/// Factors' values as text.
package enum FactorText {
  /// The shortest text that reads back as `value`: `0.25`, `1`.
  package static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}

/// The values given for a variation; what is not given has the architecture's standard.
package struct Factors: Hashable, Sendable {
  package var numbers: [Factor: Double]
  package var head: Head?
  package var tail: TailReading?

  package init(
    _ numbers: [Factor: Double] = [:], head: Head? = nil, tail: TailReading? = nil
  ) {
    self.numbers = numbers
    self.head = head
    self.tail = tail
  }

  package subscript(factor: Factor) -> Double? {
    get { numbers[factor] }
    set { numbers[factor] = newValue }
  }
}
