import BoardProfiles
import Foundation
import MCUBenchTestSupport
import Testing

/// Damaged models are planned or refused in words: they never trap, stall or take all memory.
///
/// Under the address sanitizer a wrong access shows as well. The time is bounded by
/// `MCUBENCH_FUZZ_SECONDS`; `MCUBENCH_LONG=1` runs at least 200,000 inputs. A trap leaves the name of its input in `/tmp/mcubench-fuzz-*.txt`;
/// `MCUBENCH_FUZZ_INPUT=NAME` runs that one alone.
@Suite(.serialized)
struct ModelFuzzTests {
  static let longInputCount = 200_000
  /// Inputs that every model gets in a long run, however large it is.
  static let longInputsOfAModel = 100
  static let shortSeconds = Duration.seconds(
    ProcessInfo.processInfo.environment["MCUBENCH_FUZZ_SECONDS"].flatMap { Int($0) } ?? 5)
  /// Files up to here are cut at every length.
  static let smallFileBytes = 2048

  private let corpus = FuzzCorpus.all
  private let board: BoardProfile

  init() throws {
    let boards = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "boards")
    board = try BoardProfile.load(from: boards.path, named: "stm32f746g")
  }

  @Test func soundModelsOfTheRepositoryArePlanned() throws {
    let own = corpus.filter { $0.name.hasPrefix("examples/") || $0.name.hasPrefix("written/") }
    #expect(own.count >= 2 + WrittenModels.all.count)
    for seed in own {
      #expect(try ModelPath.run(seed.bytes, board: board) == .planned, "\(seed.name)")
    }
  }

  @Test func filesCutAnywhereAreRefused() throws {
    var meter = FuzzMeter()
    defer { meter.finish() }
    let clock = ContinuousClock()
    let end = clock.now + Self.shortSeconds / 4
    var count = 0
    for seed in corpus where seed.bytes.count <= Self.smallFileBytes {
      guard TestPrograms.isLong || clock.now < end else { break }
      for length in 0..<seed.bytes.count {
        count += 1
        // The last bytes may be padding, which nothing misses.
        try check(Array(seed.bytes.prefix(length)), "\(seed.name)#-\(length)", &meter)
      }
    }
    print("fuzz: \(count) cut files; slowest \(meter.slowest)")
  }

  @Test func mutatedModelsAreRefusedOrPlanned() throws {
    var meter = FuzzMeter()
    defer { meter.finish() }
    if let name = ProcessInfo.processInfo.environment["MCUBENCH_FUZZ_INPUT"] {
      try replay(name, &meter)
      return
    }
    let clock = ContinuousClock()
    let end = clock.now + Self.shortSeconds
    var outcomes: [FuzzOutcome: Int] = [:]
    var counts = [Int](repeating: 0, count: corpus.count)
    // Large models wait: the first seconds belong to the many small ones.
    var seconds = corpus.map { Double($0.bytes.count) * 1e-6 }
    var total = 0
    while TestPrograms.isLong ? total < Self.longInputCount : clock.now < end {
      // Seeds share the time alike: a small model gets more inputs than a large one.
      let least = seconds.min() ?? 0
      for place in corpus.indices
      where seconds[place] <= least + 0.02
        || (TestPrograms.isLong && counts[place] < Self.longInputsOfAModel)
      {
        let seed = corpus[place]
        let bytes = ModelMutator.input(counts[place], of: seed, corpus: corpus)
        let name = "\(seed.name)#\(counts[place])"
        counts[place] += 1
        total += 1
        seconds[place] += try check(bytes, name, &meter) { outcomes[$0, default: 0] += 1 }
      }
    }
    let texts = FuzzOutcome.allCases.map { "\(outcomes[$0, default: 0]) \($0.rawValue)" }
    print("fuzz: \(total) inputs of \(corpus.count) models: \(texts.joined(separator: ", "))")
    print("fuzz: slowest \(meter.slowest); at least \(counts.min() ?? 0) inputs a model")
    #expect(total > corpus.count)
    #expect(outcomes[.planned, default: 0] > 0)
    #expect(outcomes[.notRead, default: 0] > 0)
  }

  @discardableResult
  private func check(
    _ bytes: [UInt8], _ name: String, _ meter: inout FuzzMeter,
    then count: (FuzzOutcome) -> Void = { _ in }
  ) throws -> Double {
    var outcome = FuzzOutcome.notRead
    do {
      let seconds = try meter.measure(name) { () throws(FuzzDefect) in
        outcome = try ModelPath.run(bytes, board: board)
      }
      count(outcome)
      return seconds
    } catch {
      Issue.record("\(name): \(error)")
      return FuzzMeter.limitSeconds
    }
  }

  private func replay(_ name: String, _ meter: inout FuzzMeter) throws {
    let parts = name.split(separator: "#")
    let seed = try #require(corpus.first { $0.name == parts.first.map(String.init) })
    let index = try #require(parts.last.flatMap { Int($0) })
    let bytes =
      index < 0 || name.contains("#-")
      ? Array(seed.bytes.prefix(-index)) : ModelMutator.input(index, of: seed, corpus: corpus)
    try check(bytes, name, &meter)
  }
}
