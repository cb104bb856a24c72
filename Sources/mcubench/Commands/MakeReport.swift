import Architectures
import Reports

/// Variations that were made, as text.
enum MakeReport {
  static let schema = "mcubench.make/1"

  static func table(_ rows: [MadeRow]) -> String {
    var table = TextTable(columns: [
      .text("variation"), .number("training params"), .number("params"), .number("MACs"),
      .number("file KB"), .number("B/param"), .number("peak RAM KB"), .text("file"), .text(""),
    ])
    for row in rows {
      table.append([
        row.name, NumberText.grouped(row.trainingParameters),
        NumberText.grouped(row.fileParameters), NumberText.grouped(row.macs),
        AmountText.kilobytes(row.fileBytes), NumberText.fixed(row.bytesPerParameter, digits: 2),
        AmountText.kilobytes(row.peakBytes), row.path,
        row.state == .written ? "" : row.state.rawValue,
      ])
    }
    return table.text
  }

  static func json(_ rows: [MadeRow]) -> String {
    JSONValue.object(known: [
      ("schema", .string(schema)), ("variations", .array(rows.map(json))),
    ]).text
  }

  static func json(_ row: MadeRow) -> JSONValue {
    .object(known: [
      ("name", .string(row.name)),
      ("architecture", .string(row.variation.architecture.name)),
      ("factors", factors(of: row.variation)),
      ("head", row.variation.factors.head.map { .string($0.rawValue) }),
      ("tail", row.variation.factors.tail.map { .string($0.rawValue) }),
      ("seed", .unsigned(row.variation.seed)),
      ("training_parameters", .integer(row.trainingParameters)),
      ("trainable_parameters", .integer(row.trainableParameters)),
      ("params", .integer(row.fileParameters)),
      ("macs", .integer(row.macs)),
      ("file_bytes", .integer(row.fileBytes)),
      ("bytes_per_param", .number(row.bytesPerParameter)),
      ("bytes_per_training_param", .number(row.bytesPerTrainingParameter)),
      ("rom_bytes", row.romBytes.map { .integer($0) }),
      ("peak_ram_bytes", .integer(row.peakBytes)),
      ("can_run", .bool(row.canRun)),
      ("sha256", .string(row.sha256)),
      ("file", .string(row.path)),
      ("float_file", row.floatPath.map { .string($0) }),
      ("state", .string(row.state.rawValue)),
    ])
  }

  private static func factors(of variation: Variation) -> JSONValue {
    .object(
      known: variation.architecture.rules.map { rule in
        (rule.factor.rawValue, variation.value(of: rule.factor).map(number))
      })
  }

  static func number(_ value: Double) -> JSONValue {
    value == value.rounded() ? .integer(Int(value)) : .number(value)
  }
}

/// The architectures and their factors as text.
enum ArchitectureList {
  /// Of the one that `name` says, or of all.
  static func text(of name: String?, asJSON: Bool) throws -> String {
    var architectures = Architecture.catalog
    if let name {
      guard let one = Architecture.named(name) else {
        throw VariationNameError(
          name, .unknownBase(name, known: Architecture.catalog.map(\.name)))
      }
      architectures = [one]
    }
    if asJSON {
      return JSONValue.object(known: [
        ("schema", .string("mcubench.architectures/1")),
        ("architectures", .array(architectures.map(json))),
      ]).text
    }
    return architectures.map(text).joined(separator: "\n")
  }

  private static func text(of architecture: Architecture) -> String {
    var table = TextTable(columns: [
      .text("  factor"), .text("code"), .number("standard"), .text("allowed"), .text("what it is"),
    ])
    for rule in architecture.rules {
      table.append([
        "  --\(rule.factor.rawValue)", rule.code ?? "", FactorText.number(rule.standard),
        rule.values.shortText, rule.meaning,
      ])
    }
    let heads = architecture.heads.map(\.rawValue).joined(separator: ", ")
    return "\(architecture.name): \(architecture.title)\n  \(architecture.source)\n" + table.text
      + (heads.isEmpty ? "" : "  --head \(heads); the first is the standard\n")
      + (architecture.hasTailReadings
        ? "  --tail scaled, absolute: whether alpha scales last and penultimate; the standard is "
          + "absolute\n    with beta and scaled without, as the paper's models have it\n" : "")
  }

  private static func json(_ architecture: Architecture) -> JSONValue {
    .object(known: [
      ("name", .string(architecture.name)),
      ("title", .string(architecture.title)),
      ("source", .string(architecture.source)),
      ("heads", .array(architecture.heads.map { .string($0.rawValue) })),
      (
        "factors",
        .array(
          architecture.rules.map { rule in
            .object(known: [
              ("factor", .string(rule.factor.rawValue)),
              ("code", rule.code.map { .string($0) }),
              ("standard", MakeReport.number(rule.standard)),
              ("allowed", .string(rule.values.text)),
              ("meaning", .string(rule.meaning)),
            ])
          })
      ),
    ])
  }
}
