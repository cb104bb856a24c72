package import Measurements
package import ModelGraph

extension Measurement {
  /// A run of two layers, one called and one left out, on a virtual board at 216 MHz.
  ///
  /// `clean` and `layer` are cycles by run of one window each, `probe` those of empty stamp pairs.
  package static func example(
    runID: String = "00c0ffee00c0ffee", created: Int64 = 1_795_235_541_250,
    modelName: String = "two_layers", board: String = "stm32f746g",
    flashed: BoardRecord? = nil, evidence: Evidence = .simulated,
    timingModel: TimingModel? = TimingModel(name: "instructions", version: "1"),
    clean: [UInt64] = [21_600, 21_600],
    layer: [UInt64] = [21_604, 21_604], probe: [UInt64] = [4, 4],
    accounts: [PassAccount]? = nil, mismatches: [OutputMismatch] = [], vectorCount: Int = 1,
    issues: [Issue] = [], pruning: GraphPruning? = nil, cores: CoresRecord? = nil,
    choices: BoardChoices? = nil, placement: LayerPlacement? = nil
  ) -> Measurement {
    Measurement(
      runID: RunID(rawValue: runID) ?? RunID.random(),
      created: Timestamp(unixMilliseconds: created),
      model: ModelRecord(
        sha256: String(repeating: "ab", count: 32), name: modelName, fileBytes: 3_000,
        parameterCount: 224, macCount: 31_104,
        inputs: [
          TensorRecord(
            name: "input", type: "int8", shape: [1, 12, 12, 3], scale: 0.5, zeroPoint: -1)
        ],
        outputs: [
          TensorRecord(
            name: "output", type: "int8", shape: [1, 1152], scale: 0.25, zeroPoint: 3)
        ], quantization: "int8"),
      board: flashed
        ?? BoardRecord(
          profile: board, uniqueID: "4d43554256495254736e3031", probeKind: "virtual",
          port: "/dev/pts/7", host: "bench"),
      chipState: ChipState(
        coreClockHertz: 216_000_000,
        registers: [
          RegisterReading(
            name: "FLASH_ACR", value: 0x307, mask: 0xF, expected: 7, meaning: "7 wait states")
        ]),
      build: BuildRecord(
        toolchain: "arm-none-eabi-gcc 14.2.1", flags: ["-O2", "-mcpu=cortex-m7"],
        buildID: String(repeating: "cd", count: 16), elfSHA256: String(repeating: "ef", count: 32),
        kernelSet: KernelSetName.name("ref", isPruned: pruning != nil, cores: cores?.count ?? 1),
        sections: [
          SectionRecord(name: ".text", address: 0x0800_0000, byteCount: 9_000, isLoaded: true),
          SectionRecord(name: ".bss", address: 0x2004_C000, byteCount: 512, isLoaded: false),
        ]),
      memory: MemoryRecord(
        regions: [
          RegionUse(name: "dtcm", role: .arena, used: 1_584, available: 61_440),
          RegionUse(name: "sram1", role: .arena, used: 0, available: 245_760),
          RegionUse(name: "flash", role: .flash, used: 9_000, available: 1_048_576),
        ],
        peakLiveBytes: 1_584, peakLayer: 0, stackHighWaterBytes: 416, stackBytes: 4_096),
      method: MethodRecord(
        counter: "dwt_cyccnt", warmupRuns: 1, runs: clean.count, stopRule: "fixed count",
        interruptPolicy: "masked", probeState: "none attached", input: "seeded"),
      evidence: evidence,
      timingModel: evidence == .measured ? nil : timingModel,
      layers: [
        placement.map(LayerRecord.exampleConvolution) ?? .exampleConvolution, .exampleReshape,
      ],
      passes: [
        PassSamples(kind: .probe, warmupRuns: 0, runs: [probe]),
        PassSamples(kind: .clean, warmupRuns: 1, runs: clean.map { [$0] }),
        PassSamples(kind: .layer, warmupRuns: 1, runs: layer.map { [$0] }),
      ],
      passAccounts: accounts,
      outputCheck: OutputCheck(vectorCount: vectorCount, mismatches: mismatches),
      initCycles: CycleCount(100_000), reportedIssues: issues, pruning: pruning, cores: cores,
      choices: choices, provenance: Provenance(program: "mcubench 0.1.0", user: nil))
  }
}

extension Measurement {
  /// A run on a Pico with its code and weights where they are told, by record where `isTold`, and by
  /// its layers' regions alone as earlier versions had it.
  package static func onPico(
    runID: String = "00c0ffee00c0ffee", created: Int64 = 1_795_235_541_250,
    code: PlacementRecord.Memory = .ram, weights: PlacementRecord.Memory = .flash,
    cores: CoresRecord? = nil, isTold: Bool = true
  ) -> Measurement {
    example(
      runID: runID, created: created, board: "pico",
      flashed: BoardRecord(
        profile: "pico", uniqueID: "e660583883724a32", probeKind: "virtual", port: nil, host: nil),
      cores: cores,
      choices: isTold
        ? BoardChoices(
          placement: PlacementRecord(
            code: code, weights: weights, isDefault: code == .ram && weights == .flash),
          availableCores: 2) : nil,
      placement: LayerPlacement(
        weights: weights == .ram ? "sram" : "flash", activationIn: "sram", activationOut: "sram",
        code: code == .ram ? "code" : "flash"))
  }
}

extension TimingModel {
  /// A model whose parameters were held against silicon.
  package static let exampleChecked = TimingModel(
    name: "m7", version: "2", parameterHash: "0123456789ab",
    claim: AccuracyClaim(
      row: "optimised", text: "seen", label: .checked, totalErrorPercent: 5, layerErrorPercent: 10,
      rankingLimitPercent: 3))
}

extension BoardRecord {
  /// A board that was flashed over an ST-Link, by plain means or not.
  package static func flashed(
    tool: String? = "Open On-Chip Debugger 0.12.0", _ flashing: [FlashingRecord]
  ) -> BoardRecord {
    BoardRecord(
      profile: "stm32f746g", uniqueID: "4d43554256495254736e3031", probeKind: "st-link/v2-1",
      probeSerial: "066FFF515055657867051234", probePath: "1-2.3", probeFirmware: "V2J37M26",
      targetMillivolts: 3291, flashTool: tool, flashing: flashing, port: "/dev/ttyACM0",
      host: "bench")
  }
}

extension FlashingRecord {
  package static let lookedAt = FlashingRecord(
    rung: "ask the board", reason: "a board that runs the image needs no flashing",
    outcome: "it runs another image, build 0123456789abcdef", isSuccess: false, seconds: 0.02)
  package static let plain = FlashingRecord(
    rung: "plain", reason: "the image is to be flashed",
    outcome: "the probe answers, the chip does not", isSuccess: false, failureClass: "flash",
    seconds: 1.25)
  package static let underReset = FlashingRecord(
    rung: "under reset", reason: "the probe answers, the chip does not",
    outcome: "Open On-Chip Debugger 0.12.0", isSuccess: true, seconds: 4.5)
  package static let ranAlready = FlashingRecord(
    rung: "ask the board", reason: "a board that runs the image needs no flashing",
    outcome: "it runs this image already and was reset; nothing was flashed", isSuccess: true,
    seconds: 0.75)
}

extension OutputMismatch {
  package static let example = OutputMismatch(
    vector: 0, output: 0, firstElement: 17, differingElements: 1, elementCount: 1152,
    maximumError: 3)
}

extension LayerRecord {
  package static let exampleConvolution = LayerRecord(
    index: 0,
    identity: LayerIdentity(
      nodeIndex: 0, name: "conv \"a\", b", outputTensor: 3, operatorName: "CONV_2D",
      operatorVersion: 3, fusedActivation: "RELU6"),
    shapes: .exampleConvolution,
    costs: LayerCosts(
      macCount: 31_104, parameterCount: 224, weightBytes: 216, biasBytes: 32, inputBytes: 432,
      outputBytes: 1_152, scratchBytes: 0, liveRAMBytes: 1_584, isPeak: true),
    placement: LayerPlacement(
      weights: "flash", activationIn: "dtcm", activationOut: "dtcm", code: "flash"),
    path: LayerPath(kernelSymbol: "mcub_conv_2d_s8_ref", code: .generic), window: 0)

  package static func exampleConvolution(at placement: LayerPlacement) -> LayerRecord {
    let layer = exampleConvolution
    return LayerRecord(
      index: layer.index, identity: layer.identity, shapes: layer.shapes, costs: layer.costs,
      placement: placement, path: layer.path, window: layer.window)
  }

  package static let exampleReshape = LayerRecord(
    index: 1,
    identity: LayerIdentity(
      nodeIndex: 2, name: "flat", outputTensor: 5, operatorName: "RESHAPE", operatorVersion: 1),
    shapes: .exampleReshape,
    costs: LayerCosts(
      macCount: 0, parameterCount: 0, weightBytes: 0, biasBytes: 0, inputBytes: 1_152,
      outputBytes: 1_152, scratchBytes: nil, liveRAMBytes: 1_152, isPeak: false),
    placement: LayerPlacement(
      weights: nil, activationIn: "dtcm", activationOut: "dtcm", code: nil),
    path: LayerPath(
      kernelSymbol: nil, code: .generic, reason: "the output lies on the input"),
    window: nil)
}

extension LayerShapes {
  fileprivate static var exampleConvolution: LayerShapes {
    var shapes = LayerShapes()
    shapes.inputs = [[1, 12, 12, 3]]
    shapes.outputs = [[1, 12, 12, 8]]
    shapes.weights = [8, 3, 3, 3]
    (shapes.kernelHeight, shapes.kernelWidth) = (3, 3)
    (shapes.strideHeight, shapes.strideWidth) = (1, 1)
    (shapes.dilationHeight, shapes.dilationWidth) = (1, 1)
    shapes.padding = "SAME"
    shapes.groups = 1
    (shapes.inputType, shapes.weightType, shapes.outputType) = ("int8", "int8", "int8")
    shapes.isPerChannel = true
    return shapes
  }

  fileprivate static var exampleReshape: LayerShapes {
    var shapes = LayerShapes()
    shapes.inputs = [[1, 12, 12, 8]]
    shapes.outputs = [[1, 1152]]
    (shapes.inputType, shapes.outputType) = ("int8", "int8")
    return shapes
  }
}
