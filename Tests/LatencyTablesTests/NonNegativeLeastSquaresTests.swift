import MCUBenchTestSupport
import Testing

@testable import LatencyTables

/// Least squares without negative entries.
struct NonNegativeLeastSquaresTests {
  /// A problem that a seed fixes: `rows` times `columns`, entries from -1 to 1, or from 0.
  private static func problem(
    seed: Int, rows: Int, columns: Int, isCounts: Bool = false
  ) -> (rows: [[Double]], values: [Double]) {
    var random = SplitMix(state: UInt64(seed))
    func entry() -> Double {
      let even = Double(random.next() >> 11) / Double(1 << 53)
      return isCounts ? (even * 50).rounded() : 2 * even - 1
    }
    let matrix = (0..<rows).map { _ in (0..<columns).map { _ in entry() } }
    return (matrix, (0..<rows).map { _ in entry() })
  }

  private static func product(_ rows: [[Double]], _ entries: [Double]) -> [Double] {
    rows.map { row in zip(row, entries).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  private static func squares(
    _ rows: [[Double]], _ values: [Double], _ entries: [Double]
  ) -> Double {
    zip(product(rows, entries), values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// Half the slope of the sum of squares along each entry.
  private static func slopes(
    _ rows: [[Double]], _ values: [Double], _ entries: [Double]
  ) -> [Double] {
    let errors = zip(product(rows, entries), values).map { $0 - $1 }
    return entries.indices.map { column in
      zip(rows, errors).reduce(0) { $0 + $1.0[column] * $1.1 }
    }
  }

  /// Karush, Kuhn and Tucker's conditions: no entry below 0, no slope below 0, and one of both is 0.
  ///
  /// The problem is convex, so they hold at its solution and nowhere else.
  private static func expectOptimal(
    _ rows: [[Double]], _ values: [Double], _ entries: [Double], _ comment: Comment
  ) {
    let size = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for (column, slope) in slopes(rows, values, entries).enumerated() {
      let length = rows.reduce(0) { $0 + $1[column] * $1[column] }.squareRoot()
      let bound = 1e-7 * (length * size + 1e-300)
      #expect(entries[column] >= 0 && entries[column].isFinite, comment)
      #expect(slope >= -bound, comment)
      if entries[column] > 0 { #expect(abs(slope) <= bound, comment) }
    }
  }

  /// The least sum of squares over every set of entries that are not 0, by elimination.
  private static func bruteForce(_ rows: [[Double]], _ values: [Double]) -> Double {
    let columns = rows[0].count
    var least = squares(rows, values, Array(repeating: 0, count: columns))
    for set in 1..<(1 << columns) {
      let free = (0..<columns).filter { set >> $0 & 1 == 1 }
      guard let found = eliminated(rows, values, free), found.allSatisfy({ $0 >= 0 }) else {
        continue
      }
      var entries = Array(repeating: 0.0, count: columns)
      for (place, column) in free.enumerated() { entries[column] = found[place] }
      least = min(least, squares(rows, values, entries))
    }
    return least
  }

  /// The normal equations of the columns `free` by Gauss's elimination with pivots.
  private static func eliminated(
    _ rows: [[Double]], _ values: [Double], _ free: [Int]
  ) -> [Double]? {
    var system = free.map { first in
      free.map { second in rows.reduce(0) { $0 + $1[first] * $1[second] } }
        + [zip(rows, values).reduce(0) { $0 + $1.0[first] * $1.1 }]
    }
    for place in free.indices {
      guard
        let pivot = (place..<free.count).max(by: {
          abs(system[$0][place]) < abs(system[$1][place])
        }), abs(system[pivot][place]) > 1e-9
      else { return nil }
      system.swapAt(place, pivot)
      for other in free.indices where other != place {
        let factor = system[other][place] / system[place][place]
        for column in place...free.count {
          system[other][column] -= factor * system[place][column]
        }
      }
    }
    return free.indices.map { system[$0][free.count] / system[$0][$0] }
  }

  @Test(arguments: [(1, 1), (3, 2), (6, 4), (20, 6), (40, 12), (8, 8), (60, 25)])
  func theSolutionIsOptimal(rows: Int, columns: Int) {
    for seed in 1...30 {
      let (matrix, values) = Self.problem(seed: seed, rows: rows, columns: columns)
      let solution = NonNegativeLeastSquares.solve(matrix, values)
      Self.expectOptimal(matrix, values, solution, "seed \(seed)")
    }
  }

  @Test func noSetOfEntriesDoesBetter() {
    for seed in 1...60 {
      let columns = 1 + seed % 6
      let (matrix, values) = Self.problem(seed: 1000 + seed, rows: 9, columns: columns)
      let solution = NonNegativeLeastSquares.solve(matrix, values)
      let found = Self.squares(matrix, values, solution)
      let least = Self.bruteForce(matrix, values)
      #expect(abs(found - least) <= 1e-9 * (1 + least), "seed \(seed)")
    }
  }

  @Test func someEntriesOfRandomProblemsAreZeroAndSomeAreNot() {
    let (matrix, values) = Self.problem(seed: 5, rows: 40, columns: 12)
    let solution = NonNegativeLeastSquares.solve(matrix, values)
    #expect(solution.contains(0) && solution.contains { $0 > 0 })
  }

  /// Counts of loops differ by orders of magnitude, and so do what they take.
  @Test func findsTheEntriesThatTheValuesWereMadeOf() {
    for seed in 1...20 {
      var (matrix, _) = Self.problem(seed: seed, rows: 30, columns: 6, isCounts: true)
      let scales = [1.0, 1e2, 1e4, 1e5, 1, 30]
      for row in matrix.indices {
        for column in scales.indices { matrix[row][column] *= scales[column] }
      }
      let truth = [400, 0, 2.5, 0.01, 0, 7.25]
      let found = NonNegativeLeastSquares.solve(matrix, Self.product(matrix, truth))
      for (entry, expected) in zip(found, truth) {
        #expect(abs(entry - expected) <= 1e-6 * max(expected, 1e-2), "seed \(seed): \(found)")
      }
    }
  }

  @Test func columnsThatSayTheSameStillGiveTheLeastSquares() {
    for seed in 1...20 {
      let (matrix, values) = Self.problem(seed: seed, rows: 12, columns: 3)
      // The same again, twice that, the sum of two, and nothing.
      let wide = matrix.map { $0 + [$0[0], 2 * $0[1], $0[0] + $0[2], 0] }
      let narrow = NonNegativeLeastSquares.solve(matrix, values)
      let solution = NonNegativeLeastSquares.solve(wide, values)
      Self.expectOptimal(wide, values, solution, "seed \(seed)")
      #expect(solution[6] == 0)
      #expect(
        abs(Self.squares(wide, values, solution) - Self.squares(matrix, values, narrow)) < 1e-8)
    }
  }

  @Test func fewerRowsThanColumnsAreFittedExactly() {
    let matrix = [[1.0, 2, 3, 4], [4, 3, 2, 1]]
    let solution = NonNegativeLeastSquares.solve(matrix, [10, 10])
    for value in Self.product(matrix, solution) { #expect(abs(value - 10) < 1e-9) }
    Self.expectOptimal(matrix, [10, 10], solution, "two rows")
  }

  @Test func nothingGivesNothing() {
    #expect(NonNegativeLeastSquares.solve([], []).isEmpty)
    #expect(NonNegativeLeastSquares.solve([[0, 0], [0, 0]], [1, 2]) == [0, 0])
    #expect(NonNegativeLeastSquares.solve([[1, 2], [2, 1]], [0, 0]) == [0, 0])
    // Whatever they are, they would make it worse.
    #expect(NonNegativeLeastSquares.solve([[1, 2], [2, 1]], [-1, -3]) == [0, 0])
  }
}
