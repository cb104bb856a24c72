/// The equations of one variant's samples: what its own terms take is unknown, what those common to
/// all variants take is given.
struct FitSystem {
  /// The variant's own terms.
  let names: [String]
  private let rows: [[Double]]
  /// How often each common term counts, and what is left once they are subtracted.
  private let shared: [[Double]]
  private let values: [Double]
  private let cycles: [Double]
  private let hasCommon: Bool

  init(_ samples: [LatencySample], common: [String: Double]) {
    var names: [String] = []
    for term in samples.flatMap(\.cost.terms)
    where common[term.name] == nil && !names.contains(term.name) && term.count > 0 {
      names.append(term.name)
    }
    self.names = names
    rows = samples.map { sample in names.map(sample.cost.count(of:)) }
    shared = samples.map { sample in CostTerm.common.map(sample.cost.count(of:)) }
    cycles = samples.map(\.cycles)
    values = samples.map { sample in
      // In the terms' own order, so that equal samples give equal fits to the last bit.
      CostTerm.common.reduce(sample.cycles) {
        $0 - (common[$1] ?? 0) * sample.cost.count(of: $1)
      }
    }
    hasCommon = !common.isEmpty
  }

  /// Cycles of the own terms, by `kept` samples or all, and the weight of each of those.
  func solved(of kept: [Int]? = nil) -> (cycles: [Double], weights: [Double]) {
    let kept = kept ?? Array(rows.indices)
    var weights = kept.map { _ in 1.0 }
    var solution: [Double] = []
    for _ in 0..<12 {
      solution = NonNegativeLeastSquares.solve(
        zip(kept, weights).map { index, weight in rows[index].map { $0 / cycles[index] * weight } },
        zip(kept, weights).map { index, weight in values[index] / cycles[index] * weight })
      let errors = kept.map { abs(error(of: $0, by: solution)) }
      let limit = 1.5 * median(errors) * leftOver(kept.count, solution) + 1e-5
      weights = errors.map { $0 <= limit ? 1 : (limit / $0).squareRoot() }
    }
    return (solution, weights)
  }

  /// How much smaller a fit makes errors than they are: by each unknown a sample's less.
  private func leftOver(_ samples: Int, _ solution: [Double]) -> Double {
    guard hasCommon else { return 1 }
    let free = max(samples - solution.count { $0 > 0 }, 1)
    return (Double(samples) / Double(free)).squareRoot()
  }

  /// The relative error of a sample: `predicted / measured - 1`.
  func error(of index: Int, by solution: [Double]) -> Double {
    (zip(rows[index], solution).reduce(0) { $0 + $1.0 * $1.1 } - values[index]) / cycles[index]
  }

  /// What the samples say of the common terms beside what the own terms explain: weighted equations
  /// with the own terms' part taken out.
  func commonEquations() -> (rows: [[Double]], values: [Double]) {
    let (solution, weights) = solved()
    let used = solution.indices.filter { solution[$0] > 0 }
    guard used.count + 1 < rows.count else { return ([], []) }
    let scales = rows.indices.map { weights[$0] / cycles[$0] }
    // Gram and Schmidt's orthogonal directions of the own terms.
    var directions: [[Double]] = []
    for column in used {
      let vector = rows.indices.map { rows[$0][column] * scales[$0] }
      let length = Self.length(vector)
      let left = Self.without(directions, vector)
      if Self.length(left) > 1e-6 * length {
        let size = Self.length(left)
        directions.append(left.map { $0 / size })
      }
    }
    let columns = CostTerm.common.indices.map { term in
      Self.without(directions, rows.indices.map { shared[$0][term] * scales[$0] })
    }
    let right = Self.without(directions, rows.indices.map { cycles[$0] * scales[$0] })
    return (rows.indices.map { row in columns.map { $0[row] } }, right)
  }

  private static func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// `vector` less its parts along `directions`.
  private static func without(_ directions: [[Double]], _ vector: [Double]) -> [Double] {
    directions.reduce(vector) { left, direction in
      let part = zip(left, direction).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(left, direction).map { $0 - part * $1 }
    }
  }
}

extension VariantFit {
  /// How often what is common and what is each variant's own are fitted in turn; a few rounds settle.
  private static let rounds = 8

  /// Fits of all variants of a board, by name.
  ///
  /// What a kernel's code takes is its own; what waiting for memory takes is the board's, whatever
  /// kernel waits (``CostTerm/common``), so all samples say it together.
  package static func fits(of samples: [LatencySample]) -> [String: VariantFit] {
    let variants = Dictionary(grouping: samples) { $0.cost.variant }
    let common = commonCycles(variants.sorted { $0.key < $1.key }.map(\.value))
    return variants.mapValues { VariantFit(fitting: $0, common: common) }
  }

  /// Variants whose own samples' word on the common terms is tried as a start: those of most samples.
  private static let starts = 8
  /// Errors beyond this count no more when a start is chosen: of layers that the terms miss.
  private static let mostError = 0.05

  /// Cycles of the common terms; none where no sample has any.
  ///
  /// Most kernels wait the more often the more they work, so that fitting in turn may settle where
  /// work has taken the waiting's part. It is tried from nothing, and from the best of what single
  /// variants say; what suits all samples best is kept.
  private static func commonCycles(_ variants: [[LatencySample]]) -> [String: Double] {
    let having = variants.filter { samples in
      CostTerm.common.contains { name in samples.contains { $0.cost.count(of: name) > 0 } }
    }
    let names = CostTerm.common.filter { name in
      having.contains { $0.contains { $0.cost.count(of: name) > 0 } }
    }
    guard !names.isEmpty else { return [:] }
    let nothing = CostTerm.common.map { _ in 0.0 }
    var tried = [settled(nothing, having)]
    let scored = starts(having).map { ($0, misfit($0, having)) }
    if let best = scored.min(by: { $0.1 < $1.1 })?.0 { tried += [best, settled(best, having)] }
    let kept = tried.map { ($0, misfit($0, having)) }.min { $0.1 < $1.1 }?.0 ?? nothing
    return byName(kept).filter { names.contains($0.key) }
  }

  private static func byName(_ cycles: [Double]) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: zip(CostTerm.common, cycles))
  }

  /// What common and own terms settle at when they are fitted in turn.
  private static func settled(_ start: [Double], _ variants: [[LatencySample]]) -> [Double] {
    var cycles = start
    for _ in 0..<rounds {
      let common = byName(cycles)
      let equations = variants.map { FitSystem($0, common: common).commonEquations() }
      let rows = equations.flatMap(\.rows)
      guard !rows.isEmpty else { break }
      cycles = robust(rows, equations.flatMap(\.values))
    }
    return cycles
  }

  /// What the largest variants say of the common terms, each alone; of a term that one has not, the
  /// median of the others.
  private static func starts(_ variants: [[LatencySample]]) -> [[Double]] {
    let own = variants.enumerated()
      .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .prefix(starts).map { _, samples -> [Double?] in
        let system = FitSystem(samples, common: [:])
        let solution = system.solved().cycles
        return CostTerm.common.map { name in
          system.names.firstIndex(of: name).map { solution[$0] }
        }
      }
    let medians = CostTerm.common.indices.map { term in median(own.compactMap { $0[term] }) }
    return [medians] + own.map { zip($0, medians).map { $0 ?? $1 } }
  }

  /// How far all samples are from what these common cycles let the fits of their variants be.
  private static func misfit(_ common: [Double], _ variants: [[LatencySample]]) -> Double {
    variants.reduce(0) { sum, samples in
      let system = FitSystem(samples, common: byName(common))
      let solution = system.solved().cycles
      return samples.indices.reduce(sum) {
        $0 + min(abs(system.error(of: $1, by: solution)), mostError)
      }
    }
  }

  /// The unknowns of weighted equations, those of large errors counting less.
  private static func robust(_ rows: [[Double]], _ values: [Double]) -> [Double] {
    var weights = values.map { _ in 1.0 }
    var solution: [Double] = []
    for _ in 0..<12 {
      solution = NonNegativeLeastSquares.solve(
        zip(rows, weights).map { row, weight in row.map { $0 * weight } },
        zip(values, weights).map { $0 * $1 })
      let errors = zip(rows, values).map { row, value in
        abs(zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 } - value)
      }
      let limit = 1.5 * median(errors) + 1e-4
      weights = errors.map { $0 <= limit ? 1 : (limit / $0).squareRoot() }
    }
    return solution
  }
}
