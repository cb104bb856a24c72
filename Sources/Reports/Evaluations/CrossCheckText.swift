import Evaluation
import ModelGraph
import NumericCheck

/// What is said of a cross-check beside its figures.
enum CrossCheckText {
  /// The operator, with what is fused into it: `CONV_2D + RELU6`.
  static func name(_ kind: OperatorKind, _ activation: FusedActivation) -> String {
    let name = String(describing: kind)
    return activation == .none ? name : "\(name) + \(activation.rawValue)"
  }

  static func shape(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "x")
  }

  static func inputs(_ inputs: CrossCheck.Inputs) -> String {
    func counted(_ count: Int, _ noun: String) -> String {
      count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
    return switch inputs {
    case .set(let source, let count): "the first \(counted(count, "inference")) of \(source)"
    case .seeded(let count): counted(count, "seeded input")
    }
  }

  /// Every layer that has no figures, and why.
  static func remarks(_ check: CrossCheck) -> [String] {
    func list(_ layers: [UnmatchedLayer]) -> String {
      layers.map { "\($0.layer) \(name($0.kind, $0.activation)) \(shape($0.shape))" }
        .joined(separator: ", ")
    }
    func only(_ side: UnmatchedLayer.Side, _ model: String) -> String? {
      let layers = check.unmatched.filter { $0.side == side && !$0.isConversion }
      return layers.isEmpty ? nil : "Only the \(model) model has: \(list(layers))"
    }
    let conversions = check.unmatched.filter(\.isConversion)
    let silent = check.layers.filter { $0.elementCount == 0 }.map { String($0.pair.int8Layer) }
    return [
      only(.int8, "int8"), only(.float, "float"),
      conversions.isEmpty
        ? nil : "Written otherwise, with no layer of their own in the other: \(list(conversions))",
      silent.isEmpty
        ? nil
        : "Without real values in the int8 model: \(silent.joined(separator: ", "))",
    ].compactMap(\.self)
  }
}
