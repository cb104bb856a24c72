package import Evaluation
import Measurements
import ModelGraph

/// An evaluation as `mcubench evaluate` prints it: the figures, a line a class, and who is taken for
/// whom.
package enum EvaluationText {
  /// A confusion matrix of more classes is in the files only.
  package static let largestMatrix = 20

  /// The whole text, each line with its newline and text from files escaped.
  package static func text(_ evaluation: Evaluation) -> String {
    let count = NumberText.grouped(evaluation.data.labels.count)
    let noun = evaluation.task == .anomaly ? "samples" : "images"
    var text =
      TerminalText.escaping(
        "\(evaluation.model.name) on \(count) \(noun) of \(evaluation.data.source)") + "\n"
    for (name, value) in facts(evaluation) {
      let padding = String(repeating: " ", count: max(0, 9 - name.count))
      text += "  \(name)\(padding) \(TerminalText.escaping(value))\n"
    }
    if case .classification(let figures) = evaluation.host.figures {
      text += "\n" + classes(figures, names: evaluation.data.classNames).text
      text += "\n" + matrix(figures)
    }
    if let check = evaluation.crossCheck { text += "\n" + CrossCheckTable.text(check) }
    return text
  }

  private static func facts(_ evaluation: Evaluation) -> [(String, String)] {
    var facts = [
      ("Input", input(evaluation.data.encoding)),
      (
        "Host", figures(evaluation.host) + ", by the reference kernels that boards are held against"
      ),
    ]
    if let board = evaluation.board {
      facts += [
        ("Board", "\(board.run.board.profile): \(figures(board.side))"),
        ("Agreement", agreement(board)),
        ("Evidence", evidence(board)),
      ]
    }
    facts.append(("Data", "SHA-256 \(evaluation.data.sha256.prefix(16)) over samples and labels"))
    return facts
  }

  /// What becomes of a sample's elements.
  static func input(_ encoding: InputEncoding) -> String {
    let quantization: String
    if let scale = encoding.quantization?.scales.first,
      let zeroPoint = encoding.quantization?.zeroPoints.first
    {
      quantization = "\(encoding.type.name), scale \(scale), zero point \(zeroPoint)"
    } else {
      quantization = encoding.type.name
    }
    let windows = encoding.windowCount == 1 ? "" : "; \(encoding.windowCount) windows a sample"
    switch encoding.rule {
    case .asGiven: return "\(encoding.type.name) as given\(windows)"
    case .quantized: return "real values, quantized to \(quantization)\(windows)"
    case .pixels(let scale, let origin):
      let why =
        switch origin {
        case .asked: "as asked"
        case .quantization: "by the input's quantization"
        case .usual: "as usual; the input has no quantization"
        }
      return "pixels as \(scale.rawValue) (\(why)), given as \(quantization)\(windows)"
    }
  }

  private static func figures(_ side: Evaluation.Side) -> String {
    switch side.figures {
    case .classification(let figures):
      "\(NumberText.grouped(figures.correctCount)) of \(NumberText.grouped(figures.count)) right, "
        + "top-1 \(percent(figures.top1))"
    case .anomaly(let figures):
      "AUC \(NumberText.fixed(figures.areaUnderCurve, digits: 4)) over \(figures.normalCount) normal "
        + "samples, mean squared error \(error(figures.normalMeanError)), and "
        + "\(figures.anomalyCount) anomalies, \(error(figures.anomalyMeanError))"
    case .none: "\(side.answers.count) samples of one label: no figure"
    }
  }

  private static func agreement(_ board: Evaluation.Board) -> String {
    let count = board.side.answers.count
    let equal = count - board.differingSamples.count
    let bytes = "\(NumberText.grouped(board.outputByteCount)) B of outputs"
    // One image of ten thousand must not vanish in the rounding.
    let share = board.differingSamples.isEmpty ? 1 : min(board.agreement, 0.999)
    return
      "\(NumberText.grouped(equal)) of \(NumberText.grouped(count)) equal the host's bit for bit"
      + " (\(percent(share)); \(bytes))"
  }

  private static func evidence(_ board: Evaluation.Board) -> String {
    switch board.run.evidence {
    case .measured:
      "measured: the chip answered" + (board.run.board.uniqueID.map { ", unique id \($0)" } ?? "")
    case .simulated: "simulated: a virtual board booted the image and answered"
    case .predicted: "predicted: nothing ran"
    }
  }

  private static func classes(_ figures: Classification, names: [String]?) -> TextTable {
    var table = TextTable(columns: [
      .number("class"), .text("name"), .number("images"), .number("right"), .number("answers"),
      .number("precision"), .number("recall"),
    ])
    if names == nil {
      table = TextTable(columns: [
        .number("class"), .number("images"), .number("right"), .number("answers"),
        .number("precision"), .number("recall"),
      ])
    }
    for (place, part) in figures.classes.enumerated() {
      let name = names.map { [$0.indices.contains(place) ? $0[place] : ""] } ?? []
      table.append(
        [String(place)] + name + [
          NumberText.grouped(part.count), NumberText.grouped(part.correctCount),
          NumberText.grouped(part.answerCount), part.precision.map(percent) ?? "-",
          part.recall.map(percent) ?? "-",
        ])
    }
    return table
  }

  private static func matrix(_ figures: Classification) -> String {
    guard figures.confusion.count <= largestMatrix else {
      return "The confusion matrix of \(figures.confusion.count) classes is in the --json file.\n"
    }
    var table = TextTable(
      columns: [.number("is \\ answer")]
        + figures.confusion.indices.map { .number(String($0)) })
    for (place, row) in figures.confusion.enumerated() {
      table.append([String(place)] + row.map { $0 == 0 ? "." : String($0) })
    }
    return table.text
  }

  private static func percent(_ share: Double) -> String {
    NumberText.fixed(share * 100, digits: 1) + " %"
  }

  private static func error(_ value: Double) -> String { NumberText.fixed(value, digits: 4) }
}
