import BoardProfiles
import MCUBenchTestSupport
import Planning
import Testing

@testable import LatencyTables

/// Which lines of constants a cache before the flash keeps, against a cache that is run.
struct FlashLinesTests {
  /// A cache of sets of ways, of which the longest unused is replaced.
  private struct Cache {
    let (sets, ways, lineBytes): (Int, Int, Int)
    private var content: [[Int]]

    init(sets: Int, ways: Int, lineBytes: Int) {
      (self.sets, self.ways, self.lineBytes) = (sets, ways, lineBytes)
      content = Array(repeating: [], count: sets)
    }

    /// Reads the line and says whether it was not there.
    mutating func misses(_ line: Int) -> Bool {
      let set = line % sets
      let place = content[set].firstIndex(of: line)
      if let place {
        content[set].remove(at: place)
      } else if content[set].count == ways {
        content[set].removeFirst()
      }
      content[set].append(line)
      return place == nil
    }

    /// Reads `bytes` bytes from `start` and counts the lines that were not there.
    mutating func missed(from start: Int, bytes: Int) -> Int {
      (start / lineBytes...(start + bytes - 1) / lineBytes).count { misses($0) }
    }
  }

  /// Boards whose cache before the flash is documented: sets, ways, bytes of a line.
  static let caches: [(String, Int, Int, Int)] = [
    ("pico", 1024, 2, 8), ("stm32f746g", 32, 4, 32), ("esp32-240mhz", 512, 2, 32),
  ]

  /// Constants of layers, each content of its own, of up to `most` bytes.
  private static func constants(seed: Int, most: Int) -> [[[UInt8]]] {
    var random = SplitMix(state: UInt64(seed))
    return (0..<6).map { _ in
      (0..<1 + random.below(3)).map { _ in
        (0..<8 + random.below(most)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      }
    }
  }

  @Test(arguments: caches, [1, 2, 3, 4])
  func findsWhatEveryRunMisses(
    board: (name: String, sets: Int, ways: Int, lineBytes: Int), seed: Int
  ) throws {
    let cacheBytes = board.sets * board.ways * board.lineBytes
    // From far less than the cache holds to far more.
    let constants = Self.constants(seed: seed, most: cacheBytes * seed / 12)
    let plan = try PlanSketch(constants.map { PlanSketch.Call(constants: $0) }).plan(
      on: Boards.load(board.name))
    let lines = FlashLines(plan)
    var cache = Cache(sets: board.sets, ways: board.ways, lineBytes: board.lineBytes)
    var cold: [Int] = []
    for _ in 0..<4 {
      cold = []
      var start = 0
      for layer in constants {
        var missed = 0
        for bytes in layer {
          missed += cache.missed(from: start, bytes: bytes.count)
          start += (bytes.count + 15) / 16 * 16
        }
        cold.append(missed)
      }
    }
    // A line that ends one constant and begins the next is read twice in a row: it counts with
    // either layer and is missed in one.
    for (index, step) in plan.layers.enumerated() {
      let share = lines.share(of: step)
      let shared = Double(2 * constants[index].count)
      #expect(abs(share.cold - Double(cold[index])) <= shared, "layer \(index)")
      #expect(share.lines >= share.cold && share.lines >= share.crowded)
      let bytes = Double(constants[index].reduce(0) { $0 + $1.count })
      #expect(abs(share.lines - bytes / Double(board.lineBytes)) <= shared)
    }
  }

  /// A layer that reads its constants again finds them, unless they push each other out.
  @Test(arguments: caches, [0.5, 0.9, 1.5, 3])
  func findsWhatALayerReadsAgain(
    board: (name: String, sets: Int, ways: Int, lineBytes: Int), size: Double
  ) throws {
    let bytes = Int(size * Double(board.sets * board.ways * board.lineBytes))
    let weights = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let plan = try PlanSketch([PlanSketch.Call(constants: [weights])]).plan(
      on: Boards.load(board.name))
    var cache = Cache(sets: board.sets, ways: board.ways, lineBytes: board.lineBytes)
    _ = cache.missed(from: 0, bytes: bytes)
    let again = cache.missed(from: 0, bytes: bytes)
    let share = FlashLines(plan).share(of: plan.layers[0])
    #expect(share.crowded == Double(again))
    #expect((share.crowded > 0) == (size > 1))
  }

  @Test func constantsOfOneContentLieOnceAndCopiesDoNotCount() throws {
    let board = try Boards.load("pico")
    let weights = [UInt8](repeating: 7, count: 20_000)
    let other = [UInt8](repeating: 9, count: 4_000)
    func shares(_ calls: [PlanSketch.Call]) throws -> [FlashLines.Share] {
      let plan = PlanSketch(calls).plan(on: board)
      let lines = FlashLines(plan)
      return plan.layers.map { lines.share(of: $0) }
    }
    let twice = try shares([
      PlanSketch.Call(constants: [weights]), PlanSketch.Call(constants: [weights]),
    ])
    #expect(twice[0] == twice[1])
    #expect(twice[0].lines == 2_500)
    // Two of 1024 sets' ways hold 2048 lines: of 2500, three fall into each of the first 452.
    #expect(twice[0].cold == 3 * 452)
    let copied = try shares([
      PlanSketch.Call(constants: [weights], isCopied: true), PlanSketch.Call(constants: [other]),
    ])
    #expect(copied[0] == FlashLines.Share())
    #expect(copied[1].lines == 500 && copied[1].cold == 0)
    let elided = try shares([
      PlanSketch.Call(constants: [weights], isElided: true), PlanSketch.Call(constants: [other]),
    ])
    #expect(elided[1].cold == 0)
  }

  /// The F446's accelerator keeps no lines that a run could find again here: none is counted.
  @Test func aBoardWithoutSuchACacheCountsNoLines() throws {
    let board = try Boards.load("nucleo-f446re")
    let plan = PlanSketch([PlanSketch.Call(constants: [[UInt8](repeating: 1, count: 50_000)])])
      .plan(on: board)
    #expect(FlashLines(plan).share(of: plan.layers[0]) == FlashLines.Share())
  }
}
