import Measurements
import ModelGraph
import Planning

/// Analyses as CSV: a row a layer, the static columns of `layers.csv` after the model's name.
package enum AnalysisCSV {
  package static let columnNames =
    ["model", "model_sha256", "layer_index", "node_index", "subgraph"]
    + ["layer_name", "output_tensor", "op", "op_version", "custom_name", "fused_activation"]
    + ["input_shapes", "output_shapes", "weight_shape", "kernel_h", "kernel_w", "stride_h"]
    + ["stride_w", "dilation_h", "dilation_w", "padding", "groups", "depth_multiplier", "dtype_in"]
    + ["dtype_w", "dtype_out", "per_channel", "macs", "ops", "params", "weight_bytes"]
    + ["bias_bytes", "in_bytes", "out_bytes", "live_ram_bytes", "is_peak"]

  package static func text(_ analyses: [Analysis], order: AnalysisOrder?) -> String {
    Delimited.line(columnNames)
      + analyses.map { analysis in
        analysis.layers.largestFirst(order.map { order in { order.value(of: $0) } })
          .map { Delimited.row(keyFields($0) + shapeFields($0) + costFields($0)) }.joined()
      }.joined()
  }

  private static func keyFields(_ row: AnalysedLayer) -> [Delimited.Field] {
    let identity = row.identity
    return [
      .untrusted(row.analysis.name), .word(row.analysis.facts.graph.source.sha256),
      .integer(row.index), .integer(identity.nodeIndex), .integer(identity.subgraph),
      .untrusted(identity.name), .integer(identity.outputTensor), .word(identity.operatorName),
      .integer(identity.operatorVersion), .untrusted(identity.customName),
      .word(identity.fusedActivation),
    ]
  }

  private static func shapeFields(_ row: AnalysedLayer) -> [Delimited.Field] {
    let shapes = row.shapes
    return [
      .word(ShapeText.list(shapes.inputs)), .word(ShapeText.list(shapes.outputs)),
      .word(shapes.weights.map(ShapeText.one)), .integer(shapes.kernelHeight),
      .integer(shapes.kernelWidth), .integer(shapes.strideHeight), .integer(shapes.strideWidth),
      .integer(shapes.dilationHeight), .integer(shapes.dilationWidth), .word(shapes.padding),
      .integer(shapes.groups), .integer(shapes.depthMultiplier), .word(shapes.inputType),
      .word(shapes.weightType), .word(shapes.outputType), .flag(shapes.isPerChannel),
    ]
  }

  private static func costFields(_ row: AnalysedLayer) -> [Delimited.Field] {
    let facts = row.facts
    return [
      .integer(facts.macCount), .integer(facts.macCount.multipliedSaturated(by: 2)),
      .integer(facts.parameterCount), .integer(facts.weightBytes), .integer(facts.biasBytes),
      .integer(facts.inputBytes), .integer(facts.outputBytes), .integer(facts.liveBytes),
      .flag(row.isPeak),
    ]
  }
}
