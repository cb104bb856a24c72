package import Evaluation
import Measurements

/// An evaluation as JSON, schema `mcubench.evaluation/1`.
package enum EvaluationDocument {
  package static let schema = "mcubench.evaluation/1"

  /// The text over several lines, with a newline at its end.
  package static func text(_ evaluation: Evaluation) -> String {
    JSONValue.object(known: [
      ("schema", .string(schema)),
      (
        "model",
        .object(known: [
          ("name", .string(evaluation.model.name)), ("sha256", .string(evaluation.model.sha256)),
        ])
      ),
      ("data", data(evaluation.data)),
      ("task", .string(evaluation.task.kind.rawValue)),
      ("host", .object(known: figures(evaluation.host))),
      ("board", evaluation.board.map(board)),
      ("float", evaluation.crossCheck.map(CrossCheckTable.json)),
    ]).text
  }

  private static func data(_ data: Evaluation.Data) -> JSONValue {
    let encoding = data.encoding
    let scale: String? =
      if case .pixels(let scale, _) = encoding.rule { scale.rawValue } else { nil }
    return .object(known: [
      ("source", .string(data.source)),
      ("sha256", .string(data.sha256)),
      ("samples", .integer(data.labels.count)),
      ("windows_per_sample", .integer(encoding.windowCount)),
      ("class_names", data.classNames.map { .array($0.map { .string($0) }) }),
      ("input", .string(EvaluationText.input(encoding))),
      ("pixel_scale", scale.map { .string($0) }),
    ])
  }

  private static func board(_ board: Evaluation.Board) -> JSONValue {
    .object(
      known: [
        ("name", .string(board.run.board.profile)),
        ("evidence", .string(board.run.evidence.rawValue)),
        ("unique_id", board.run.board.uniqueID.map { .string($0) }),
      ] + figures(board.side) + [
        ("output_bytes", .integer(board.outputByteCount)),
        ("agreement", .number(board.agreement)),
        ("differing_samples", .array(board.differingSamples.map { .integer($0) })),
      ])
  }

  private static func figures(_ side: Evaluation.Side) -> [(String, JSONValue?)] {
    let count: (String, JSONValue?) = ("samples", .integer(side.answers.count))
    switch side.figures {
    case .classification(let figures):
      return [
        count, ("correct", .integer(figures.correctCount)), ("top1", .number(figures.top1)),
        ("classes", .array(figures.classes.map(perClass))),
        (
          "confusion",
          .array(figures.confusion.map { row in .array(row.map { .integer($0) }) })
        ),
      ]
    case .anomaly(let figures):
      return [
        count, ("auc", .number(figures.areaUnderCurve)),
        ("normal_samples", .integer(figures.normalCount)),
        ("anomalies", .integer(figures.anomalyCount)),
        ("normal_mean_squared_error", .number(figures.normalMeanError)),
        ("anomaly_mean_squared_error", .number(figures.anomalyMeanError)),
      ]
    case .none: return [count]
    }
  }

  private static func perClass(_ part: Classification.PerClass) -> JSONValue {
    .object(known: [
      ("samples", .integer(part.count)), ("answers", .integer(part.answerCount)),
      ("correct", .integer(part.correctCount)),
      ("precision", part.precision.map { .number($0) } ?? .null),
      ("recall", part.recall.map { .number($0) } ?? .null),
    ])
  }
}
