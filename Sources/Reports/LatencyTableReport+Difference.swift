import Calibration
import LatencyTables
import Measurements

/// A difference of two tables as text and as JSON.
extension LatencyTableReport {
  /// The shapes that differ most that are listed.
  private static let listedShapes = 10

  /// Both tables' origins, what one alone has, the ratio by kernel variant, and the shapes that differ
  /// most.
  ///
  /// Every figure stands below its table's evidence.
  package static func text(_ difference: LatencyTableDifference) -> String {
    var text = origins(difference)
    if difference.isNone {
      return text + "\n  No difference: every sample, every fit and the overhead are equal.\n"
    }
    var rows = TextTable(columns: [
      .text("kernel variant"), .number("shapes"), .number("B / A, median"), .number("least"),
      .number("most"), .text("figures"),
    ])
    for group in difference.groups {
      rows.append([
        name(group.variants), "\(group.shapes.count)", ratio(group.medianRatio),
        ratio(group.shapes.first?.ratio), ratio(group.shapes.last?.ratio),
        words(group.source, difference),
      ])
    }
    for (variants, side) in [(difference.onlyFirst, "A"), (difference.onlySecond, "B")] {
      for variant in variants { rows.append([short(variant), "", "only in \(side)"]) }
    }
    text += "\n" + rows.text
    let largest = difference.largest(listedShapes)
    if !largest.isEmpty {
      var shapes = TextTable(columns: [
        .text("differs most"), .text("kernel variant"), .number("A cycles"),
        .number("B cycles"), .number("B / A"), .text("figures"),
      ])
      for shape in largest {
        shapes.append([
          shape.layer.text, name(shape.variants), NumberText.grouped(shape.cycles.first),
          NumberText.grouped(shape.cycles.second), ratio(shape.ratio),
          words(shape.source, difference),
        ])
      }
      text += "\n" + shapes.text
    }
    return text
  }

  /// Both tables' facts, a line where both say the same of one; the evidence always of each.
  private static func origins(_ difference: LatencyTableDifference) -> String {
    let (first, second) = (difference.first, difference.second)
    var text = line("A", "\(first.path): \(first.evidence)")
    text += line("B", "\(second.path): \(second.evidence)")
    for (before, after) in zip(facts(first.file), facts(second.file)) where before.1 != after.1 {
      text += line(before.0, "A: \(before.1); B: \(after.1)")
    }
    return text
  }

  /// What a row's figures are: those that both tables counted, or what both predict.
  private static func words(
    _ source: LatencyTableDifference.Source, _ difference: LatencyTableDifference
  ) -> String {
    switch source {
    case .counted: "A \(difference.first.evidence), B \(difference.second.evidence)"
    case .fitted: "both predicted"
    }
  }

  private static func name(_ variants: (first: String, second: String)) -> String {
    variants.first == variants.second
      ? short(variants.first) : "\(short(variants.first)), then \(short(variants.second))"
  }

  private static func ratio(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, digits: 4) } ?? "-"
  }

  /// `mcubench.latency-table-difference/1`: both origins and every shape.
  package static func document(_ difference: LatencyTableDifference) -> String {
    func side(_ side: LatencyTableDifference.Side) -> JSONValue {
      .object([.init("path", .string(side.path))] + members(of: side.file))
    }
    return JSONValue.object(known: [
      ("schema", .string("mcubench.latency-table-difference/1")),
      ("a", side(difference.first)), ("b", side(difference.second)),
      ("equal", .bool(difference.isNone)),
      ("only_in_a", .array(difference.onlyFirst.map { .string($0) })),
      ("only_in_b", .array(difference.onlySecond.map { .string($0) })),
      (
        "variants",
        .array(
          difference.groups.map { group in
            .object(known: [
              ("a_variant", .string(group.variants.first)),
              ("b_variant", .string(group.variants.second)),
              ("a_evidence", evidence(difference.first, group.source)),
              ("b_evidence", evidence(difference.second, group.source)),
              ("median_ratio", .number(group.medianRatio)),
              ("shapes", .array(group.shapes.map(json))),
            ])
          })
      ),
    ]).text
  }

  private static func evidence(
    _ side: LatencyTableDifference.Side, _ source: LatencyTableDifference.Source
  ) -> JSONValue {
    .string(side.evidence(of: source).rawValue)
  }

  private static func json(_ shape: LatencyTableDifference.Shape) -> JSONValue {
    .object(known: [
      ("layer", layer(shape.layer)),
      ("a_cycles", .number(shape.cycles.first)), ("b_cycles", .number(shape.cycles.second)),
      ("ratio", .number(shape.ratio)),
    ])
  }
}
