import ContentHash
package import Measurements

/// Runs made of what other tools wrote.
package enum ForeignRun {
  /// A run, and what it was made of.
  package struct Imported: Hashable, Sendable {
    package let run: Measurement
    package let origin: ImportRecord
  }

  /// The run in the bytes of a file.
  ///
  /// - Throws: ``ImportError`` when it is of no format that is known, or holds what no honest one does.
  package static func read(
    _ bytes: [UInt8], path: String, naming: ImportNaming
  ) throws(ImportError) -> Imported {
    if let problem = naming.problem {
      throw ImportError(path: path, reason: .badNaming(problem))
    }
    let first = bytes.first { $0 > 0x20 }
    let figures: Figures
    let kind: ImportRecord.Kind
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      figures = try MLPerfResults.figures(bytes, path: path, naming: naming)
      kind = .mlperf
    } else if ProfilerTable.isOne(bytes) {
      figures = try ProfilerTable.figures(bytes, path: path)
      kind = .tflm
      if let problem = Self.contradiction(figures, naming) {
        throw ImportError(path: path, reason: .contradiction(problem))
      }
    } else {
      throw ImportError(path: path, reason: .unknownFormat)
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let sha256 = SHA256Digest(of: bytes).hexadecimal
    return Imported(
      run: run(
        figures, naming, runID: runID(of: sha256, naming),
        origin: ImportOrigin(tool: kind.tool, fileName: name, sha256: sha256)),
      origin: ImportRecord(time: naming.time, kind: kind, source: path, sha256: sha256))
  }

  /// What a file tells.
  struct Figures {
    var modelName: String?
    var uniqueID: String?
    var timingModel: TimingModel?
    var layers: [LayerRecord] = []
    var passes: [PassSamples] = []
    var counter: String
    var warmupRuns: Int?
    var input: String?
    var issues: [Issue] = []
  }

  /// Where the events are not the operators of the model that is said to have run.
  private static func contradiction(_ figures: Figures, _ naming: ImportNaming) -> String? {
    guard let operators = naming.modelOperators else { return nil }
    let events = figures.layers.map(\.identity.operatorName)
    let pairs = zip(events, operators)
    if let place = pairs.enumerated().first(where: { $1.0.uppercased() != $1.1.uppercased() }) {
      return "event \(place.offset) is \(place.element.0), the model's operator there is "
        + place.element.1
    }
    return events.count == operators.count
      ? nil : "it has \(events.count) events, the model \(operators.count) operators"
  }

  /// The same file under the same names is the same run.
  private static func runID(of sha256: String, _ naming: ImportNaming) -> RunID {
    let facts = [
      sha256, naming.evidence.rawValue, naming.board, String(naming.clockHertz),
      naming.modelSHA256 ?? "", naming.modelName ?? "",
    ]
    let digits = SHA256Digest(of: facts.joined(separator: "\u{0}").utf8).hexadecimal.prefix(16)
    return RunID(rawValue: String(digits)) ?? .random()
  }

  /// Zero stands for what nobody knows, as in every run of another tool.
  private static func run(
    _ figures: Figures, _ naming: ImportNaming, runID: RunID, origin: ImportOrigin
  ) -> Measurement {
    Measurement(
      runID: runID, created: naming.time,
      model: ModelRecord(
        sha256: naming.modelSHA256 ?? "", name: naming.modelName ?? figures.modelName ?? "unknown",
        fileBytes: naming.modelBytes ?? 0, parameterCount: 0, macCount: 0, inputs: [], outputs: [],
        quantization: nil),
      board: BoardRecord(
        profile: naming.board, uniqueID: figures.uniqueID, probeKind: nil, port: nil, host: nil),
      chipState: ChipState(coreClockHertz: naming.clockHertz, registers: []), build: nil,
      memory: MemoryRecord(
        regions: [], peakLiveBytes: 0, peakLayer: nil, stackHighWaterBytes: nil, stackBytes: nil),
      method: MethodRecord(
        counter: figures.counter, warmupRuns: figures.warmupRuns ?? 0,
        runs: figures.passes.map(\.runs.count).max() ?? 0, stopRule: "as the tool did",
        input: figures.input),
      evidence: naming.evidence,
      timingModel: naming.evidence == .measured
        ? nil
        : figures.timingModel
          ?? TimingModel(
            name: "unknown", version: "?",
            claim: .nothing("another program counted these cycles; nothing is known of how")),
      layers: figures.layers, passes: figures.passes,
      outputCheck: OutputCheck(vectorCount: 0, mismatches: []), reportedIssues: figures.issues,
      provenance: Provenance(program: origin.tool, user: nil, imported: origin))
  }
}

extension ImportRecord.Kind {
  /// The program whose files these are.
  package var tool: String {
    switch self {
    case .bundle: "mcubench"
    case .mlperf: "MLPerf Tiny runner"
    case .tflm: "TFLM MicroProfiler"
    }
  }
}
