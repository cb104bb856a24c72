import Evaluation
import Foundation
import MCUBenchTestSupport
import ModelGraph
import NumericCheck
import Testing

@testable import Reports

/// A cross-check as people and programs get it.
@Suite struct CrossCheckReportTests {
  /// RELU compared, ARG_MAX without real values, MEAN in the float model only, QUANTIZE in the other.
  private var check: CrossCheck {
    func chain(_ layers: [(OperatorKind, Tensor)], input: Tensor) -> ModelGraph {
      ModelGraph(
        tensors: [input] + layers.map(\.1),
        layers: layers.indices.map { index in
          Layer(nodeIndex: index, kind: layers[index].0, inputs: [index], outputs: [index + 1])
        },
        inputs: [0], outputs: [layers.count], source: ModelSource(fileBytes: 0, sha256: ""))
    }
    let index = Tensor(name: "", type: .int32, shape: [1], quantization: nil)
    let real = Tensor.int8([4], scale: 0.5, zeroPoint: 0)
    var check = NumericCheck(
      float: chain(
        [(.relu, .float32([4])), (.mean, .float32([4])), (.argMax, .float32([1]))],
        input: .float32([4])),
      int8: chain([(.quantize, real), (.relu, real), (.argMax, index)], input: real))
    check.include(
      floatValues: [1: [1, 2, 3, 3], 3: [2]],
      int8Bytes: [2: [2, 4, 6, 8], 3: [2, 0, 0, 0]])
    return CrossCheck(
      model: Evaluation.Model(name: "net_int8", sha256: "ab"),
      float: Evaluation.Model(name: "net\u{1B}[31m", sha256: "cd"),
      inputs: .set(source: "digits.npz", inferenceCount: 1), check: check)
  }

  @Test func tellsEveryLayerInTheTable() {
    let text = CrossCheckTable.text(check)
    #expect(text.hasPrefix("Layers of net_int8 against net\\u{1B}[31m"))
    #expect(text.contains("over the first 1 inference of digits.npz\n"))
    #expect(text.contains("0.500000  1.000000  0.989803    13.62\n"))
    #expect(text.contains("  Only the float model has: 1 MEAN 4\n"))
    #expect(
      text.contains("  Written otherwise, with no layer of their own in the other: 0 QUANTIZE 4\n"))
    #expect(text.contains("  Without real values in the int8 model: 2\n"))
  }

  @Test func givesTheSameToPrograms() throws {
    let rows = CSVReader.rows(CrossCheckTable.csv(check))
    #expect(rows.map { $0["operator"] } == ["RELU", "ARG_MAX", "MEAN", "QUANTIZE"])
    #expect(rows.map { $0["layer"] } == ["1", "2", "", "0"])
    #expect(rows.map { $0["float_layer"] } == ["0", "2", "1", ""])
    #expect(rows.map { $0["rmse"] } == ["0.5", "", "", ""])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(CrossCheckTable.document(check).utf8))
        as? [String: Any])
    #expect(object["schema"] as? String == "mcubench.crosscheck/1")
    let layers = try #require(object["layers"] as? [[String: Any]])
    #expect(layers.map { $0["rmse"] as? Double } == [0.5, nil])
    let unmatched = try #require(object["unmatched"] as? [[String: Any]])
    #expect(unmatched.map { $0["model"] as? String } == ["float", "int8"])
  }
}
