package import Measurements

/// One model on several boards: a row a layer, and for each board cycles, time, and how many times
/// the first board's time that is.
///
/// Boards have clocks of their own, so it is times that can be held beside each other, not cycles.
enum SideBySideTable {
  /// A run of the table and what tables call it.
  struct Side {
    let letter: String
    let run: ComparedRun
    /// How it stands to the first run; `nil` for that one itself.
    let comparison: RunComparison?
  }

  /// The tables of layers, totals and sizes, with a heading.
  static func text(_ sides: [Side]) -> String {
    "\nside by side: \(sides.map(\.letter).joined(separator: ", "))\n\n"
      + layers(sides) + "\n" + totals(sides) + "\n" + sizes(sides)
  }

  private static func layers(_ sides: [Side]) -> String {
    var table = TextTable(
      columns: [.number("layer"), .text("operator"), .text("shape")] + figureColumns(sides))
    for layer in sides[0].run.layers {
      let partners = sides.map { side in
        guard let comparison = side.comparison else { return layer.figure }
        return comparison.layers.first { $0.baseline.index == layer.index }?.candidate.figure
      }
      table.append(
        [
          "\(layer.index)",
          layer.customName.map { TerminalText.escaping($0, width: 24) } ?? layer.operatorName,
          ShapeText.change(from: layer.shapes.inputs, to: layer.shapes.outputs),
        ] + cells(partners, sides))
    }
    return table.text
  }

  private static func totals(_ sides: [Side]) -> String {
    var table = TextTable(columns: [.text("total")] + figureColumns(sides))
    for total in ComparedRun.Total.allCases {
      let figures = sides.map { $0.run.totals[total] }
      guard figures.contains(where: { $0 != nil }) else { continue }
      table.append([DifferenceText.name(total)] + cells(figures, sides))
    }
    return table.text
  }

  private static func sizes(_ sides: [Side]) -> String {
    var table = TextTable(columns: [.text("size")] + sides.map { .number($0.letter) })
    for size in ComparedRun.Size.allCases {
      let values = sides.map { $0.run.sizes[size] }
      guard values.contains(where: { $0 != nil }) else { continue }
      table.append(
        [DifferenceText.name(size)] + values.map { $0.map { NumberText.grouped($0) } ?? "-" })
    }
    return table.text
  }

  private static func figureColumns(_ sides: [Side]) -> [TextTable.Column] {
    sides.flatMap { side -> [TextTable.Column] in
      [.number("\(side.letter) cycles"), .number("\(side.letter) time")]
        + (side.comparison == nil ? [] : [.number("× \(sides[0].letter)")])
    }
  }

  /// Cycles, time and ratio of one row, side by side.
  private static func cells(_ figures: [ComparedFigure?], _ sides: [Side]) -> [String] {
    let times = zip(figures, sides).map { figure, side in
      figure.flatMap { side.run.microseconds($0) }
    }
    return zip(figures, sides).enumerated().flatMap { place, pair -> [String] in
      let (figure, side) = pair
      let time = times[place]
      let own = [
        figure.map { NumberText.grouped($0.medianCycles) } ?? "-",
        time.map { NumberText.duration(microseconds: $0) } ?? "-",
      ]
      guard side.comparison != nil else { return own }
      let ratio = time.flatMap { time in times[0].flatMap { $0 > 0 ? time / $0 : nil } }
      return own + [ratio.map { NumberText.fixed($0, digits: 2) } ?? "-"]
    }
  }
}

extension ComparedRun {
  /// The figure's median in microseconds, or `nil` where the clock is unknown.
  package func microseconds(_ figure: ComparedFigure) -> Double? {
    guard let clockHertz, clockHertz > 0 else { return nil }
    return figure.medianCycles / Double(clockHertz) * 1_000_000
  }
}
