import Architectures
import MCUBenchTestSupport
import Measurements
import ModelGraph
import Testing

@testable import Reports

/// A model's scorecard on the terminal, and the names and tables that figures are made of.
@Suite struct ScorecardTests {
  /// Two 1x1 convolutions on a 4x4 map, then a RESHAPE.
  private static let graph = ModelGraph(
    tensors: [
      Tensor(name: "x", type: .int8, shape: [1, 4, 4, 2]),
      Tensor(name: "w0", type: .int8, shape: [8, 1, 1, 2], data: [UInt8](repeating: 1, count: 16)),
      Tensor(name: "b0", type: .int32, shape: [8], data: [UInt8](repeating: 0, count: 32)),
      Tensor(name: "y\u{1B}[2J", type: .int8, shape: [1, 4, 4, 8]),
      Tensor(name: "w1", type: .int8, shape: [4, 1, 1, 8], data: [UInt8](repeating: 1, count: 32)),
      Tensor(name: "b1", type: .int32, shape: [4], data: [UInt8](repeating: 0, count: 16)),
      Tensor(name: "z", type: .int8, shape: [1, 4, 4, 4]),
      Tensor(name: "out", type: .int8, shape: [1, 64]),
    ],
    layers: [
      Layer(
        nodeIndex: 0, kind: .conv2D, inputs: [0, 1, 2], outputs: [3],
        options: .convolution(
          ConvolutionOptions(padding: .valid, stride: HeightWidth(height: 1, width: 1)))),
      Layer(
        nodeIndex: 1, kind: .conv2D, inputs: [3, 4, 5], outputs: [6],
        options: .convolution(
          ConvolutionOptions(padding: .valid, stride: HeightWidth(height: 1, width: 1)))),
      Layer(
        nodeIndex: 2, kind: .reshape, inputs: [6], outputs: [7],
        options: .reshape(newShape: [1, 64])),
    ],
    inputs: [0], outputs: [7], source: ModelSource(fileBytes: 1_200, sha256: "ab"))

  private static func card(_ budget: RunBudget? = nil) -> ModelScorecard {
    ModelScorecard(
      analysis: Analysis(
        name: "net\u{1B}[2J", facts: ModelFacts(of: graph), unsupported: nil,
        imageConstantBytes: 96), run: nil, budget: budget)
  }

  @Test func terminalVersionIsAsKept() throws {
    let text = ScorecardText.text(
      Self.card(try RunBudget(parsing: "ram=100,macs=10k,latency=1ms")), width: 80)
    let kept = try Snapshot.kept("scorecard.txt", comparedWith: text)
    #expect(kept == text)
  }

  @Test(arguments: [60, 80, 100, 140])
  func noLineIsWiderThanTheTerminal(width: Int) {
    let text = ScorecardText.text(Self.card(), width: width)
    let widest = text.split(separator: "\n").map(\.count).max() ?? 0
    #expect(widest <= width)
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }

  @Test(arguments: [
    (0.0, "    "), (8, "████"), (4, "██  "), (1, "▌   "), (0.001, "▏   "), (99, "████"),
    (-1, "    "), (.nan, "    "),
  ])
  func barsAreEighthsOfACharacter(value: Double, bar: String) {
    #expect(UnicodeBar.text(value, of: 8, width: 4) == bar)
  }

  @Test func aValueThatIsNotKnownIsNoBar() {
    #expect(UnicodeBar.text(nil, of: 8, width: 3) == "   ")
    #expect(UnicodeBar.text(3, of: 0, width: 3) == "   ")
    #expect(UnicodeBar.text(3, of: 8, width: 0).isEmpty)
  }

  @Test(
    arguments: [
      ("mobilenetv1_0.25_96_c3_o2", "mobilenetv1", 0.25, 5, ""),
      ("mobilenetv1_0.25_96_c3_o2_l3", "mobilenetv1", 0.25, 3, ""),
      ("mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3", "mobilenetv1", 0.7, 5, "ll32pl64b0.3"),
      ("mobilenetv1_0.3_96_c3_o2_ll32pl256", "mobilenetv1", 0.3, 5, "ll32pl256"),
      ("mobilenetv2_0.25_96_c3_o2_t5l256", "mobilenetv2", 0.25, nil, "t5l256"),
      // What the figures' own reader took for another base, and for l beside a tag.
      ("mobilenetv1vww_0.25_96_c3_o2", "mobilenetv1", 0.25, 5, ""),
      ("mobilenetv1_0.25_96_c3_02_L3.MV1.tflite", "mobilenetv1", 0.25, 3, ".MV1"),
    ] as [(String, String, Double, Int?, String)])
  func namesTellAlphaAndL(
    name: String, base: String, alpha: Double, loop: Int?, rest: String
  ) throws {
    let factors = try VariationFactors(name)
    #expect(factors.base == base && factors.alpha == alpha)
    #expect(factors.loop == loop && factors.rest == rest)
  }

  @Test(arguments: [
    "", "cnn_int8", "mobilenetv1", "mobilenetv1_-1_96_c3_o2", "mobilenetv1_inf_96_c3_o2",
    "mobilenetv1_0.7_96_c3_o2_l5_b1",
  ])
  func namesOfAnotherSchemeTellNothing(name: String) {
    #expect(throws: VariationNameError.self) { try VariationFactors(name) }
  }

  @Test func figuresAreReadFromCSV() throws {
    let text = "\u{FEFF}id,Model,accuracy\r\n1,\"a, \"\"b\"\"\",85.4\r\n\r\n2, c ,\r\n3,d,1e1\n"
    let figures = try NamedFigures(parsing: text, columns: ["test_accuracy", "accuracy"])
    #expect(figures.entries.map(\.name) == ["a, \"b\"", "d"])
    #expect(figures.entries.map(\.value) == [85.4, 10])
  }

  @Test(arguments: [
    ("", 1, NamedFiguresError.Problem.empty), ("name,accuracy\n", 1, .empty),
    ("a,b\nx,1\n", 1, .columns(wanted: ["accuracy"])),
    ("name,accuracy\nx\n", 2, .tooFewFields(1)), ("name,accuracy\nx,good\n", 2, .noNumber("good")),
    ("name,accuracy\nx,-1\n", 2, .noNumber("-1")), ("name,accuracy\nx,nan\n", 2, .noNumber("nan")),
  ])
  func badCSVIsRefusedByItsLine(text: String, line: Int, problem: NamedFiguresError.Problem) {
    #expect(throws: NamedFiguresError(line: line, problem: problem)) {
      try NamedFigures(parsing: text, columns: ["accuracy"])
    }
  }
}
