/// What a comparison needs of a run.
package struct ComparedRun: Hashable, Sendable {
  package var runID: RunID
  package var created: Timestamp
  /// Untrusted text.
  package var modelName: String
  package var modelSHA256: String
  package var inputShapes: [[Int]]
  package var board: String
  /// The chip's unique id, hexadecimal.
  package var uniqueID: String?
  package var clockHertz: Int?
  package var evidence: Evidence
  package var timingModel: TimingModel?
  package var validity: Validity
  /// What kept the run from being valid.
  package var issues: [Issue]
  package var kernelSet: String?
  package var toolchain: String?
  package var flags: [String]
  /// `mcubench 0.1.0`.
  package var program: String
  package var method: MethodRecord
  /// SHA-256 over the outputs of all vectors.
  package var outputSHA256: String?
  package var totals: [Total: ComparedFigure]
  package var layers: [ComparedLayer]
  package var sizes: [Size: Int]
  /// SHA-256 of the image that ran.
  package var imageSHA256: String?
  /// SHA-256 over the code of the kernels, wherever the linker put it.
  package var kernelCodeSHA256: String?
  /// The commit that was measured, where known.
  package var commit: String?
  /// The rig's name of the board.
  package var boardName: String?
  /// Cores that shared the layers, or `nil` where it is not known.
  package var cores: Int?
  /// Where code and weights lay, or `nil` on a board without a choice and where it is not known.
  package var placement: PlacementRecord?

  package init(
    runID: RunID, created: Timestamp, modelName: String, modelSHA256: String, inputShapes: [[Int]],
    board: String, uniqueID: String?, clockHertz: Int?, evidence: Evidence,
    timingModel: TimingModel?, validity: Validity, issues: [Issue], kernelSet: String?,
    toolchain: String?, flags: [String], program: String, method: MethodRecord,
    outputSHA256: String?, totals: [Total: ComparedFigure], layers: [ComparedLayer],
    sizes: [Size: Int], imageSHA256: String? = nil, kernelCodeSHA256: String? = nil,
    commit: String? = nil, boardName: String? = nil, cores: Int? = nil,
    placement: PlacementRecord? = nil
  ) {
    self.runID = runID
    self.created = created
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
    self.inputShapes = inputShapes
    self.board = board
    self.uniqueID = uniqueID
    self.clockHertz = clockHertz
    self.evidence = evidence
    self.timingModel = timingModel
    self.validity = validity
    self.issues = issues
    self.kernelSet = kernelSet
    self.toolchain = toolchain
    self.flags = flags
    self.program = program
    self.method = method
    self.outputSHA256 = outputSHA256
    self.totals = totals
    self.layers = layers
    self.sizes = sizes
    self.imageSHA256 = imageSHA256
    self.kernelCodeSHA256 = kernelCodeSHA256
    self.commit = commit
    self.boardName = boardName
    self.cores = cores
    self.placement = placement
  }

  /// A figure of the whole network.
  package enum Total: String, Hashable, Sendable, CaseIterable {
    /// Two stamps around the network: the headline.
    case clean
    /// The layers' medians added up.
    case layerSum = "layer_sum"
    /// With cold caches.
    case cold

    /// Whether more of it is a regression; the layers' sum holds the cost of stamping them, too.
    package var isJudged: Bool { self != .layerSum }
  }

  /// An amount that is no time.
  package enum Size: String, Hashable, Sendable, CaseIterable {
    case arena = "arena_bytes"
    case peakLive = "peak_live_bytes"
    case stack = "stack_bytes"
    case flash = "flash_bytes"
    case data = "data_bytes"
    case modelFile = "file_bytes"
    case parameters = "params"
    case macs
  }
}

/// What a comparison needs of a layer.
package struct ComparedLayer: Hashable, Sendable {
  package var index: Int
  /// Untrusted text.
  package var name: String
  package var operatorName: String
  /// Untrusted text.
  package var customName: String?
  package var shapes: LayerShapes
  /// The C function, or `nil` when no call is made.
  package var kernelSymbol: String?
  /// Its cycles, or `nil` where it was not timed.
  package var figure: ComparedFigure?

  package init(
    index: Int, name: String, operatorName: String, customName: String?, shapes: LayerShapes,
    kernelSymbol: String?, figure: ComparedFigure?
  ) {
    self.index = index
    self.name = name
    self.operatorName = operatorName
    self.customName = customName
    self.shapes = shapes
    self.kernelSymbol = kernelSymbol
    self.figure = figure
  }

  /// Whether both are the same operator over the same shapes.
  package func doesTheWork(of other: ComparedLayer) -> Bool {
    operatorName == other.operatorName && customName == other.customName
      && work == other.work
  }

  /// The shapes without what changes nothing about the work.
  ///
  /// Where `SAME` and `VALID` give outputs of one shape, neither pads; where one output is made along
  /// an axis, the window makes no step along it.
  private var work: LayerShapes {
    var work = shapes
    work.padding = nil
    if let output = shapes.outputs.first, output.count == 4 {
      if output[1] == 1 { work.strideHeight = nil }
      if output[2] == 1 { work.strideWidth = nil }
    }
    return work
  }
}

extension ComparedRun {
  package init(_ run: Measurement) {
    let shows = run.validity != .invalidOutput
    var totals: [Total: ComparedFigure] = [:]
    if shows {
      totals[.clean] = run.clean.map { ComparedFigure($0) }
      totals[.cold] = run.cold.map { ComparedFigure($0) }
      totals[.layerSum] = run.layerSumCycles.map { sum in
        let all = run.pass(.layer)?.totals
        return ComparedFigure(
          medianCycles: sum, deviationCycles: all?.medianAbsoluteDeviation ?? 0,
          count: all?.count ?? 0)
      }
    }
    self.init(
      runID: run.runID, created: run.created, modelName: run.model.name,
      modelSHA256: run.model.sha256, inputShapes: run.model.inputs.map(\.shape),
      board: run.board.profile, uniqueID: run.board.uniqueID, clockHertz: run.clockHertz,
      evidence: run.evidence, timingModel: run.timingModel, validity: run.validity,
      issues: run.issues.filter { $0.severity != .information }, kernelSet: run.kernelSetName,
      toolchain: run.build?.toolchain, flags: run.build?.flags ?? [],
      program: run.provenance.program, method: run.method,
      outputSHA256: run.outputCheck.outputSHA256, totals: totals,
      layers: run.layers.indices.map { index in
        ComparedLayer(run.layers[index], timing: shows ? run.timing(ofLayer: index) : nil)
      },
      sizes: Self.sizes(of: run), imageSHA256: run.build?.elfSHA256,
      kernelCodeSHA256: run.build?.kernelCodeSHA256, commit: run.provenance.lab?.commit,
      boardName: run.provenance.lab?.boardName, cores: run.isForeign ? nil : run.coreCount,
      placement: run.placement)
  }

  private static func sizes(of run: Measurement) -> [Size: Int] {
    func used(_ role: RegionUse.Role) -> Int? {
      let regions = run.memory.regions.filter { $0.role == role }
      return regions.isEmpty ? nil : regions.reduce(0) { $0 + $1.used }
    }
    var sizes: [Size: Int] = [:]
    sizes[.peakLive] = run.known(run.memory.peakLiveBytes)
    sizes[.modelFile] = run.known(run.model.fileBytes)
    sizes[.parameters] = run.known(run.ranParameterCount)
    sizes[.macs] = run.known(run.ranMACCount)
    sizes[.arena] = used(.arena)
    sizes[.stack] = run.memory.stackHighWaterBytes
    sizes[.flash] = used(.flash)
    sizes[.data] = used(.firmware)
    return sizes
  }
}

extension ComparedLayer {
  init(_ layer: LayerRecord, timing: LayerTiming?) {
    self.init(
      index: layer.index, name: layer.identity.name, operatorName: layer.identity.operatorName,
      customName: layer.identity.customName, shapes: layer.shapes,
      kernelSymbol: layer.path.kernelSymbol,
      figure: timing.map {
        ComparedFigure(
          medianCycles: $0.medianCycles, deviationCycles: $0.raw.medianAbsoluteDeviation,
          count: $0.raw.count)
      })
  }
}

extension ComparedFigure {
  init(_ statistics: SampleStatistics) {
    self.init(
      medianCycles: statistics.median, deviationCycles: statistics.medianAbsoluteDeviation,
      count: statistics.count)
  }
}
