import ModelGraph

/// The promises of ``ModelGraph`` that concern tensors and layers together.
enum GraphCheck {
  static func check(_ graph: ModelGraph) throws(ModelReadError) {
    guard !graph.layers.isEmpty else { throw invalid("the model", "has no operator") }
    guard !graph.inputs.isEmpty else { throw invalid("the model", "has no input") }
    guard !graph.outputs.isEmpty else { throw invalid("the model", "has no output") }
    var isMade = graph.tensors.map(\.isConstant)
    for (position, input) in graph.inputs.enumerated() {
      try checkIndex(input, in: graph, "graph input \(position)")
      guard !isMade[input] else {
        throw invalid("graph input \(position)", "is a constant or stands twice: tensor \(input)")
      }
      isMade[input] = true
    }
    for layer in graph.layers {
      try check(layer, in: graph, isMade: &isMade)
    }
    for (position, output) in graph.outputs.enumerated() {
      try checkIndex(output, in: graph, "graph output \(position)")
      guard isMade[output] else {
        throw invalid("graph output \(position)", "is never made: tensor \(output)")
      }
    }
  }

  private static func check(
    _ layer: Layer, in graph: ModelGraph, isMade: inout [Bool]
  ) throws(ModelReadError) {
    let name = "operator \(layer.nodeIndex) (\(layer.kind))"
    for (position, input) in layer.inputs.enumerated() {
      guard let input else { continue }
      try checkIndex(input, in: graph, "input \(position) of \(name)")
      guard isMade[input] else {
        throw invalid(
          "input \(position) of \(name)", "is used before it is made: tensor \(input)")
      }
    }
    for (position, output) in layer.outputs.enumerated() {
      try checkIndex(output, in: graph, "output \(position) of \(name)")
      guard !isMade[output] else {
        throw invalid("output \(position) of \(name)", "is made twice: tensor \(output)")
      }
      isMade[output] = true
    }
  }

  private static func checkIndex(
    _ index: Int, in graph: ModelGraph, _ what: String
  ) throws(ModelReadError) {
    guard graph.tensors.indices.contains(index) else {
      throw invalid(what, "is tensor \(index) of \(graph.tensors.count)")
    }
  }

  private static func invalid(_ what: String, _ problem: String) -> ModelReadError {
    ModelReadError(.invalid(what: what, problem: problem))
  }
}
