package import Measurements

/// Who says it, and what holds for all that is said at once.
package struct ModelStatement: Hashable, Sendable {
  /// The data set of accuracies that name none.
  package var dataSet: String?
  package var sampleCount: Int?
  package var place = AccuracyRecord.Place.unknown
  package var source: AccuracyRecord.Source
  package var time: Timestamp

  package init(source: AccuracyRecord.Source, time: Timestamp) {
    self.source = source
    self.time = time
  }
}

extension ModelChange {
  /// Takes the text of a column in.
  ///
  /// - Throws: ``ModelTableError`` without a line; nothing was taken then.
  package mutating func take(
    _ text: String, for column: ModelColumn, as statement: ModelStatement
  ) throws(ModelTableError) {
    if let metric = column.metric {
      accuracies.append(try Self.accuracy(text, metric, statement))
      return
    }
    switch column {
    case .name: name = try Self.line(text, column, limit: ModelText.nameLimit)
    case .architecture: factors.architecture = try Self.line(text, column, limit: 64)
    case .variation: factors.variation = try Self.line(text, column, limit: 64)
    case .path: path = try Self.line(text, column, limit: ModelText.valueLimit)
    case .alpha: factors.alpha = try Self.number(text, column)
    case .resolution: factors.resolution = try Self.count(text, column)
    case .channels: factors.channels = try Self.count(text, column)
    case .classes: factors.classes = try Self.count(text, column)
    case .fileBytes: costs.fileBytes = try Self.count(text, column)
    case .parameters: costs.parameterCount = try Self.count(text, column)
    case .macs: costs.macCount = try Self.count(text, column)
    case .peakBytes: costs.peakBytes = try Self.count(text, column)
    case .lowestPeakBytes: costs.lowestPeakBytes = try Self.count(text, column)
    case .trainingParameters: training.total = try Self.count(text, column)
    case .trainableParameters: training.trainable = try Self.count(text, column)
    case .nonTrainableParameters: training.nonTrainable = try Self.count(text, column)
    case .tags: addedTags += try Self.tags(text)
    case .notes:
      guard let line = ModelText.note(text) else { throw Self.bad(text, "notes") }
      note = line
    default: break
    }
  }

  /// Takes a figure that has only a name.
  package mutating func takeFigure(
    _ text: String, named name: String, as statement: ModelStatement
  ) throws(ModelTableError) {
    guard ModelText.isLine(name, limit: ModelText.figureNameLimit) else {
      throw Self.bad(name, "the name of a figure")
    }
    guard ModelText.isLine(text, limit: ModelText.valueLimit) else { throw Self.bad(text, name) }
    figures.append(
      ModelFigure(name: name, value: text, source: statement.source, noted: statement.time))
  }

  private static func accuracy(
    _ text: String, _ metric: AccuracyRecord.Metric, _ statement: ModelStatement
  ) throws(ModelTableError) -> AccuracyRecord {
    guard let value = plainNumber(text), metric.range.contains(value) else {
      let range =
        switch metric {
        case .accuracy, .top5: "0 to 100"
        case .loss: "0 or more"
        default: "0 to 1"
        }
      throw ModelTableError(
        line: nil, problem: "has \(quoted(text)) for \(metric.rawValue), which is \(range)")
    }
    return AccuracyRecord(
      dataSet: statement.dataSet, metric: metric, value: value,
      sampleCount: statement.sampleCount, place: statement.place, source: statement.source,
      noted: statement.time)
  }

  static func line(
    _ text: String, _ column: ModelColumn, limit: Int
  ) throws(ModelTableError) -> String {
    guard ModelText.isLine(text, limit: limit) else { throw bad(text, column.rawValue) }
    return text
  }

  private static func number(
    _ text: String, _ column: ModelColumn
  ) throws(ModelTableError) -> Double {
    guard let value = plainNumber(text), value > 0 else { throw bad(text, column.rawValue) }
    return value
  }

  /// A count; `21893563.0`, as data frames write it, is one.
  static func count(_ text: String, _ column: ModelColumn) throws(ModelTableError) -> Int {
    guard let value = plainNumber(text), value >= 0, value < 9e15, value == value.rounded() else {
      throw bad(text, column.rawValue)
    }
    return Int(value)
  }

  private static func plainNumber(_ text: String) -> Double? {
    guard text.utf8.count <= 40,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }),
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// Tags with spaces, commas or semicolons between, or as a Python list of words.
  private static func tags(_ text: String) throws(ModelTableError) -> [String] {
    var tags: [String] = []
    for part in text.split(whereSeparator: { " ,;[]'\"\t".contains($0) }).map(String.init) {
      guard ModelText.isTag(part) else { throw bad(part, "a tag") }
      tags.append(part)
    }
    return tags
  }

  static func bad(_ text: String, _ what: String) -> ModelTableError {
    ModelTableError(line: nil, problem: "has \(quoted(text)) for \(what)")
  }

  /// The start of a text from outside, harmless to print.
  static func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(40).map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
        .paragraphSeparator, .nonspacingMark, .enclosingMark:
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: String(scalar)
      }
    }
    return "'" + shown.joined() + (text.unicodeScalars.count > 40 ? "…" : "") + "'"
  }
}
