import ModelGraph
import Reports
import Testing

@Suite struct AnalysisTests {
  /// A 1x1 convolution of 2 channels to 4 on a 3x3 map, then a RESHAPE.
  private static let graph = ModelGraph(
    tensors: [
      Tensor(name: "x", type: .int8, shape: [1, 3, 3, 2]),
      Tensor(
        name: "w", type: .int8, shape: [4, 1, 1, 2], data: [UInt8](repeating: 1, count: 8)),
      Tensor(name: "b", type: .int32, shape: [4], data: [UInt8](repeating: 0, count: 16)),
      Tensor(name: "y\u{1B}[2J", type: .int8, shape: [1, 3, 3, 4]),
      Tensor(name: "z", type: .int8, shape: [1, 36]),
    ],
    layers: [
      Layer(
        nodeIndex: 0, kind: .conv2D, inputs: [0, 1, 2], outputs: [3],
        options: .convolution(
          ConvolutionOptions(padding: .valid, stride: HeightWidth(height: 1, width: 1)))),
      Layer(
        nodeIndex: 1, kind: .reshape, inputs: [3], outputs: [4],
        options: .reshape(newShape: [1, 36])),
    ],
    inputs: [0], outputs: [4], source: ModelSource(fileBytes: 120, sha256: "ab"))

  private static let analysis = Analysis(
    name: "net", facts: ModelFacts(of: graph), unsupported: nil, imageConstantBytes: 56)

  @Test func tableShowsEachLayerAndTheTotals() {
    let text = AnalysisTable.layers(of: Self.analysis, order: nil, budget: nil)
    #expect(text.contains("CONV_2D"))
    #expect(text.contains("  Parameters  12, 10.00 B of the file each"))
    #expect(text.contains("  MACs        72"))
    #expect(text.contains("  ROM         56 B"))
    #expect(text.contains("  Peak RAM    72 B (0.1 KB) at layer 1 (RESHAPE)"))
  }

  @Test func budgetSaysWhatPassesAndWhatDoesNot() throws {
    let budget = try Budget(parsing: "ram=72,macs=71,rom=56")
    #expect(budget.verdicts(on: Self.analysis).map(\.passes) == [true, false, true])
    let text = AnalysisTable.layers(of: Self.analysis, order: nil, budget: budget)
    #expect(text.contains("macs 72 of 71: FAIL"))
    #expect(text.contains("ram 72 B (0.1 KB) of 72 B (0.1 KB): pass"))
  }

  @Test func tensorNamesCannotDriveTheTerminal() {
    for text in [
      AnalysisTable.layers(of: Self.analysis, order: nil, budget: nil),
      AnalysisJSON.text([Self.analysis], order: nil, budget: nil),
    ] {
      #expect(!text.unicodeScalars.contains("\u{1B}"))
    }
  }

  @Test func csvHasARowALayerUnderItsHeader() {
    let lines = AnalysisCSV.text([Self.analysis], order: nil).split(whereSeparator: \.isNewline)
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("model,model_sha256,layer_index"))
    #expect(lines[1].hasPrefix("net,ab,0,0,0,"))
  }

  @Test func largestLayerComesFirstWhenSorted() {
    let lines = AnalysisCSV.text([Self.analysis], order: .ram).split(whereSeparator: \.isNewline)
    #expect(lines[1].hasPrefix("net,ab,1,"))
  }
}
