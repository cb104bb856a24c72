import Foundation
import Measurements

extension RunFile.Document {
  func comparedRun() -> ComparedRun {
    // A file of a wrong output has no timing; its validity says why.
    var totals: [ComparedRun.Total: ComparedFigure] = [:]
    totals[.clean] = timing?.clean.map { ComparedFigure($0) }
    totals[.cold] = timing?.cold.map { ComparedFigure($0) }
    totals[.layerSum] = timing?.layerSumCycles.map {
      ComparedFigure(medianCycles: $0.value, deviationCycles: 0, count: 0)
    }
    return ComparedRun(
      runID: runId, created: Timestamp(parsing: created), modelName: model.name,
      modelSHA256: model.sha256 ?? "", inputShapes: model.inputs.map { $0.shape.map(\.value) },
      board: board.profile, uniqueID: board.uid,
      clockHertz: chipState.flatMap { $0.sysclkHz.value > 0 ? $0.sysclkHz.value : nil },
      evidence: evidence, timingModel: timingModel.map { TimingModel($0) }, validity: validity,
      issues: issues.filter { $0.severity != .information }.map {
        Issue(code: $0.code, severity: $0.severity, text: $0.text)
      },
      kernelSet: build.map {
        KernelSetName.name($0.kernelSet.name, placement: placement?.record)
      }, toolchain: build?.toolchain, flags: build?.flags ?? [],
      program: provenance.program,
      method: MethodRecord(
        counter: method.counter, warmupRuns: method.warmup?.value ?? 0, runs: method.runs.value,
        stopRule: method.stopRule, interruptPolicy: method.irqPolicy,
        probeState: method.probeState, input: method.input),
      outputSHA256: outputCheck.outputSha256, totals: totals,
      layers: (layers ?? []).filter { $0.pass == .layer }.map { ComparedLayer($0) },
      sizes: sizes, imageSHA256: build?.elfSha256, kernelCodeSHA256: build?.kernelSet.objectHash,
      commit: provenance.lab?.commit, boardName: provenance.lab?.boardName, cores: cores?.value,
      placement: placement?.record)
  }

  private var sizes: [ComparedRun.Size: Int] {
    func used(_ role: RegionUse.Role) -> Int? {
      let regions = memory.regions.filter { $0.role == role }
      return regions.isEmpty ? nil : regions.reduce(0) { $0 &+ $1.used.value }
    }
    var sizes: [ComparedRun.Size: Int] = [:]
    sizes[.peakLive] = memory.peakLive?.value
    sizes[.modelFile] = model.fileBytes?.value
    sizes[.parameters] = (pruning?.keptParams ?? model.params)?.value
    sizes[.macs] = (pruning?.keptMacs ?? model.macs)?.value
    sizes[.arena] = used(.arena)
    sizes[.stack] = memory.stackHighWater?.value
    sizes[.flash] = used(.flash)
    sizes[.data] = used(.firmware)
    return sizes
  }
}

extension ComparedFigure {
  fileprivate init(_ figure: RunFile.Timing.Figure) {
    self.init(
      medianCycles: figure.medianCycles.value, deviationCycles: figure.madCycles.value,
      count: figure.n.value)
  }
}

extension ComparedLayer {
  fileprivate init(_ layer: RunFile.Layer) {
    self.init(
      index: layer.layerIndex.value, name: layer.layerName ?? "", operatorName: layer.op,
      customName: layer.customName, shapes: LayerShapes(layer), kernelSymbol: layer.kernelSymbol,
      figure: layer.cyclesMedian.map {
        ComparedFigure(
          medianCycles: $0.value, deviationCycles: layer.cyclesMad?.value ?? 0,
          count: layer.n?.value ?? 0)
      })
  }
}

extension LayerShapes {
  fileprivate init(_ layer: RunFile.Layer) {
    self.init()
    inputs = ShapeText.shapes(layer.inputShapes)
    outputs = ShapeText.shapes(layer.outputShapes)
    weights = layer.weightShape.map(ShapeText.shape)
    (kernelHeight, kernelWidth) = (layer.kernelH, layer.kernelW)
    (strideHeight, strideWidth) = (layer.strideH, layer.strideW)
    (dilationHeight, dilationWidth) = (layer.dilationH, layer.dilationW)
    (padding, groups, depthMultiplier) = (layer.padding, layer.groups, layer.depthMultiplier)
    (inputType, weightType, outputType) = (layer.dtypeIn, layer.dtypeW, layer.dtypeOut)
    isPerChannel = layer.perChannel
  }
}

extension ShapeText {
  /// What ``list(_:)`` made `text` of; what is no extent is left out.
  fileprivate static func shapes(_ text: String) -> [[Int]] {
    text.split(separator: ";").map { shape(String($0)) }
  }

  fileprivate static func shape(_ text: String) -> [Int] {
    text.split(separator: "x").compactMap { Int($0) }
  }
}

extension TimingModel {
  fileprivate init(_ counter: RunFile.Counter) {
    self.init(
      name: counter.name, version: counter.version, parameterHash: counter.parameterHash,
      claim: counter.claim.map {
        AccuracyClaim(
          row: $0.row, text: $0.text, label: $0.label, totalErrorPercent: $0.totalErrorPct,
          layerErrorPercent: $0.layerErrorPct, rankingLimitPercent: $0.rankingLimitPct)
      })
  }
}

extension Timestamp {
  /// The moment that `description` gives; the epoch where it gives none, for it is only shown.
  fileprivate init(parsing description: String) {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let date = try? style.parse(description)
    let seconds = date?.timeIntervalSince1970 ?? 0
    self.init(unixMilliseconds: Int64((seconds * 1000).rounded()))
  }
}
