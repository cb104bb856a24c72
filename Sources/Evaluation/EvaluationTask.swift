package import ModelGraph

/// What a model's answers are held against.
package enum EvaluationTask: Hashable, Sendable {
  /// Scores of so many classes; the highest, the first of equal ones, is the answer.
  case classification(classCount: Int)
  /// The input given back; how far off it is tells anomalies.
  case anomaly

  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case classification
    case anomaly
  }

  /// The task of `graph`: of anomaly detection where input and output are equally long, unless
  /// `kind` says it.
  ///
  /// - Throws: ``EvaluationError`` when the graph's output fits no task, or not that one.
  package init(of graph: ModelGraph, kind: Kind?) throws(EvaluationError) {
    guard graph.inputs.count == 1, let input = graph.inputs.first else {
      throw EvaluationError(.inputCount(graph.inputs.count))
    }
    guard graph.outputs.count == 1, let output = graph.outputs.first else {
      throw EvaluationError(.outputCount(graph.outputs.count))
    }
    let (taken, given) = (graph.tensors[input], graph.tensors[output])
    guard given.type == .float32 || given.type.quantizedValues != nil else {
      throw EvaluationError(.outputType(given.type))
    }
    let isEven = taken.elementCount == given.elementCount && given.elementCount > 1
    switch kind ?? (isEven ? .anomaly : .classification) {
    case .anomaly:
      guard isEven else {
        throw EvaluationError(
          .noReconstruction(input: taken.elementCount, output: given.elementCount))
      }
      self = .anomaly
    case .classification:
      guard given.elementCount > 1, given.shape.count(where: { $0 != 1 }) == 1 else {
        throw EvaluationError(.outputShape(given.shape))
      }
      self = .classification(classCount: given.elementCount)
    }
  }

  package var kind: Kind {
    switch self {
    case .classification: .classification
    case .anomaly: .anomaly
    }
  }

  /// Checks that every label is one of the task's.
  ///
  /// Labels stand by sample; `name` says what to call one. Of anomalies 0 and 1 must both be there.
  package func check(
    _ labels: [Int], classNames: [String]?, source: String, name: (Int) -> String
  ) throws(EvaluationError) {
    let classCount =
      switch self {
      case .classification(let classCount): classCount
      case .anomaly: 2
      }
    if let names = classNames, names.count > classCount {
      throw EvaluationError(
        .tooManyClasses(source: source, names: names.count, classCount: classCount))
    }
    if let wrong = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
      throw EvaluationError(
        .labelRange(
          source: source, sample: name(wrong), label: labels[wrong], classCount: classCount))
    }
    if self == .anomaly, Set(labels).count < 2 {
      throw EvaluationError(.oneLabelOnly(source: source))
    }
  }
}
