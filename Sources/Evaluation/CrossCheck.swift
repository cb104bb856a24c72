package import NumericCheck

/// How far the layers of an int8 model are from those of its float model.
package struct CrossCheck: Hashable, Sendable {
  package let model: Evaluation.Model
  package let float: Evaluation.Model
  /// What both models ran on.
  package let inputs: Inputs
  /// One a layer that both have, in order.
  package let layers: [LayerAgreement]
  /// What only one of them has.
  package let unmatched: [UnmatchedLayer]

  package enum Inputs: Hashable, Sendable {
    /// The first so many inferences of a set; the text is untrusted.
    case set(source: String, inferenceCount: Int)
    /// Smooth inputs of the seeds from 1 on.
    case seeded(inferenceCount: Int)

    package var inferenceCount: Int {
      switch self {
      case .set(_, let count), .seeded(let count): count
      }
    }
  }

  package init(
    model: Evaluation.Model, float: Evaluation.Model, inputs: Inputs, check: NumericCheck
  ) {
    self.model = model
    self.float = float
    self.inputs = inputs
    layers = check.agreements
    unmatched = check.unmatched
  }
}
