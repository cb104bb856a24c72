import Measurements
import Reports

/// A run's headline figures, each against its budget where it has one.
struct Scorecard {
  let run: Measurement
  let budget: RunBudget?

  private var evidence: String { Worth(run).text }

  var html: HTML { Tiles.html(tiles.map(figure)) }

  private struct Tile {
    let title: String
    let figure: String
    var notes: [String] = []
    var quantity: RunBudget.Quantity?
    /// Used and available, where the board sets a limit.
    var share: (used: Double, available: Double)?
  }

  private func figure(_ tile: Tile) -> ScorecardFigure {
    ScorecardFigure(
      tile.title, tile.figure, notes: tile.notes,
      verdict: tile.quantity.flatMap { quantity in
        budget?.verdicts(on: run).first { $0.limit.quantity == quantity }
      },
      use: tile.share.map { ScorecardFigure.Use(used: $0.used, available: $0.available) })
  }

  private var tiles: [Tile] {
    [latency, ram, rom, macs, parameters, bytesPerParameter, file, cyclesPerMAC].map(known) + cold
  }

  /// The tile without figures that a run of another tool does not know.
  private func known(_ tile: Tile) -> Tile {
    guard run.isForeign, let actual = tile.quantity?.modelFigure(of: run), actual == 0 else {
      return tile
    }
    return Tile(title: tile.title, figure: "–", notes: ["not known"], quantity: tile.quantity)
  }

  private var latency: Tile {
    guard run.validity != .invalidOutput, let clean = run.clean else {
      return Tile(
        title: "Latency", figure: "–",
        notes: [
          run.validity == .invalidOutput
            ? "not shown: the board computed something else than the host" : "no clean pass"
        ], quantity: .latency)
    }
    let deviation = run.microseconds(clean.medianAbsoluteDeviation).map(NumberText.duration)
    return Tile(
      title: "Latency",
      figure: run.microseconds(clean.median).map(NumberText.duration)
        ?? "\(NumberText.grouped(clean.median)) cycles",
      notes: [
        "\(NumberText.grouped(clean.median)) cycles, MAD \(deviation ?? "–"),"
          + " \(clean.count) \(clean.count == 1 ? "run" : "runs")", evidence,
      ], quantity: .latency)
  }

  private var ram: Tile {
    let arenas = run.memory.regions.filter { $0.role == .arena }
    let available = arenas.compactMap(\.available)
    let used = run.memory.activationBytes
    let peak = run.memory.peakLayer.map { " at layer \($0)" } ?? ""
    return Tile(
      title: "RAM, activations", figure: kilobytes(used),
      notes: [
        bytes(used)
          + (available.isEmpty ? "" : " of \(NumberText.grouped(available.reduce(0, +))) B"),
        "peak \(bytes(run.memory.peakLiveBytes))\(peak)",
      ],
      quantity: .model(.ram),
      share: available.isEmpty ? nil : (Double(used), Double(available.reduce(0, +))))
  }

  private var rom: Tile {
    let regions = run.memory.regions.filter { $0.role == .flash }
    let available = regions.compactMap(\.available).reduce(0, +)
    guard let used = run.memory.flashBytes else {
      return Tile(title: "ROM, image", figure: "–", notes: ["not built"], quantity: .model(.rom))
    }
    return Tile(
      title: "ROM, image", figure: kilobytes(used),
      notes: [bytes(used) + (available > 0 ? " of \(NumberText.grouped(available)) B" : "")],
      quantity: .model(.rom),
      share: available > 0 ? (Double(used), Double(available)) : nil)
  }

  private var macs: Tile {
    Tile(
      title: "MACs", figure: CompactNumber.text(Double(run.ranMACCount)),
      notes: [NumberText.grouped(run.ranMACCount) + " an inference"], quantity: .model(.macs))
  }

  private var parameters: Tile {
    Tile(
      title: "Parameters", figure: CompactNumber.text(Double(run.model.parameterCount)),
      notes: [
        NumberText.grouped(run.model.parameterCount)
          + (run.model.quantization.map { ", \($0)" } ?? "")
      ], quantity: .model(.params))
  }

  private var bytesPerParameter: Tile {
    Tile(
      title: "Bytes / parameter",
      figure: run.model.bytesPerParameter.map { NumberText.fixed($0, digits: 3) } ?? "–",
      notes: ["model file by parameters"], quantity: .bytesPerParameter)
  }

  private var file: Tile {
    Tile(
      title: "Model file", figure: kilobytes(run.model.fileBytes),
      notes: [bytes(run.model.fileBytes)], quantity: .model(.file))
  }

  private var cyclesPerMAC: Tile {
    let cycles = run.validity == .invalidOutput ? nil : run.clean?.median
    let ratio = cycles.flatMap {
      run.ranMACCount > 0 ? $0 / Double(run.ranMACCount) : nil
    }
    let rate = run.validity == .invalidOutput ? nil : run.inferencesPerSecond
    return Tile(
      title: "Cycles / MAC", figure: ratio.map { NumberText.fixed($0, digits: 2) } ?? "–",
      notes: [
        rate.map { "\(NumberText.fixed($0, digits: $0 < 100 ? 2 : 0)) inferences a second" },
        evidence,
      ].compactMap(\.self))
  }

  private var cold: [Tile] {
    guard run.validity != .invalidOutput, let cold = run.cold else { return [] }
    let more = run.clean.flatMap { $0.median > 0 ? (cold.median / $0.median - 1) * 100 : nil }
    return [
      Tile(
        title: "Latency, cold caches",
        figure: run.microseconds(cold.median).map(NumberText.duration)
          ?? "\(NumberText.grouped(cold.median)) cycles",
        notes: [
          "\(NumberText.grouped(cold.median)) cycles"
            + (more.map { ", \(DifferenceText.percent($0)) on the clean pass" } ?? ""), evidence,
        ])
    ]
  }

  private func kilobytes(_ count: Int) -> String { AmountText.kilobytes(count) + " KB" }
  private func bytes(_ count: Int) -> String { NumberText.grouped(count) + " B" }
}

extension RunBudget.Quantity {
  /// What the model alone tells of it, or `nil` for a figure of the run.
  fileprivate func modelFigure(of run: Measurement) -> Int? {
    switch self {
    case .latency, .bytesPerParameter: nil
    case .model(.ram): run.memory.activationBytes
    case .model(.rom): run.memory.flashBytes
    case .model(.macs): run.ranMACCount
    case .model(.params): run.model.parameterCount
    case .model(.file): run.model.fileBytes
    }
  }
}
