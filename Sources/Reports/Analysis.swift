import Measurements
package import ModelGraph
package import Planning

/// What is known of a model without running it.
package struct Analysis: Hashable, Sendable {
  /// The file's name as the user gave it; untrusted text.
  package let name: String
  package let facts: ModelFacts
  /// The layers that no kernel runs, or `nil` when the model can run.
  package let unsupported: UnsupportedLayers?
  /// Bytes of constants in an image of this model: weights, biases, and the multipliers and tables
  /// that the packer makes; `nil` when the model cannot run.
  package let imageConstantBytes: Int?
  /// The parameters that were trained, where the maker of the model said so.
  package let trainingParameterCount: Int?

  package init(
    name: String, facts: ModelFacts, unsupported: UnsupportedLayers?, imageConstantBytes: Int?,
    trainingParameterCount: Int? = nil
  ) {
    self.name = name
    self.facts = facts
    self.unsupported = unsupported
    self.imageConstantBytes = imageConstantBytes
    self.trainingParameterCount = trainingParameterCount
  }

  /// The same with the parameters that were trained.
  package func with(trainingParameterCount: Int) -> Analysis {
    Analysis(
      name: name, facts: facts, unsupported: unsupported, imageConstantBytes: imageConstantBytes,
      trainingParameterCount: trainingParameterCount)
  }

  /// What a `rom` budget counts: the image's constants, or the file's where there is no image.
  package var romBytes: Int { imageConstantBytes ?? facts.constantBytes }

  package var fileBytes: Int { facts.graph.source.fileBytes }

  /// One line a layer that cannot run; its operator's name and why.
  package var notes: [String] {
    guard let unsupported else { return [] }
    return unsupported.summary.split(separator: "\n").map(String.init)
  }
}

/// One layer of an analysis.
struct AnalysedLayer {
  let analysis: Analysis
  let index: Int
  let layer: Layer
  let facts: LayerFacts
  let identity: LayerIdentity
  let shapes: LayerShapes

  var isPeak: Bool { analysis.facts.peakLayer == index }
  var constantBytes: Int { facts.weightBytes + facts.biasBytes }
}

extension Analysis {
  var layers: [AnalysedLayer] {
    let graph = facts.graph
    return zip(graph.layers.indices, zip(graph.layers, facts.layers)).map { index, pair in
      AnalysedLayer(
        analysis: self, index: index, layer: pair.0, facts: pair.1,
        identity: LayerIdentity(of: pair.0, in: graph), shapes: LayerShapes(of: pair.0, in: graph))
    }
  }
}

/// What the rows of an analysis are ordered by, the largest first.
package enum AnalysisOrder: String, Hashable, Sendable, CaseIterable {
  /// Bytes of constants of a layer, of the file of a model.
  case bytes
  case macs
  case params
  /// Live activation bytes of a layer, their peak of a model.
  case ram

  func value(of layer: AnalysedLayer) -> Int {
    switch self {
    case .bytes: layer.constantBytes
    case .macs: layer.facts.macCount
    case .params: layer.facts.parameterCount
    case .ram: layer.facts.liveBytes
    }
  }

  func value(of analysis: Analysis) -> Int {
    switch self {
    case .bytes: analysis.fileBytes
    case .macs: analysis.facts.macCount
    case .params: analysis.facts.parameterCount
    case .ram: analysis.facts.peakBytes
    }
  }
}

extension Sequence {
  /// The elements, the largest first and equals in their order; unchanged without a value.
  func largestFirst(_ value: ((Element) -> Int)?) -> [Element] {
    guard let value else { return Array(self) }
    return enumerated().sorted { first, second in
      let (left, right) = (value(first.element), value(second.element))
      return left == right ? first.offset < second.offset : left > right
    }.map(\.element)
  }
}
