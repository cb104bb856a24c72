package import Architectures

/// A factor's values that a search may choose from.
package struct SearchAxis: Hashable, Sendable {
  package let factor: Factor
  /// From the value that makes the largest network to the one that makes the smallest.
  package let values: [Double]
  /// Those of ``values`` that a plain grid would have: channel counts halved, nothing between.
  package let gridValues: [Double]
  /// Whether each value less takes the same away, as a block of a row does.
  package let isLinear: Bool

  package init(
    _ factor: Factor, values: [Double], gridValues: [Double]? = nil, isLinear: Bool = false
  ) {
    self.factor = factor
    self.values = values
    self.gridValues = gridValues ?? values
    self.isLinear = isLinear
  }

  /// The paper halves 1024 channels down to 32.
  private static let halvings = 5
  private static let leastChannels = 8
  /// Where alpha's values end: twice the width that the architectures' authors call 1.
  private static let largestAlpha = 2.0
  private static let alphaStepsPerUnit = 20

  /// The values of a factor by its rule, or `nil` for one that is not to be varied.
  init?(_ rule: FactorRule) {
    let standard = rule.standard
    switch rule.factor {
    case .channels, .classes: return nil
    case .alpha:
      if case .listed(let values) = rule.values {
        self.init(.alpha, values: values.sorted(by: >))
      } else {
        let top = Int((Self.largestAlpha * Double(Self.alphaStepsPerUnit)).rounded())
        let values = (1...top).map { Double($0) / Double(Self.alphaStepsPerUnit) }
        self.init(.alpha, values: values.reversed().filter(rule.values.contains))
      }
    case .beta:
      let values = (1...10).reversed().map { Double($0) / 10 }
      self.init(.beta, values: values.filter(rule.values.contains))
    case .loop:
      let values = (0...Int(standard)).reversed().map(Double.init)
      self.init(.loop, values: values.filter(rule.values.contains), isLinear: true)
    case .expansion:
      let values = (1...max(1, Int(standard))).reversed().map(Double.init)
      self.init(.expansion, values: values.filter(rule.values.contains))
    case .resolution:
      // Every convolution of stride two halves the map, five times.
      let values = stride(from: standard, through: 32, by: -16)
      self.init(.resolution, values: values.filter(rule.values.contains))
    case .groups:
      guard case .listed(let values) = rule.values else { return nil }
      self.init(.groups, values: values.filter { $0 >= standard }.sorted())
    case .squeeze:
      let values = [1, 2, 4, 8, 16].map { standard * $0 }
      self.init(.squeeze, values: values.filter(rule.values.contains))
    case .last, .penultimate, .first:
      let counts = Self.channelCounts(from: Int(standard))
      self.init(
        rule.factor, values: counts.all.map(Double.init).filter(rule.values.contains),
        gridValues: counts.halved.map(Double.init).filter(rule.values.contains))
    }
  }

  /// Halved channel counts, and with the eighths between them.
  private static func channelCounts(from standard: Int) -> (all: [Int], halved: [Int]) {
    var (all, halved) = ([standard], [standard])
    for _ in 0..<halvings {
      let count = halved[halved.count - 1]
      guard count.isMultiple(of: 2), count / 2 >= leastChannels else { break }
      all += [7, 6, 5].map { count * $0 / 8 } + [count / 2]
      halved.append(count / 2)
    }
    return (all.reduce(into: []) { if $0.last != $1 { $0.append($1) } }, halved)
  }
}

/// A place on each axis of a space, alpha's first.
package struct SearchSpot: Hashable, Sendable {
  package var places: [Int]

  package init(_ places: [Int]) { self.places = places }

  func moving(_ axis: Int, to place: Int) -> SearchSpot {
    var moved = self
    moved.places[axis] = place
    return moved
  }
}

/// The variations that a search may try.
package struct SearchSpace: Hashable, Sendable {
  package let architecture: Architecture
  /// Factors that the user gave; the search leaves them.
  package let fixed: Factors
  /// Alpha's first; the others start at the architecture's standards.
  package let axes: [SearchAxis]

  /// The factors of `architecture` but for those in `fixed`, and for the input's size unless it is free.
  package init(
    _ architecture: Architecture, fixed: Factors = Factors(), freesResolution: Bool = false
  ) {
    self.architecture = architecture
    self.fixed = fixed
    let free = architecture.rules.filter { rule in
      fixed[rule.factor] == nil && (rule.factor != .resolution || freesResolution)
    }
    let alpha =
      free.first { $0.factor == .alpha }.flatMap { SearchAxis($0) }
      ?? SearchAxis(.alpha, values: [fixed[.alpha] ?? 1])
    axes =
      [alpha]
      + free.filter { $0.factor != .alpha }.compactMap { SearchAxis($0) }
      .filter { $0.values.count > 1 }
  }

  package func value(_ axis: Int, at spot: SearchSpot) -> Double {
    axes[axis].values[spot.places[axis]]
  }

  package func alpha(at spot: SearchSpot) -> Double { value(0, at: spot) }

  /// What a variation is asked for; a factor at its standard is left out.
  package func factors(at spot: SearchSpot) -> Factors {
    var factors = fixed
    for (place, axis) in zip(spot.places, axes) where axis.factor == .alpha || place > 0 {
      factors[axis.factor] = axis.values[place]
    }
    // Where beta is given, the tail's numbers are channels as they stand: the paper's second reading.
    if architecture.hasTailReadings, factors.tail == nil, factors[.beta] == nil,
      factors[.last] ?? factors[.penultimate] != nil
    {
      factors[.beta] = architecture.rule(of: .beta)?.standard
    }
    return factors
  }

  /// The value that a place stands for, alpha's part in a standard included.
  func effectiveValue(_ axis: Int, at spot: SearchSpot) -> Double {
    let value = value(axis, at: spot)
    let isScaled =
      architecture.hasTailReadings && spot.places[axis] == 0
      && (axes[axis].factor == .last || axes[axis].factor == .penultimate)
    return isScaled ? value * alpha(at: spot) : value
  }

  /// The places below `spot`'s on an axis that really are smaller, the nearest first.
  func placesBelow(_ axis: Int, of spot: SearchSpot) -> [Int] {
    let now = effectiveValue(axis, at: spot)
    let isFalling = axes[axis].values.first ?? 0 >= axes[axis].values.last ?? 0
    return (spot.places[axis] + 1..<max(spot.places[axis] + 1, axes[axis].values.count)).filter {
      isFalling ? axes[axis].values[$0] < now : axes[axis].values[$0] > now
    }
  }

  /// The places above `spot`'s on an axis that really are larger, the nearest first.
  func placesAbove(_ axis: Int, of spot: SearchSpot) -> [Int] {
    let now = effectiveValue(axis, at: spot)
    let standard = effectiveValue(axis, at: spot.moving(axis, to: 0))
    let isFalling = axes[axis].values.first ?? 0 >= axes[axis].values.last ?? 0
    return (0..<spot.places[axis]).reversed().filter { place in
      let value = place == 0 ? standard : axes[axis].values[place]
      return isFalling
        ? value > now && (place == 0 || value < standard)
        : value < now && (place == 0 || value > standard)
    }
  }

  /// The grid of every axis' plain values, largest networks first, as spots of this space.
  package var grid: [SearchSpot] {
    var spots = [SearchSpot([])]
    for axis in axes {
      let places = axis.values.indices.filter { axis.gridValues.contains(axis.values[$0]) }
      spots = spots.flatMap { spot in places.map { SearchSpot(spot.places + [$0]) } }
    }
    return spots
  }
}
