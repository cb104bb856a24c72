/// A window of a pass.
package struct WindowPlace: Hashable, Sendable {
  /// The run's place in the order taken.
  package let run: Int
  /// The layer's place, or 0 where a run has one window.
  package let window: Int

  package init(run: Int, window: Int) {
    self.run = run
    self.window = window
  }
}

/// Cycle counts of a pass as they come in, some perhaps never.
struct CountTable {
  private var counts: [[UInt64?]]
  /// Windows that ended with an interrupt waiting.
  private(set) var interrupted: Set<WindowPlace> = []
  /// Windows whose count the second timer contradicts.
  private(set) var contradicted: Set<WindowPlace> = []

  init(runs: Int, windows: Int) {
    counts = Array(repeating: Array(repeating: nil, count: windows), count: runs)
  }

  /// Takes the counts that have a place in the table, with a bit of each mask for each.
  mutating func fill(
    run: Int, first: Int, with cycles: [UInt64], interrupts: UInt32 = 0, contradictions: UInt32 = 0
  ) {
    guard counts.indices.contains(run) else { return }
    for (index, value) in cycles.enumerated() where counts[run].indices.contains(first + index) {
      counts[run][first + index] = value
      let place = WindowPlace(run: run, window: first + index)
      if interrupts >> index & 1 == 1 { interrupted.insert(place) }
      if contradictions >> index & 1 == 1 { contradicted.insert(place) }
    }
  }

  func isComplete(run: Int) -> Bool {
    counts.indices.contains(run) && counts[run].allSatisfy { $0 != nil }
  }

  /// Whether the last run's last count is there: nothing but the pass's end is to come.
  var hasLast: Bool { counts.last?.last.map { $0 != nil } ?? false }

  var incompleteRuns: [Int] { counts.indices.filter { !isComplete(run: $0) } }

  func missingCount(ofRun run: Int) -> Int { counts[run].count { $0 == nil } }

  func firstGap(ofRun run: Int) -> Range<Int>? {
    guard let start = counts[run].firstIndex(where: { $0 == nil }) else { return nil }
    let end = counts[run][start...].firstIndex { $0 != nil } ?? counts[run].count
    return start..<end
  }

  /// All counts, once there are no gaps.
  var complete: [[UInt64]] { counts.map { $0.compactMap(\.self) } }
}
