package import Measurements
import ModelGraph
package import Reports

extension PageExamples {
  /// A model of `layerCount` 1x1 convolutions whose nodes are those of ``run(_:layerCount:)``; the
  /// `repeated` last of them do the same work.
  package static func model(
    layerCount: Int = 31, channels: Int = 8, repeated: Int = 5, name: String? = nil,
    names: [String] = []
  ) -> Analysis {
    var tensors = [Tensor(name: names.first ?? "input", type: .int8, shape: [1, 24, 24, channels])]
    var layers: [Layer] = []
    for index in 0..<layerCount {
      let given = tensors[index == 0 ? 0 : index * 3].shape[3]
      let made = index < layerCount - repeated ? channels + index % 7 * 4 : channels * 4
      let name = names.isEmpty ? "conv_\(index)" : names[index % names.count]
      tensors += [
        Tensor(
          name: name + "/weights", type: .int8, shape: [made, 1, 1, given],
          quantization: Quantization(
            scales: (0..<made).map { 0.01 + Float($0) / 1_000 },
            zeroPoints: [Int](repeating: 0, count: made)),
          data: [UInt8](repeating: 1, count: made * given)),
        Tensor(
          name: name + "/bias", type: .int32, shape: [made],
          data: [UInt8](repeating: 0, count: made * 4)),
        Tensor(
          name: name, type: .int8, shape: [1, 24, 24, made],
          quantization: Quantization(scales: [0.0235], zeroPoints: [-128])),
      ]
      layers.append(
        Layer(
          nodeIndex: index, kind: .conv2D, inputs: [index * 3, index * 3 + 1, index * 3 + 2],
          outputs: [index * 3 + 3],
          options: .convolution(
            ConvolutionOptions(padding: .same, stride: HeightWidth(height: 1, width: 1)))))
    }
    let graph = ModelGraph(
      tensors: tensors, layers: layers, inputs: [0], outputs: [tensors.count - 1],
      source: ModelSource(fileBytes: 300_568, sha256: String(repeating: "5a", count: 32)))
    return Analysis(
      name: name ?? "mobilenetv1_0.25_96_c3_o2", facts: ModelFacts(of: graph), unsupported: nil,
      imageConstantBytes: 240_000, trainingParameterCount: 221_794)
  }

  /// Ceilings like those of an STM32F746.
  package static let ceilings = RooflineCeilings(
    compute: RooflineCeilings.Rate(perCycle: 1.77, source: "a layer of the kernel bench"),
    constants: RooflineCeilings.Rate(perCycle: 1.46, source: "a layer of the table"),
    activations: RooflineCeilings.Rate(perCycle: 2.76, source: "a layer of the table"),
    evidence: .simulated)

  /// A scorecard of ``model(layerCount:channels:repeated:name:names:)`` with the cycles of a run.
  package static func scorecard(
    layerCount: Int = 31, name: String? = nil, names: [String] = [], budget: RunBudget? = nil
  ) -> ModelScorecard {
    ModelScorecard(
      analysis: model(layerCount: layerCount, name: name, names: names),
      run: run(
        9, layerCount: layerCount, modelName: name ?? "mobilenetv1_0.25_96_c3_o2", names: names),
      note: "run 0123456789ab among the results", budget: budget, ceilings: ceilings,
      accuracyPercent: 85.4)
  }

  /// Variations over alpha and l, `alphas` times five.
  package static func variations(alphas: Int) -> [(name: String, value: Double)] {
    var variations: [(name: String, value: Double)] = []
    for alpha in 1...alphas {
      for loop in 1...5 {
        let bytes = alpha * alpha * 3 + loop * alpha * 4 + 20
        let name = "mobilenetv1_\(Double(alpha) / 20)_96_c3_o2_l\(loop)"
        variations.append((name, Double(bytes)))
      }
    }
    return variations
  }
}
