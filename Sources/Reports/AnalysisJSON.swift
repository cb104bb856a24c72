import Measurements
import ModelGraph
import Planning

/// Analyses as one JSON document.
package enum AnalysisJSON {
  package static let schema = "mcubench.analysis/1"

  package static func text(
    _ analyses: [Analysis], order: AnalysisOrder?, budget: Budget?
  ) -> String {
    let sorted = analyses.largestFirst(order.map { order in { order.value(of: $0) } })
    return JSONValue.object(known: [
      ("schema", .string(schema)),
      ("models", .array(sorted.map { model($0, order: order, budget: budget) })),
    ]).text
  }

  private static func model(
    _ analysis: Analysis, order: AnalysisOrder?, budget: Budget?
  ) -> JSONValue {
    let facts = analysis.facts
    let graph = facts.graph
    let rows = analysis.layers.largestFirst(order.map { order in { order.value(of: $0) } })
    return .object(known: [
      ("name", .string(analysis.name)),
      ("sha256", .string(graph.source.sha256)),
      ("file_bytes", .integer(analysis.fileBytes)),
      ("params", .integer(facts.parameterCount)),
      ("training_parameters", analysis.trainingParameterCount.map { .integer($0) }),
      ("bytes_per_param", facts.bytesPerParameter.map { .number($0) }),
      ("macs", .integer(facts.macCount)),
      ("pruning", graph.pruning.map(RunDocument.json)),
      ("constant_bytes", .integer(facts.constantBytes)),
      ("rom_bytes", .integer(analysis.romBytes)),
      ("peak_ram_bytes", .integer(facts.peakBytes)),
      ("peak_layer", facts.peakLayer.map { .integer($0) }),
      ("inputs", .array(graph.inputs.map { port($0, in: graph) })),
      ("outputs", .array(graph.outputs.map { port($0, in: graph) })),
      ("can_run", .bool(analysis.unsupported == nil)),
      ("unsupported", .array(unsupported(analysis))),
      ("budget", budget.map { .array($0.verdicts(on: analysis).map(verdict)) }),
      ("layers", .array(rows.map(layer))),
    ])
  }

  private static func port(_ tensor: TensorID, in graph: ModelGraph) -> JSONValue {
    .object(known: [
      ("tensor", .integer(tensor)),
      ("name", .string(graph.tensors[tensor].name)),
      ("shape", .array(graph.tensors[tensor].shape.map { .integer($0) })),
      ("dtype", .string(graph.tensors[tensor].type.name)),
    ])
  }

  private static func unsupported(_ analysis: Analysis) -> [JSONValue] {
    (analysis.unsupported?.layers ?? []).map { layer in
      .object(known: [
        ("layer", .integer(layer.index)),
        ("node", .integer(layer.nodeIndex)),
        ("op", .string(layer.kind.description)),
        ("op_version", .integer(layer.version)),
        ("reason", .string(layer.reason)),
      ])
    }
  }

  private static func verdict(_ verdict: BudgetVerdict) -> JSONValue {
    .object(known: [
      ("quantity", .string(verdict.limit.quantity.rawValue)),
      ("limit", .integer(verdict.limit.value)),
      ("actual", .integer(verdict.actual)),
      ("pass", .bool(verdict.passes)),
    ])
  }

  private static func layer(_ row: AnalysedLayer) -> JSONValue {
    let (shapes, facts) = (row.shapes, row.facts)
    return .object(known: [
      ("layer", .integer(row.index)),
      ("node", .integer(row.identity.nodeIndex)),
      ("name", .string(row.identity.name)),
      ("op", .string(row.identity.operatorName)),
      ("custom_name", row.identity.customName.map { .string($0) }),
      ("fused_activation", row.identity.fusedActivation.map { .string($0) }),
      ("input_shapes", .array(shapes.inputs.map(shape))),
      ("output_shapes", .array(shapes.outputs.map(shape))),
      ("weight_shape", shapes.weights.map(shape)),
      ("macs", .integer(facts.macCount)),
      ("params", .integer(facts.parameterCount)),
      ("weight_bytes", .integer(facts.weightBytes)),
      ("bias_bytes", .integer(facts.biasBytes)),
      ("in_bytes", .integer(facts.inputBytes)),
      ("out_bytes", .integer(facts.outputBytes)),
      ("live_ram_bytes", .integer(facts.liveBytes)),
      ("is_peak", .bool(row.isPeak)),
    ])
  }

  private static func shape(_ extents: [Int]) -> JSONValue {
    .array(extents.map { .integer($0) })
  }
}
