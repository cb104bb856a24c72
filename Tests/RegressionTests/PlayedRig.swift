import Foundation
import MCUBenchTestSupport
import Measurements

@testable import Regression

/// A rig whose runs a test makes up, and which does with them what a lab does in a night.
struct PlayedRig {
  /// What a run is to look like.
  struct Situation {
    var night: Int
    var boardName: String
    var isConfirmation: Bool
    /// Whether the code lies elsewhere than the linker puts it.
    var isMoved = false
    /// Draws for this run alone, from the rig's seed.
    var noise: SplitMix
  }

  /// A layer's cycles in a run by its place.
  var cycles: (inout Situation, Int) -> Double
  /// What else is particular about a run.
  var change: (Situation, inout ComparedRun) -> Void = { _, _ in }
  var options: Investigation.Options
  var twin: String? = "right"
  /// Whether runs carry a commit of their night.
  var hasCommits = true

  private(set) var nights: [NightReport] = []
  private(set) var runs: [ComparedRun] = []
  private(set) var total: [SeriesPoint] = []
  private(set) var layers: [Int: [SeriesPoint]] = [:]
  private var generator: SplitMix
  private var clock: Int64 = 0
  private var nightCount = 0

  static let layerCycles = [2_000_000.0, 700_000, 60_000, 30_000]

  init(
    seed: UInt64 = 1, options: Investigation.Options = Investigation.Options(hasTwin: true),
    cycles: @escaping (inout Situation, Int) -> Double = { _, layer in layerCycles[layer] }
  ) {
    generator = SplitMix(state: seed)
    self.options = options
    self.cycles = cycles
  }

  /// Plays one night and gives what it says.
  @discardableResult
  mutating func playNight(on board: String = "left") -> NightEntry {
    let night = nightCount
    nightCount += 1
    clock += 86_400_000
    let start = Timestamp(unixMilliseconds: clock)
    let candidate = measure(night, board, isConfirmation: false)
    let key = SeriesKey(
      modelSHA256: candidate.modelSHA256, layer: nil, board: candidate.board, kernelSet: "ref",
      evidence: candidate.evidence, timingModel: nil)
    let history = History(
      of: key, total: total, layers: layers, nights: nights, before: start,
      clockHertz: candidate.clockHertz)
    let name = history.baselineRunID(thresholds: options.thresholds)
    var investigation = Investigation(
      of: candidate,
      against: name.flatMap { name in runs.first { $0.runID == name } }
        ?? runs.dropLast().last,
      history: history, options: options)
    while true {
      switch investigation.step {
      case .measureAgain:
        investigation.take(measure(night, board, isConfirmation: true))
      case .measureOnTwin:
        investigation.take(measure(night, twin ?? board, isConfirmation: true))
      case .measureMoved:
        investigation.take(measure(night, board, isConfirmation: true, isMoved: true))
      case .accept(let entry):
        nights.append(
          NightReport(
            id: "\(night)", suite: "played", started: start, ended: start, commit: commit(night),
            entries: [entry]))
        return entry
      }
    }
  }

  /// Plays so many nights and gives the outcomes of all but those without a change.
  mutating func play(nights count: Int) -> [(night: Int, entry: NightEntry)] {
    (0..<count).compactMap { _ in
      let night = nightCount
      let entry = playNight()
      return [.unchanged, .baseline].contains(entry.outcome) ? nil : (night, entry)
    }
  }

  /// Loses what nights said, and keeps the runs.
  mutating func forgetNights() { nights = [] }

  func commit(_ night: Int) -> String? { hasCommits ? "commit \(night)" : nil }

  private mutating func measure(
    _ night: Int, _ board: String, isConfirmation: Bool, isMoved: Bool = false
  ) -> ComparedRun {
    var situation = Situation(
      night: night, boardName: board, isConfirmation: isConfirmation, isMoved: isMoved,
      noise: SplitMix(state: generator.next()))
    clock += 60_000
    var run = Self.example
    run.runID = RunID(random: &generator)
    run.created = Timestamp(unixMilliseconds: clock)
    run.boardName = board
    run.commit = commit(night)
    run.layers = run.layers.map { layer in
      var copy = layer
      copy.figure = ComparedFigure(
        medianCycles: cycles(&situation, layer.index), deviationCycles: 0, count: 30)
      return copy
    }
    run.totals[.clean] = ComparedFigure(
      medianCycles: run.layers.compactMap(\.figure?.medianCycles).reduce(0, +),
      deviationCycles: 0, count: 30)
    change(situation, &run)
    runs.append(run)
    // As the store does: a run whose code was moved is of no series.
    if run.validity.isUsable, !isMoved { keep(run) }
    return run
  }

  private mutating func keep(_ run: ComparedRun) {
    if let clean = run.totals[.clean] { total.append(SeriesPoint(run, clean)) }
    for layer in run.layers {
      if let figure = layer.figure {
        layers[layer.index, default: []].append(SeriesPoint(run, figure))
      }
    }
  }

  /// A run on silicon of a network of four layers.
  static let example: ComparedRun = {
    var run = ComparedRun(Measurement.example(evidence: .measured))
    let layer = run.layers[0]
    run.layers = layerCycles.indices.map { index in
      var copy = layer
      copy.index = index
      copy.name = "conv \(index)"
      copy.shapes.outputs = [[1, 12, 12, 8 + index]]
      return copy
    }
    run.totals = [:]
    run.imageSHA256 = nil
    return run
  }()
}

extension SplitMix {
  /// A draw from the normal distribution of mean 0 and deviation 1 (Box and Muller, 1958).
  mutating func normal() -> Double {
    func uniform() -> Double { (Double(next() >> 11) + 0.5) / Double(1 << 53) }
    return (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
  }
}
