/// Least squares whose solution has no negative entry.
///
/// The active-set method of Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23, on
/// the normal equations of columns scaled to length 1.
enum NonNegativeLeastSquares {
  /// The x >= 0 that makes the sum of squares of `rows` x - `values` least.
  ///
  /// - Precondition: every row has as many entries, and there are as many values as rows.
  static func solve(_ rows: [[Double]], _ values: [Double]) -> [Double] {
    precondition(rows.count == values.count, "a value a row")
    guard let width = rows.first?.count else { return [] }
    let lengths = (0..<width).map { column in
      rows.reduce(0) { $0 + $1[column] * $1[column] }.squareRoot()
    }
    var normal = Array(repeating: Array(repeating: 0.0, count: width), count: width)
    var target = Array(repeating: 0.0, count: width)
    for (row, value) in zip(rows, values) {
      for first in 0..<width where row[first] != 0 {
        let scaled = row[first] / lengths[first]
        target[first] += scaled * value
        for second in 0...first where row[second] != 0 {
          normal[first][second] += scaled * row[second] / lengths[second]
        }
      }
    }
    for first in 0..<width {
      for second in 0..<first { normal[second][first] = normal[first][second] }
    }
    var search = ActiveSet(normal: normal, target: target)
    return zip(search.solution(), lengths).map { $1 > 0 ? $0 / $1 : 0 }
  }
}

/// The search for the entries that are above 0.
private struct ActiveSet {
  let normal: [[Double]]
  let target: [Double]
  private var entries: [Double]
  private var isFree: [Bool]
  /// Entries that say nothing that the free ones do not.
  private var isIdle: [Bool]

  init(normal: [[Double]], target: [Double]) {
    self.normal = normal
    self.target = target
    entries = Array(repeating: 0, count: target.count)
    isFree = Array(repeating: false, count: target.count)
    isIdle = isFree
  }

  mutating func solution() -> [Double] {
    let largest = target.map(abs).max() ?? 0
    let tolerance = 1e-10 * largest
    // Lawson and Hanson's method ends after finitely many steps; the bound is for rounding.
    for _ in 0..<(3 * target.count + 10) {
      guard let next = steepest(above: tolerance) else { break }
      isFree[next] = true
      if !settle(keeping: next) { isIdle[next] = true }
    }
    return entries
  }

  /// The entry at 0 whose growth lowers the sum of squares most.
  private func steepest(above tolerance: Double) -> Int? {
    let slopes = target.indices.map { row in
      target[row] - zip(normal[row], entries).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return slopes.indices.filter { !isFree[$0] && !isIdle[$0] && slopes[$0] > tolerance }
      .max { slopes[$0] < slopes[$1] }
  }

  /// Solves for the free entries, and takes back to 0 what would be negative.
  ///
  /// Returns `false` where `newest` is what others say already, so that nothing is gained.
  /// Where others leave, what was idle beside them may count again.
  private mutating func settle(keeping newest: Int) -> Bool {
    var isFirst = true
    while true {
      let free = isFree.indices.filter { isFree[$0] }
      guard let wanted = solved(free) else {
        isFree[newest] = false
        return false
      }
      if isFirst, let place = free.firstIndex(of: newest), wanted[place] <= 0 {
        isFree[newest] = false
        return false
      }
      isFirst = false
      if wanted.allSatisfy({ $0 > 0 }) {
        for (entry, value) in zip(free, wanted) { entries[entry] = value }
        return true
      }
      let step = step(to: wanted, of: free)
      for (entry, value) in zip(free, wanted) {
        entries[entry] += step * (value - entries[entry])
        if entries[entry] <= 1e-14 {
          entries[entry] = 0
          isFree[entry] = false
          isIdle = isIdle.map { _ in false }
        }
      }
    }
  }

  /// The share of the way to `wanted` at which the first entry comes to 0.
  private func step(to wanted: [Double], of free: [Int]) -> Double {
    var share = 1.0
    for (entry, value) in zip(free, wanted) where value <= 0 {
      let now: Double = entries[entry]
      share = min(share, now / (now - value))
    }
    return share
  }

  /// The entries `free` that solve the normal equations, or `nil` where they depend on each other.
  private func solved(_ free: [Int]) -> [Double]? {
    // Cholesky's factors, row by row.
    var factor: [[Double]] = []
    var half: [Double] = []
    for (row, entry) in free.enumerated() {
      var line: [Double] = []
      for column in 0...row {
        let before = (0..<column).reduce(0.0) { sum, k in
          sum + line[k] * (column == row ? line[k] : factor[column][k])
        }
        let rest = normal[entry][free[column]] - before
        if column < row {
          line.append(rest / factor[column][column])
        } else {
          guard rest > 1e-12 else { return nil }
          line.append(rest.squareRoot())
        }
      }
      let before = (0..<row).reduce(0.0) { $0 + line[$1] * half[$1] }
      half.append((target[entry] - before) / line[row])
      factor.append(line)
    }
    var wanted = half
    for row in free.indices.reversed() {
      for below in (row + 1)..<free.count { wanted[row] -= factor[below][row] * wanted[below] }
      wanted[row] /= factor[row][row]
    }
    return wanted
  }
}
