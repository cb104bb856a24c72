package import Calibration
import LatencyTables
package import Measurements

/// How two latency tables differ: on the shapes that both have by what was counted, on the others by
/// what both predict.
package struct LatencyTableDifference: Hashable, Sendable {
  /// A table and where it came from.
  package struct Side: Hashable, Sendable {
    package let file: LatencyTableFile
    package let path: String

    package init(_ file: LatencyTableFile, path: String) {
      self.file = file
      self.path = path
    }

    /// What its samples are: `measured`, or `simulated (m7 v3)`.
    package var evidence: String {
      EvidenceText.short(file.table.origin.evidence, file.table.origin.timingModel)
    }

    /// What its figure of a shape is, which is a prediction where no sample gives it.
    package func evidence(of source: Source) -> Evidence {
      source == .counted ? file.table.origin.evidence : .predicted
    }
  }

  /// Where a shape's figures come from.
  package enum Source: String, Hashable, Sendable {
    /// Both tables have samples of it.
    case counted
    /// One table has not: both figures are the fits'.
    case fitted
  }

  /// A layer's shape and what either table has of it.
  package struct Shape: Hashable, Sendable {
    package let layer: SweepLayer
    /// The kernels of both; other kernel sets run other ones.
    package let variants: (first: String, second: String)
    package let source: Source
    package let cycles: (first: Double, second: Double)

    package var ratio: Double { cycles.second / cycles.first }

    package static func == (left: Shape, right: Shape) -> Bool {
      left.layer == right.layer && left.variants == right.variants && left.source == right.source
        && left.cycles == right.cycles
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(layer)
      hasher.combine(source)
      hasher.combine(cycles.first)
      hasher.combine(cycles.second)
    }
  }

  /// The shapes that one kernel runs, or one kernel of either table, with figures from one source.
  package struct Group: Hashable, Sendable {
    package let variants: (first: String, second: String)
    package let source: Source
    /// From the least ratio to the largest.
    package let shapes: [Shape]

    package static func == (left: Group, right: Group) -> Bool {
      left.variants == right.variants && left.source == right.source
        && left.shapes == right.shapes
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(shapes) }

    /// The middle of the shapes' ratios.
    package var medianRatio: Double {
      (shapes[(shapes.count - 1) / 2].ratio + shapes[shapes.count / 2].ratio) / 2
    }
  }

  package let first: Side
  package let second: Side
  package let groups: [Group]
  /// Kernels that one table alone has, and of which no shape is in both.
  package let onlyFirst: [String]
  package let onlySecond: [String]

  package init(_ first: Side, _ second: Side) {
    self.first = first
    self.second = second
    let shapes = Self.counted(first, second) + Self.fitted(first, second)
    let pairs = Dictionary(grouping: shapes) {
      [$0.variants.first, $0.variants.second, $0.source.rawValue]
    }
    groups = pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, shapes in
      Group(
        variants: (key[0], key[1]), source: shapes[0].source,
        shapes: shapes.sorted { ($0.ratio, $0.layer.sortingKey) < ($1.ratio, $1.layer.sortingKey) })
    }
    let (own, other) = (Set(first.file.table.fits.keys), Set(second.file.table.fits.keys))
    let compared = (
      Set(groups.map(\.variants.first)), Set(groups.map(\.variants.second))
    )
    onlyFirst = own.subtracting(other).subtracting(compared.0).sorted()
    onlySecond = other.subtracting(own).subtracting(compared.1).sorted()
  }

  /// Whether both say the same of every layer, whenever and wherever they were made.
  package var isNone: Bool {
    let (one, other) = (first.file, second.file)
    return one.table.fits == other.table.fits && one.samples == other.samples
      && one.table.layerOverheadCycles == other.table.layerOverheadCycles
  }

  /// The shapes that differ most, as factors, at most `count` of them; none that are equal.
  package func largest(_ count: Int) -> [Shape] {
    func factor(_ shape: Shape) -> Double { max(shape.ratio, 1 / shape.ratio) }
    return groups.flatMap(\.shapes).filter { factor($0) > 1 }
      .sorted { (factor($0), $1.layer.sortingKey) > (factor($1), $0.layer.sortingKey) }
      .prefix(count).map(\.self)
  }

  // MARK: Shapes

  /// What a sample is told by: its layer, and what of it lies in which memory.
  private struct Key: Hashable {
    let layer: SweepLayer
    let traffic: [CostTerm]

    init(_ sample: CalibrationSample) {
      layer = sample.layer
      traffic = sample.sample.cost.terms.filter { $0.name.contains("@") }
    }
  }

  private static func counted(_ first: Side, _ second: Side) -> [Shape] {
    let others = Dictionary(grouping: second.file.samples) { $0.layer }
    return Dictionary(grouping: first.file.samples) { $0.layer }.compactMap { layer, samples in
      guard let found = others[layer] else { return nil }
      // Of a layer that was measured in several places, the one that both have.
      let keys = Set(samples.map(Key.init)).intersection(found.map(Key.init))
      func chosen(_ list: [CalibrationSample]) -> [CalibrationSample] {
        keys.isEmpty ? list : list.filter { keys.contains(Key($0)) }
      }
      let (own, theirs) = (chosen(samples), chosen(found))
      return Shape(
        layer: layer,
        variants: (own[0].sample.cost.variant, theirs[0].sample.cost.variant), source: .counted,
        cycles: (middle(own), middle(theirs)))
    }
  }

  private static func middle(_ samples: [CalibrationSample]) -> Double {
    let cycles = samples.map(\.sample.cycles).sorted()
    return (cycles[(cycles.count - 1) / 2] + cycles[cycles.count / 2]) / 2
  }

  /// Layers that one table alone has, as both predict them: of kernels that both have, and without
  /// parts that either does not know.
  private static func fitted(_ first: Side, _ second: Side) -> [Shape] {
    let (own, theirs) = (
      Set(first.file.samples.map(\.layer)), Set(second.file.samples.map(\.layer))
    )
    let alone =
      first.file.samples.filter { !theirs.contains($0.layer) }
      + second.file.samples.filter { !own.contains($0.layer) }
    var seen: Set<Key> = []
    return alone.filter { seen.insert(Key($0)).inserted }.compactMap { sample in
      let cost = sample.sample.cost
      guard let old = first.file.table.fits[cost.variant],
        let new = second.file.table.fits[cost.variant],
        [old, new].allSatisfy({ fit in
          cost.terms.allSatisfy { $0.count == 0 || fit.cycles[$0.name] != nil }
        })
      else { return nil }
      let cycles = (old.predicted(cost), new.predicted(cost))
      guard cycles.0 > 0, cycles.1 > 0 else { return nil }
      return Shape(
        layer: sample.layer, variants: (cost.variant, cost.variant), source: .fitted,
        cycles: cycles)
    }
  }
}

extension SweepLayer {
  /// The layer in a line: `convolution 6x5x4 to 8, 3x3 by 2, valid`.
  package var text: String {
    var text = "\(kind.rawValue) \(height)x\(width)x\(channels)"
    if outputs > 0 { text += kind == .depthwise ? " times \(outputs)" : " to \(outputs)" }
    if kernel > 1 || stride > 1 { text += ", \(kernel)x\(kernel) by \(stride)" }
    if !isPadded, kernel > 1 { text += ", valid" }
    if isPerTensor { text += ", per tensor" }
    switch kind {
    case .convolution, .depthwise, .fullyConnected, .add, .addRepeated, .multiply,
      .multiplyRepeated:
      if isRectified { text += isClamped ? ", clamped" : ", rectified" }
    default: break
    }
    return text
  }

  /// An order of layers that hangs on nothing but themselves.
  fileprivate var sortingKey: String {
    text + (isNormal ? " normal" : "") + (isPadded ? " padded" : "")
  }
}
