package import LatencyTables

/// Chooses which layers of a pool to measure next.
///
/// First, for every kernel variant, layers that lie far from each other; then, batch by batch, those
/// whose prediction is the least certain: where the variant's own residuals are large, and where the
/// layer's terms are combined as those measured are not.
package struct SweepDesign: Sendable {
  /// A layer that may be measured, and what its cycles hang on.
  package struct Candidate: Hashable, Sendable {
    package let layer: SweepLayer
    package let cost: LayerCost

    package init(layer: SweepLayer, cost: LayerCost) {
      self.layer = layer
      self.cost = cost
    }
  }

  private let pool: [Candidate]
  private let byVariant: [String: [Int]]

  package init(pool: [Candidate]) {
    self.pool = pool
    byVariant = Dictionary(grouping: pool.indices) { pool[$0].cost.variant }
  }

  package var variants: [String] { byVariant.keys.sorted() }

  /// Layers of every variant, those that take networks most of their time with more of them.
  package func first(atMost limit: Int) -> [Int] {
    var chosen: [Int] = []
    let lists = variants.map { variant in
      spread(byVariant[variant] ?? [], importance: importance(of: variant))
    }
    // In step, so that a small limit leaves no variant out and each has its share.
    var taken = lists.map { _ in 0 }
    while chosen.count < limit {
      let open = lists.indices.filter { taken[$0] < lists[$0].count }
      guard
        let next = open.min(by: {
          Double(taken[$0]) / Double(lists[$0].count) < Double(taken[$1]) / Double(lists[$1].count)
        })
      else { break }
      chosen.append(lists[next][taken[next]])
      taken[next] += 1
    }
    return Self.inTurn(
      chosen.filter { hasWindow($0) },
      // Fully connected layers first: a network of such and of layers without weights keeps copies of
      // its weights in memory, as the planner has it, which tells flash and memory apart.
      chosen.filter { isFullyConnected($0) }
        + chosen.filter { !hasWindow($0) && !isFullyConnected($0) })
  }

  /// As many layers as a firmware usually measures.
  private static let turn = CalibrationPlan.usualLayersPerFirmware

  /// A firmware's worth of the first, one of the second, and so on, so that a sweep that is cut short
  /// has layers of both.
  private static func inTurn(_ first: [Int], _ second: [Int]) -> [Int] {
    var (first, second) = (first[...], second[...])
    var order: [Int] = []
    while !first.isEmpty || !second.isEmpty {
      order += first.prefix(turn) + second.prefix(turn)
      first = first.dropFirst(turn)
      second = second.dropFirst(turn)
    }
    return order
  }

  private func hasWindow(_ index: Int) -> Bool {
    [.convolution, .depthwise].contains(pool[index].layer.kind)
  }

  private func isFullyConnected(_ index: Int) -> Bool {
    pool[index].layer.kind == .fullyConnected
  }

  /// Up to `count` more, given what was measured and how well it is predicted.
  package func next(
    _ count: Int, measured: Set<Int>, fits: [String: VariantFit]
  ) -> [Int] {
    var scored: [(index: Int, score: Double)] = []
    for variant in variants {
      guard let fit = fits[variant] else { continue }
      let members = byVariant[variant] ?? []
      let known = members.filter(measured.contains)
      var information = Information(of: known.map { pool[$0].cost }, cycles: fit.cycles)
      let worth = fit.typicalError * importance(of: variant)
      var open = members.filter { !measured.contains($0) }
      // Each choice makes those like it less wanted.
      for _ in 0..<min(open.count, max(1, count / 3)) {
        let leverages = open.map { information.leverage(of: pool[$0].cost) }
        guard let best = open.indices.max(by: { leverages[$0] < leverages[$1] }) else { break }
        scored.append((open[best], worth * min(leverages[best], 4).squareRoot()))
        information.add(pool[open[best]].cost)
        open.remove(at: best)
      }
    }
    return scored.sorted { ($0.score, $1.index) > ($1.score, $0.index) }.prefix(count).map(\.index)
  }

  /// How much a variant's errors count: by what its operators take of the time of networks for
  /// microcontrollers, in which convolutions and depthwise ones come before all others.
  private func importance(of variant: String) -> Double {
    guard let kind = byVariant[variant]?.first.map({ pool[$0].layer.kind }) else { return 0 }
    switch kind {
    case .convolution: return 1
    case .depthwise: return 0.85
    case .fullyConnected: return 0.7
    case .add, .multiply, .table: return 0.4
    case .averagePool, .maxPool: return 0.3
    default: return 0.25
    }
  }

  /// `members` in an order in which every third is as far as can be from those before it, and the
  /// others are as they were drawn, so that what is usual comes before what is extreme.
  private func spread(_ members: [Int], importance: Double) -> [Int] {
    let costs = members.map { pool[$0].cost }
    let termCount = Set(costs.flatMap { $0.terms.map(\.name) }).count
    let least = importance < 0.4 ? 3.0 : 6.0
    let each = importance < 0.7 ? 0.8 : 1.1
    let wanted = max(each * Double(termCount) + least, 3.6 * Double(termCount) * importance)
    var order: [Int] = []
    var information = Information(of: [], cycles: [:])
    var open = Array(members.indices)
    while Double(order.count) < wanted, !open.isEmpty {
      let next: Int
      if order.count % 3 < 2 {
        next = 0
      } else {
        let leverages = open.map { information.leverage(of: costs[$0]) }
        next = open.indices.max { leverages[$0] < leverages[$1] } ?? 0
      }
      order.append(members[open[next]])
      information.add(costs[open[next]])
      open.remove(at: next)
    }
    return order
  }
}

/// What measured layers say of a variant's terms: the inverse of their cross products, each layer
/// scaled to a size of 1, with a little added so that there is one from the start.
private struct Information {
  private static let ridge = 1e-4
  private var names: [String: Int] = [:]
  private var inverse: [[Double]] = []
  /// What each term takes, as far as is known: by it a term's share of a layer's time.
  private let cycles: [String: Double]

  init(of costs: [LayerCost], cycles: [String: Double]) {
    self.cycles = cycles
    for cost in costs { add(cost) }
  }

  /// What each term takes of a layer, in cycles; one that seems to take none still counts a little.
  private func weighed(_ term: CostTerm) -> Double { term.count * max(cycles[term.name] ?? 1, 0.1) }

  /// What each term takes in a layer.
  private func row(_ cost: LayerCost) -> [Double] {
    var row = Array(repeating: 0.0, count: names.count)
    for term in cost.terms {
      if let place = names[term.name] { row[place] = weighed(term) }
    }
    return row
  }

  private func scale(of cost: LayerCost) -> Double {
    // Of terms whose cycles are not known yet the largest count stands for the layer's time.
    let each = cost.terms.map(weighed)
    return 1 / max(cycles.isEmpty ? each.max() ?? 1 : each.reduce(0, +), 1)
  }

  /// How little the measured layers say of this one: 0 for nothing new, large for much.
  func leverage(of cost: LayerCost) -> Double {
    let scale = scale(of: cost)
    var unseen = 0.0
    for term in cost.terms where names[term.name] == nil {
      let share = weighed(term) * scale
      unseen += share * share / Self.ridge
    }
    let row = row(cost).map { $0 * scale }
    return unseen + product(row).enumerated().reduce(0) { $0 + $1.element * row[$1.offset] }
  }

  private func product(_ row: [Double]) -> [Double] {
    inverse.map { line in
      var sum = 0.0
      for index in row.indices { sum += line[index] * row[index] }
      return sum
    }
  }

  /// The rank-one update of Sherman and Morrison.
  mutating func add(_ cost: LayerCost) {
    for term in cost.terms where names[term.name] == nil {
      names[term.name] = names.count
      for index in inverse.indices { inverse[index].append(0) }
      inverse.append(Array(repeating: 0, count: names.count))
      inverse[names.count - 1][names.count - 1] = 1 / Self.ridge
    }
    let scale = scale(of: cost)
    let row = row(cost).map { $0 * scale }
    let product = product(row)
    var bottom = 1.0
    for index in row.indices { bottom += row[index] * product[index] }
    for first in inverse.indices {
      for second in inverse.indices {
        inverse[first][second] -= product[first] * product[second] / bottom
      }
    }
  }
}
