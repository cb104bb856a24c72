import Calibration
import Failures
import LatencyTables
import Measurements
import Testing

/// Latency tables as files.
struct LatencyTableFileTests {
  /// Layers of one kernel whose cycles are 30 and 4 of each MAC, and of another with one layer alone.
  static let example: LatencyTableFile = {
    let convolutions = (1...6).map { count in
      sample("mcub_conv_2d_s8_dsp", macs: Double(count * count * 10), channels: count)
    }
    return LatencyTableFile(
      fitting: convolutions + [sample("mcub_add_s8_dsp+\"odd\"/ü", macs: 7, channels: 3)],
      layerOverheadCycles: 12.5, origin: origin(evidence: .simulated))
  }()

  static func origin(evidence: Evidence) -> LatencyTable.Origin {
    LatencyTable.Origin(
      board: "stm32f746g", clockHertz: 216_000_000, kernelSet: "dsp", kernelHash: "0123456789ab",
      evidence: evidence,
      timingModel: evidence == .measured
        ? nil
        : TimingModel(
          name: "m7", version: "3", parameterHash: "ba9876543210",
          claim: .nothing("a table of a test")),
      compiler: "gcc 14.2", created: Timestamp(unixMilliseconds: 1_790_000_000_123), seed: .max)
  }

  static func sample(_ variant: String, macs: Double, channels: Int) -> CalibrationSample {
    CalibrationSample(
      layer: SweepLayer(.convolution, height: 5, width: 4, channels: channels, outputs: 2),
      sample: LatencySample(
        cost: LayerCost(
          variant: variant,
          // Not in the order of names: the file has it.
          terms: [CostTerm("row of MACs", macs), CostTerm("call", 1)],
          extents: [CostTerm("inputs", Double(channels)), CostTerm("columns", 4)]),
        cycles: 30 + 4 * macs))
  }

  @Test func comesBackAsItWasWritten() throws {
    let text = try Self.example.text()
    let read = try LatencyTableFile.parse(Array(text.utf8), path: "table.json")
    #expect(read == Self.example)
    #expect(try read.text() == text)
  }

  @Test func givesTheSameTableWhenItIsFittedAnew() throws {
    let text = try Self.example.text()
    let read = try LatencyTableFile.parse(Array(text.utf8), path: "table.json")
    #expect(try read.refitted.text() == text)
  }

  @Test func hasALineAFitAndALineASample() throws {
    let lines = try Self.example.text().split(separator: "\n")
    #expect(lines.count { $0.contains("\"residuals\":") } == 2)
    #expect(lines.count { $0.hasPrefix("{\"cycles\":") } == 7)
    #expect(lines.contains("\"schema\": \"mcubench.latency-table/1\","))
  }

  @Test func keepsATableWithoutSamples() throws {
    let empty = LatencyTableFile(
      table: LatencyTable(
        origin: Self.origin(evidence: .measured), fits: [:], layerOverheadCycles: 0, shapeCount: 0),
      samples: [])
    let read = try LatencyTableFile.parse(Array(try empty.text().utf8), path: "table.json")
    #expect(read == empty)
  }

  /// What is changed in the file, and what is said of it.
  static let damages: [(String, String, String)] = [
    ("latency-table/1", "latency-table/2", "a latency table of the form"),
    ("\"shape_count\"", "\"shapes\"", "table.json: shape_count: is missing"),
    ("\"clock_hertz\":216000000", "\"clock_hertz\":\"fast\"", "origin.clock_hertz: is of another"),
    ("\"columns\":[4,4]", "\"columns\":[4,3]", "hull.columns"),
    ("\"columns\":[4,4]", "\"columns\":[4]", "hull.columns"),
    ("{\"cycles\":70,", "{\"cycles\":0,", "samples[0].cycles: a layer's cycles are not above 0"),
    ("{\"cycles\":70,", "{\"cycles\":1e13,", "samples[0].cycles: cycles or terms are beyond"),
    (
      "\"layer_overhead_cycles\": 12.5", "\"layer_overhead_cycles\": -1",
      "layer_overhead_cycles: is below"
    ),
    (
      "\"layer_overhead_cycles\": 12.5", "\"layer_overhead_cycles\": 1e308",
      "layer_overhead_cycles: is"
    ),
    ("\"evidence\":\"simulated\"", "\"evidence\":\"predicted\"", "origin.evidence: is neither"),
    ("\"evidence\":\"simulated\"", "\"evidence\":\"measured\"", "origin.timing_model: measured"),
    ("\"height\":5", "\"height\":0", "samples[0].layer: an extent is below 1"),
    ("\"outputs\":2", "\"outputs\":9223372036854775807", "samples[0].layer: an extent is below 1"),
    ("\"row of MACs\":10}", "\"row of MACs\":-1}", "samples[0].terms: a term's count is below 0"),
    ("\"evidence\":\"simulated\"", "\"evidence\":\"guessed\"", "origin.evidence"),
    ("\"samples\": [", "\"samples\": {", "table.json: no latency table"),
  ]

  @Test(arguments: damages)
  func refusesADamagedFile(damage: (from: String, to: String, problem: String)) throws {
    let text = try Self.example.text()
    let parts = text.split(separator: damage.from, maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2, "the file has it")
    let damaged = parts.joined(separator: damage.to)
    let error = try #require(throws: LatencyTableFileError.self) {
      try LatencyTableFile.parse(Array(damaged.utf8), path: "table.json")
    }
    #expect(error.summary.contains(damage.problem), "\(error.summary)")
    #expect(error.summary.hasPrefix("table.json: "))
    #expect(error.remedy?.contains("mcubench calibrate") == true)
    #expect(error.exitStatus == .wrongInput)
  }

  @Test(arguments: ["", "{", "[]", "null", "\u{0}", "{\"schema\": 1}"])
  func refusesWhatIsNoTable(text: String) {
    #expect(throws: LatencyTableFileError.self) {
      try LatencyTableFile.parse(Array(text.utf8), path: "table.json")
    }
  }
}
