import Measurements
import ModelGraph
import Reports

/// Layers that a network repeats: a block of one work again and again.
struct RepeatedLayers: Hashable, Sendable {
  /// All layers of the repeats together.
  let range: Range<Int>
  let count: Int

  /// Layers of a block at most.
  private static let longestBlock = 8

  /// The repeats in the order of the network, none over another.
  static func all(in layers: [ScorecardLayer]) -> [RepeatedLayers] {
    let works = layers.map(Work.init)
    var found: [RepeatedLayers] = []
    var start = 0
    while start < works.count {
      let best = (1...longestBlock).map { length in
        RepeatedLayers(
          range: start..<start + length * repeats(of: length, at: start, in: works),
          count: repeats(of: length, at: start, in: works))
      }.filter { repeated in
        repeated.count > 1 && layers[repeated.range].contains { $0.facts.macCount > 0 }
      }.max { ($0.range.count, -$0.count) < ($1.range.count, -$1.count) }
      if let best {
        // Of blocks of equal length the shorter: twice two are four.
        let shortest = (1...longestBlock).first { length in
          length * repeats(of: length, at: start, in: works) == best.range.count
        }
        found.append(
          RepeatedLayers(range: best.range, count: best.range.count / (shortest ?? 1)))
        start = best.range.upperBound
      } else {
        start += 1
      }
    }
    return found
  }

  private static func repeats(of length: Int, at start: Int, in works: [Work]) -> Int {
    guard start + length <= works.count else { return 0 }
    var count = 1
    while start + (count + 1) * length <= works.count,
      works[start..<start + length].elementsEqual(
        works[start + count * length..<start + (count + 1) * length])
    {
      count += 1
    }
    return count
  }

  /// What makes two layers alike.
  private struct Work: Hashable {
    let kind: String
    let inputs: [[Int]]
    let outputs: [[Int]]
    let weights: [Int]?
    let strideHeight: Int?
    let strideWidth: Int?

    init(_ layer: ScorecardLayer) {
      kind = layer.kind
      inputs = layer.shapes.inputs
      outputs = layer.shapes.outputs
      weights = layer.shapes.weights
      strideHeight = layer.shapes.strideHeight
      strideWidth = layer.shapes.strideWidth
    }
  }
}
