import Imports
import MCUBenchTestSupport
import Measurements
import Testing

@Suite struct ForeignRunTests {
  static func naming(_ evidence: Evidence = .measured, clock: Int = 80_000_000) -> ImportNaming {
    ImportNaming(
      evidence: evidence, board: "nucleo-l4r5zi", clockHertz: clock,
      time: Timestamp(unixMilliseconds: 1_795_235_541_250))
  }

  static func read(
    _ text: String, _ naming: ImportNaming = naming()
  ) throws -> ForeignRun.Imported {
    try ForeignRun.read(Array(text.utf8), path: "ci/results.json", naming: naming)
  }

  static func reason(
    _ text: String, _ naming: ImportNaming = naming()
  ) -> ImportError.Reason? {
    do {
      _ = try read(text, naming)
      return nil
    } catch {
      return (error as? ImportError)?.reason
    }
  }

  static let table = "\"Event\",\"Tag\",\"Ticks\"\r\n0,CONV_2D,1200\r\n1,SOFTMAX,34\r\n"

  static func entry(_ microseconds: String, iterations: Int = 10, mode: String? = nil) -> String {
    let time = microseconds.isEmpty ? "" : #""elapsed_time": \#(microseconds), "#
    return #"{"file": "a.bin", "class": "2", "infer": {"results": [0.1], \#(time)"#
      + #""iterations": \#(iterations), "warmups": 1}\#(mode.map { #", "mode": "\#($0)""# } ?? "")}"#
  }

  @Test func takesTheProfilersTable() throws {
    let imported = try Self.read(Self.table)
    let run = imported.run
    #expect(imported.origin.kind == .tflm)
    #expect(imported.origin.source == "ci/results.json")
    #expect(run.layers.map(\.identity.operatorName) == ["CONV_2D", "SOFTMAX"])
    #expect(run.layers.indices.map { run.timing(ofLayer: $0)?.medianCycles } == [1200, 34])
    #expect(run.layerSumCycles == 1234)
    #expect(run.clean == nil)
    #expect(run.evidence == .measured)
    #expect(run.timingModel == nil)
    #expect(run.validity == .degraded)
    #expect(run.issues.map(\.code) == ["imported"])
    #expect(run.board.profile == "nucleo-l4r5zi")
    #expect(run.clockHertz == 80_000_000)
    #expect(run.provenance.imported?.fileName == "results.json")
    #expect(run.build == nil)
  }

  @Test func refusesATableOfAnotherModel() throws {
    var naming = Self.naming()
    naming.modelOperators = ["CONV_2D", "SOFTMAX"]
    #expect(try Self.read(Self.table, naming).run.layers.count == 2)
    for (operators, text) in [
      (["CONV_2D", "RESHAPE"], "event 1 is SOFTMAX, the model's operator there is RESHAPE"),
      (["CONV_2D", "SOFTMAX", "ADD"], "it has 2 events, the model 3 operators"),
    ] {
      naming.modelOperators = operators
      #expect(Self.reason(Self.table, naming) == .contradiction(text))
    }
  }

  @Test func namesARunAfterItsFileAndWhatIsSaidOfIt() throws {
    let run = try Self.read(Self.table).run
    #expect(try Self.read(Self.table).run == run)
    #expect(try Self.read(Self.table + "\n").run.runID != run.runID)
    #expect(try Self.read(Self.table, Self.naming(clock: 1)).run.runID != run.runID)
    #expect(try Self.read(Self.table, Self.naming(.simulated)).run.runID != run.runID)
  }

  @Test func takesSeveralTablesForSeveralRuns() throws {
    let again = Self.table.replacing("1200", with: "1300")
    let run = try Self.read(Self.table + "\n" + again).run
    #expect(run.pass(.layer)?.runs == [[1200, 34], [1300, 34]])
    #expect(run.timing(ofLayer: 0)?.medianCycles == 1250)
    let other = Self.table.replacing("SOFTMAX", with: "RESHAPE")
    #expect(Self.reason(Self.table + other) == .otherEvents(table: 2))
  }

  static let badTables: [(String, ImportError.Reason)] = [
    ("Event,Tag,Ticks\n", ImportError.Reason.noEvents),
    ("Event,Tag,Ticks\n0,CONV_2D,0\n1,ADD,0\n", .frozenTimer),
    ("Event,Tag,Ticks\n0,CONV_2D\n", .badLine(number: 2, problem: "an event has three fields")),
    (
      "Event,Tag,Ticks\n1,CONV_2D,5\n",
      .badLine(number: 2, problem: "the event's number is not 0")
    ),
    (
      "Event,Tag,Ticks\n0,CONV_2D,-5\n",
      .badLine(number: 2, problem: "a negative count: the profiler's 32 bits were too few")
    ),
    (
      "Event,Tag,Ticks\n0,CONV_2D,4294967296\n",
      .badLine(number: 2, problem: "'4294967296' is no count of ticks")
    ),
    (
      "Event,Tag,Ticks\n0,CONV_2D,1e3\n",
      .badLine(number: 2, problem: "'1e3' is no count of ticks")
    ),
    (
      "Event,Tag,Ticks\n0,\u{1B}[31m,5\n",
      .badLine(number: 2, problem: "'\u{1B}[31m' is no operator's name")
    ),
    (
      "Event,Tag,Ticks\n0,=cmd(),5\n",
      .badLine(number: 2, problem: "'=cmd()' is no operator's name")
    ),
    ("boot\nEvent,Tag,Ticks\n", .badLine(number: 1, problem: "it stands before the table")),
    (
      "Event,Tag,Ticks\n" + String(repeating: "x", count: 2000),
      .badLine(number: 2, problem: "it is too long for an event")
    ),
    ("", .unknownFormat), ("hello\n", .unknownFormat), ("\"Event\",\"Tag\"\n", .unknownFormat),
  ]

  @Test(arguments: badTables)
  func saysWhereATableIsNone(_ text: String, _ reason: ImportError.Reason) {
    #expect(Self.reason(text) == reason)
  }

  @Test func takesTheSuitesOwnResults() throws {
    let text =
      "[" + [10_000, 10_020, 10_010].map { Self.entry("\($0)") }.joined(separator: ",") + "]"
    let run = try Self.read(text).run
    // 1,000 microseconds an inference at 80 MHz, then 1,002 and 1,001.
    #expect(run.pass(.clean)?.runs == [[80_000], [80_160], [80_080]])
    #expect(run.clean?.median == 80_080)
    #expect(run.model.name == "unknown")
    #expect(run.layers == [])
    #expect(run.issues.map(\.code) == ["imported"])
    #expect(run.known(run.model.fileBytes) == nil)
    #expect(run.known(run.model.macCount) == nil)
  }

  @Test func takesOurOwnResultsWithTheirTimingModel() throws {
    let text = """
      {"schema": "mcubench.mlperf/1", "benchmark": "kws01", "evidence": "simulated",
       "timing_model": {"name": "m7", "version": "2", "parameter_hash": "0123456789ab"},
       "device": {"unique_id": "4D43554256495254736E3031", "core_hertz": 80000000},
       "shortened": true, "results": [\(Self.entry("500", mode: "p")), \(Self.entry("1", mode: "a"))]}
      """
    let run = try Self.read(text, Self.naming(.simulated)).run
    #expect(run.pass(.clean)?.runs == [[4_000]])
    #expect(run.model.name == "kws01")
    #expect(run.timingModel?.parameterHash == "0123456789ab")
    #expect(run.timingModel?.claim?.label == .estimate)
    #expect(run.issues.map(\.code) == ["mlperf_shortened", "imported"])
    #expect(
      Self.reason(text) == .contradiction("it calls its times simulated, not measured"))
    #expect(
      Self.reason(text, Self.naming(.simulated, clock: 1))
        == .contradiction("it gives a core clock of 80000000 Hz"))
    let silent = text.replacing(#""evidence": "simulated","#, with: "")
    #expect(
      Self.reason(silent)
        == .contradiction("its device is a virtual board: nothing was measured"))
  }

  @Test func givesSimulatedTimesOfAnUnknownModelNoClaim() throws {
    let run = try Self.read(Self.table, Self.naming(.simulated)).run
    #expect(run.timingModel?.name == "unknown")
    #expect(run.timingModel?.claim?.totalErrorPercent == nil)
    #expect(run.timingModel?.claim?.label == .estimate)
  }

  static let badResults: [(String, ImportError.Reason)] = [
    ("[]", ImportError.Reason.noTimes), ("{", .badJSON(problem: "it is no JSON")),
    ("{}", .badJSON(problem: "schema is missing")),
    (
      #"{"schema":"other/1","results":[]}"#,
      .badJSON(problem: "its schema is not mcubench.mlperf/1")
    ),
    ("[1]", .badJSON(problem: "0 has a value of the wrong kind")),
    ("[{}]", .badJSON(problem: "0.infer is missing")),
    ("[" + entry("") + "]", .noTimes),
    ("[" + entry("0") + "]", .badJSON(problem: "entry 0 has a time that no inference takes")),
    ("[" + entry("-5") + "]", .badJSON(problem: "entry 0 has a time that no inference takes")),
    ("[" + entry("1e300") + "]", .badJSON(problem: "entry 0 has a time that no inference takes")),
    (
      "[" + entry("5", iterations: 0) + "]",
      .badJSON(problem: "entry 0 has a time that no inference takes")
    ),
    (String(repeating: "[", count: 100_000), .badJSON(problem: "it is no JSON")),
  ]

  @Test(arguments: badResults)
  func saysWhatResultsLack(_ text: String, _ reason: ImportError.Reason) {
    #expect(Self.reason(text) == reason)
  }

  @Test(arguments: [
    (Evidence.predicted, "board", 1), (.measured, "", 1), (.measured, "a b", 1),
    (.measured, "../x", 1), (.measured, "board", 0), (.measured, "board", -1),
    (.measured, "board", .max),
  ])
  func refusesNamesThatCannotBe(_ evidence: Evidence, _ board: String, _ clock: Int) {
    var naming = Self.naming(evidence, clock: clock)
    naming.board = board
    guard case .badNaming = Self.reason(Self.table, naming) else {
      Testing.Issue.record("\(evidence) \(board) \(clock) was taken")
      return
    }
  }

  /// Files of chance: an error or a run, never a crash.
  @Test func survivesWhateverAFileHolds() {
    var generator = SplitMix(state: 11)
    let seeds = [Self.table, "[" + Self.entry("500") + "]"].map { Array($0.utf8) }
    for round in 0..<3_000 {
      var bytes = seeds[round % seeds.count]
      for _ in 0...Int.random(in: 0..<4, using: &generator) {
        bytes[Int.random(in: bytes.indices, using: &generator)] =
          UInt8.random(in: .min ... .max, using: &generator)
      }
      if let imported = try? ForeignRun.read(bytes, path: "f", naming: Self.naming()) {
        #expect(imported.run.isForeign)
        _ = imported.run.issues
      }
    }
  }
}
