import Architectures
import Reports
import VariationSearch

extension SearchReport {
  static let schema = "mcubench.search/1"

  var json: String {
    JSONValue.object(known: [
      ("schema", .string(Self.schema)),
      ("architecture", .string(result.space.architecture.name)),
      ("maximize", .string(result.objective.rawValue)),
      (
        "limits",
        .array(
          result.limits.map { limit in
            .object(known: [
              ("quantity", .string(limit.quantity.key)), ("board", limit.quantity.board),
              ("value", .number(limit.value)),
            ])
          })
      ),
      ("tries", .integer(result.tryCount)),
      ("ending", .string(result.ending == .triesSpent ? "tries_spent" : "no_improvement")),
      ("best", result.best.map(json)),
      ("nearest", result.nearest.map(json)),
      ("front", .array(result.front.map(json))),
      ("steps", .array(result.steps.map(json))),
    ]).text
  }

  private func json(_ step: SearchStep) -> JSONValue {
    .object(known: [
      ("step", .string(step.phase.rawValue)), ("variation", json(step.trial)),
      ("base", step.base.map { .integer($0) }),
      (
        "changes",
        .array(
          step.changes.map { change in
            .object(known: [
              ("factor", .string(change.factor.rawValue)), ("from", .number(change.old)),
              ("to", .number(change.new)),
            ])
          })
      ),
      ("cause", step.cause.map(json)),
      (
        "carriers",
        .array(
          step.carriers.map { carrier in
            .object(known: [
              ("layer", .string(carrier.layer)), ("amount", .number(carrier.amount)),
              ("share", .number(carrier.share)),
            ])
          })
      ),
      ("touched", .array(step.touched.map { .string($0) })),
      ("missed", .array(step.missed.map(json))),
      ("decision", .string("\(step.decision)")),
      ("explanation", .array(explanation(of: step).map { .string($0) })),
    ])
  }

  private func json(_ verdict: SearchVerdict) -> JSONValue {
    .object(known: [
      ("quantity", .string(verdict.limit.quantity.key)), ("board", verdict.limit.quantity.board),
      ("actual", .number(verdict.actual)), ("limit", .number(verdict.limit.value)),
    ])
  }

  private func json(_ trial: SearchTrial) -> JSONValue {
    let figures = trial.figures
    return .object(known: [
      ("try", .integer(trial.number)), ("name", .string(name(trial))),
      (
        "factors",
        .object(
          known: result.space.architecture.rules.compactMap { rule in
            trial.factors[rule.factor].map { (rule.factor.rawValue, MakeReport.number($0)) }
          })
      ),
      ("macs", figures.map { .integer($0.macCount) }),
      ("training_parameters", figures.map { .integer($0.parameterCount) }),
      ("params", figures.map { .integer($0.fileParameterCount) }),
      ("peak_ram_bytes", figures.map { .integer($0.peakBytes) }),
      ("rom_bytes", figures.map { .integer($0.constantBytes) }),
      ("file_bytes", figures.map { .integer($0.fileBytes) }),
      (
        "latencies",
        figures.map { figures in
          .array(
            figures.latencies.sorted { $0.key < $1.key }.map { board, latency in
              .object(known: [
                ("board", .string(board)), ("evidence", .string("predicted")),
                ("microseconds", .number(latency.microseconds)), ("low", .number(latency.low)),
                ("high", .number(latency.high)),
              ])
            })
        }
      ),
    ])
  }
}

extension SearchQuantity {
  fileprivate var key: String {
    switch self {
    case .ram: "ram"
    case .rom: "rom"
    case .file: "file"
    case .macs: "macs"
    case .parameters: "training_params"
    case .fileParameters: "params"
    case .latency: "latency"
    }
  }

  fileprivate var board: JSONValue? {
    if case .latency(let board) = self { .string(board) } else { nil }
  }
}
