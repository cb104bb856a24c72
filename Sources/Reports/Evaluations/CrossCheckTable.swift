package import Evaluation
import ModelGraph
import NumericCheck

/// The layers of an int8 model held against its float model's, for people and programs.
package enum CrossCheckTable {
  /// The schema of a document of its own.
  package static let schema = "mcubench.crosscheck/1"

  /// A line a layer that both models have, under a sentence that says what is compared, and then the
  /// layers that only one has; each line with its newline and text from files escaped.
  package static func text(_ check: CrossCheck) -> String {
    var table = TextTable(columns: [
      .number("layer"), .number("float's"), .text("operator"), .text("output"), .number("RMSE"),
      .number("largest"), .number("cosine"), .number("SQNR dB"),
    ])
    for layer in check.layers {
      table.append([
        String(layer.pair.int8Layer), String(layer.pair.floatLayer),
        CrossCheckText.name(layer.kind, layer.activation), CrossCheckText.shape(layer.shape),
        error(layer.rootMeanSquareError), error(layer.largestError), number(layer.cosine, 6),
        number(layer.sqnrDecibels, 2),
      ])
    }
    let title =
      "Layers of \(check.model.name) against \(check.float.name), in its real values, over "
      + CrossCheckText.inputs(check.inputs)
    return TerminalText.escaping(title) + "\n" + table.text
      + CrossCheckText.remarks(check).map { "  \($0)\n" }.joined()
  }

  /// A document of the check alone, with a newline at its end.
  package static func document(_ check: CrossCheck) -> String {
    JSONValue.object(
      known: [("schema", .string(schema)), ("model", model(check.model))] + members(check)
    ).text
  }

  static func json(_ check: CrossCheck) -> JSONValue { .object(known: members(check)) }

  /// A row a layer of either model; figures of those that only one has are empty.
  package static func csv(_ check: CrossCheck) -> String {
    var text = Delimited.line([
      "layer", "float_layer", "operator", "activation", "shape", "elements", "rmse",
      "largest_error", "cosine", "sqnr_db",
    ])
    for layer in check.layers {
      text += Delimited.row([
        .integer(layer.pair.int8Layer), .integer(layer.pair.floatLayer),
        .word(String(describing: layer.kind)), .word(layer.activation.rawValue),
        .word(CrossCheckText.shape(layer.shape)), .integer(layer.elementCount),
        .number(layer.rootMeanSquareError), .number(layer.largestError), .number(layer.cosine),
        layer.sqnrDecibels == .infinity ? .word("inf") : .number(layer.sqnrDecibels),
      ])
    }
    for layer in check.unmatched {
      text += Delimited.row(
        [
          .integer(layer.side == .int8 ? layer.layer : nil),
          .integer(layer.side == .float ? layer.layer : nil),
          .word(String(describing: layer.kind)), .word(layer.activation.rawValue),
          .word(CrossCheckText.shape(layer.shape)),
        ] + Array(repeating: .unknown, count: 5))
    }
    return text
  }

  private static func members(_ check: CrossCheck) -> [(String, JSONValue?)] {
    let source: String? = if case .set(let source, _) = check.inputs { source } else { nil }
    return [
      ("float_model", model(check.float)),
      ("inferences", .integer(check.inputs.inferenceCount)),
      ("data", source.map { .string($0) }),
      ("layers", .array(check.layers.map(json))),
      ("unmatched", .array(check.unmatched.map(json))),
    ]
  }

  private static func model(_ model: Evaluation.Model) -> JSONValue {
    .object(known: [("name", .string(model.name)), ("sha256", .string(model.sha256))])
  }

  private static func json(_ layer: LayerAgreement) -> JSONValue {
    .object(known: [
      ("layer", .integer(layer.pair.int8Layer)),
      ("float_layer", .integer(layer.pair.floatLayer)),
      ("operator", .string(String(describing: layer.kind))),
      ("activation", .string(layer.activation.rawValue)),
      ("shape", .array(layer.shape.map { .integer($0) })),
      ("elements", .integer(layer.elementCount)),
      ("rmse", json(layer.rootMeanSquareError)), ("largest_error", json(layer.largestError)),
      ("cosine", json(layer.cosine)),
      // JSON has no infinity: there is no error then.
      ("sqnr_db", json(layer.sqnrDecibels)),
    ])
  }

  private static func json(_ layer: UnmatchedLayer) -> JSONValue {
    .object(known: [
      ("model", .string(layer.side.rawValue)), ("layer", .integer(layer.layer)),
      ("operator", .string(String(describing: layer.kind))),
      ("activation", .string(layer.activation.rawValue)),
      ("shape", .array(layer.shape.map { .integer($0) })),
    ])
  }

  private static func json(_ value: Double?) -> JSONValue {
    value.map { $0.isFinite ? .number($0) : .null } ?? .null
  }

  private static func error(_ value: Double?) -> String { number(value, 6) }

  private static func number(_ value: Double?, _ digits: Int) -> String {
    guard let value else { return "-" }
    return value == .infinity ? "exact" : NumberText.fixed(value, digits: digits)
  }
}
