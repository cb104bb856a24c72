package import Measurements

/// Values that pages are tried with; nothing here was measured.
package enum PageExamples {
  /// Names that try to be something else.
  package static let hostileNames = [
    #"<script>alert("x")</script>"#, #""><img src=x onerror=alert(1)>"#, "'; DROP TABLE run; --",
    "</title></style><b>bold</b>", "&lt;already&gt; &amp; escaped", "javascript:alert(1)",
    "\u{202E}evil\u{202C} right to left", "שלום עולם", "line\nbreak\ttab\u{0}zero\u{1B}[31m",
    String(repeating: "a\u{301}", count: 200), String(repeating: "x", count: 10_240), "",
    "]]> <!-- --> <?php ?>", "\u{FEFF}\u{200B}hidden",
  ]

  package static let started: Int64 = 1_795_235_541_250
  private static let day: Int64 = 86_400_000

  package static func runID(_ number: UInt64) -> RunID {
    var generator = Counting(state: number &* 0x9E37_79B9_7F4A_7C15 ^ 0xC0FF_EE00)
    return RunID(random: &generator)
  }

  /// A generator that gives the same numbers each time: Vigna's SplitMix64.
  package struct Counting: RandomNumberGenerator {
    package var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  /// The moment of a night, the newest last.
  package static func night(_ number: Int) -> Timestamp {
    Timestamp(unixMilliseconds: started + Int64(number) * day)
  }

  package static let timingModel = TimingModel(
    name: "m7", version: "3", parameterHash: "0123456789ab",
    claim: AccuracyClaim(
      row: "optimised", text: "held against 13 published images of two boards", label: .checked,
      totalErrorPercent: 5, layerErrorPercent: 10, rankingLimitPercent: 3))

  /// A run of a network like MobileNet of `layerCount` layers.
  ///
  /// `slower` are layers that take a tenth more; `names` are given to the layers in turn.
  package static func run(
    _ number: UInt64 = 1, layerCount: Int = 31, evidence: Evidence = .simulated,
    modelName: String = "mobilenetv1_0.25_96_c3_o2", names: [String] = [],
    slower: Set<Int> = [], issues: [Issue] = [], mismatches: [OutputMismatch] = [],
    board: String = "stm32f746g", coreHertz: Int = 216_000_000, boardName: String? = "v1",
    commit: String? = "4f2a9c1d5e6b7a8091a2b3c4d5e6f708192a3b4c"
  ) -> Measurement {
    let layers = (0..<layerCount).map { layer($0, of: layerCount, names: names) }
    let windows = layers.filter { $0.window != nil }.map { layer -> UInt64 in
      let cycles = cycles(of: layer)
      return slower.contains(layer.index) ? cycles + cycles / 10 : cycles
    }
    let sum = windows.reduce(0, +)
    let count = evidence == .measured ? 30 : 2
    func scattered(_ cycles: UInt64, _ run: Int) -> UInt64 {
      evidence == .measured ? cycles + UInt64(run * 7 % 5) * (cycles / 20_000 + 1) : cycles
    }
    let peak = layers.max { ($0.costs.liveRAMBytes ?? 0) < ($1.costs.liveRAMBytes ?? 0) }
    return Measurement(
      runID: runID(number), created: night(Int(number)),
      model: ModelRecord(
        sha256: String(repeating: "5a", count: 32), name: modelName, fileBytes: 300_568,
        parameterCount: layers.reduce(0) { $0 + $1.costs.parameterCount },
        macCount: layers.reduce(0) { $0 + $1.costs.macCount },
        inputs: [
          TensorRecord(
            name: "input", type: "int8", shape: [1, 96, 96, 3], scale: 0.5, zeroPoint: 0)
        ],
        outputs: [
          TensorRecord(name: "output", type: "int8", shape: [1, 2], scale: 0.25, zeroPoint: 3)
        ], quantization: "int8"),
      board: BoardRecord(
        profile: board,
        uniqueID: evidence == .measured ? "0029004b3137510f39383538" : "4d43554256495254736e3031",
        probeKind: evidence == .measured ? "st-link/v2-1" : "virtual",
        probeSerial: names.first, port: "/dev/ttyACM0", host: "bench"),
      chipState: ChipState(
        coreClockHertz: coreHertz,
        registers: [
          RegisterReading(
            name: "FLASH_ACR", value: 0x307, mask: 0xF, expected: 7, meaning: "7 wait states")
        ]),
      build: BuildRecord(
        toolchain: "arm-none-eabi-gcc 14.2.1", flags: ["-O3", "-mcpu=cortex-m7", "-ffast-math"],
        buildID: String(repeating: "cd", count: 16), elfSHA256: String(repeating: "ef", count: 32),
        kernelSet: "cortex-m7", sections: []),
      memory: MemoryRecord(
        regions: [
          RegionUse(name: "dtcm", role: .arena, used: 49_152, available: 61_440),
          RegionUse(name: "sram1", role: .arena, used: 6_144, available: 245_760),
          RegionUse(name: "flash", role: .flash, used: 261_204, available: 1_048_576),
        ],
        peakLiveBytes: peak?.costs.liveRAMBytes ?? 0, peakLayer: peak?.index,
        stackHighWaterBytes: 416, stackBytes: 4_096),
      method: MethodRecord(
        counter: "dwt_cyccnt", warmupRuns: 5, runs: count, stopRule: "fixed count",
        interruptPolicy: "masked", probeState: "none attached", input: names.last ?? "seeded"),
      evidence: evidence, timingModel: evidence == .measured ? nil : timingModel, layers: layers,
      passes: [
        PassSamples(kind: .probe, warmupRuns: 0, runs: [[4, 4]]),
        PassSamples(
          kind: .clean, warmupRuns: 5, runs: (0..<count).map { [scattered(sum + 420, $0)] }),
        PassSamples(
          kind: .layer, warmupRuns: 5,
          runs: (0..<count).map { run in windows.map { scattered($0 + 4, run) } }),
        PassSamples(
          kind: .cold, warmupRuns: 0, runs: (0..<count).map { [scattered(sum / 10 * 11, $0)] }),
      ],
      outputCheck: OutputCheck(vectorCount: 1, mismatches: mismatches),
      initCycles: CycleCount(100_000), firstInferenceCycles: CycleCount(sum / 10 * 11),
      reportedIssues: issues,
      provenance: Provenance(
        program: "mcubench 0.1.0", user: names.first,
        lab: LabProvenance(
          job: "00112233445566aa", attempt: 1, boardName: boardName, night: "aabbccdd00112233",
          commit: commit)))
  }

  private static func layer(_ index: Int, of count: Int, names: [String]) -> LayerRecord {
    let isLast = index == count - 1
    let isDepthwise = index % 2 == 1
    let stage = index * 6 / max(count, 1)
    let channels = 8 << min(stage, 5)
    let side = max(96 >> min(stage, 5), 3)
    let positions = side * side
    let macs =
      isLast ? 0 : isDepthwise ? positions * channels * 9 : positions * channels * channels / 2
    let weights = isLast ? 0 : isDepthwise ? channels * 9 : channels * channels / 2
    var shapes = LayerShapes()
    shapes.inputs = [[1, side, side, channels]]
    shapes.outputs = [[1, side, side, channels]]
    let name =
      names.isEmpty ? "MobilenetV1/Conv2d_\(index)_pointwise/Relu6" : names[index % names.count]
    return LayerRecord(
      index: index,
      identity: LayerIdentity(
        nodeIndex: index, name: name, outputTensor: index + 3,
        operatorName: isLast ? "RESHAPE" : isDepthwise ? "DEPTHWISE_CONV_2D" : "CONV_2D",
        operatorVersion: 3,
        customName: names.isEmpty || index != 1 ? nil : names[0], fusedActivation: "RELU6"),
      shapes: shapes,
      costs: LayerCosts(
        macCount: macs, parameterCount: weights + (isLast ? 0 : channels), weightBytes: weights,
        biasBytes: isLast ? 0 : channels * 4, inputBytes: positions * channels,
        outputBytes: positions * channels, scratchBytes: 0,
        liveRAMBytes: positions * channels * (isDepthwise ? 2 : 3) / 2, isPeak: false),
      placement: LayerPlacement(
        weights: "flash", activationIn: "dtcm", activationOut: "dtcm", code: "flash"),
      path: isLast
        ? LayerPath(kernelSymbol: nil, code: .generic, reason: "the output lies on the input")
        : LayerPath(
          kernelSymbol: isDepthwise
            ? "mcub_depthwise_conv_2d_s8_dsp" : "mcub_conv_2d_s8_dsp", code: .simd),
      window: isLast ? nil : index)
  }

  private static func cycles(of layer: LayerRecord) -> UInt64 {
    let perMAC = layer.identity.operatorName == "CONV_2D" ? 1.21 : 2.87
    return UInt64(Double(layer.costs.macCount) * perMAC) + 1_200
  }
}
