// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Foundation
import VirtualBoard

/// Runs every workload and writes the page that compares them with what was published.
struct AccuracyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy", abstract: "Hold the timing models against published figures.")

  @Option(help: "The directory that collect-images.sh filled.")
  var images: String

  @Option(help: "The directory that build-coremark.sh filled.")
  var coremark: String

  @Option(help: "Where the page goes; stdout when left out.")
  var output: String?

  @Option(
    name: .customLong("timing-parameter"),
    help: "A constant of the timing model with another value, NAME=VALUE; may be repeated.")
  var parameters: [String] = []

  @Option(help: "Only the boards that begin so.")
  var only = ""

  func run() throws {
    var page = AccuracyPage()
    for workload in Workload.all where workload.board.hasPrefix(only) {
      let row = try compare(workload)
      page.add(row)
      note(row)
    }
    for figure in CoreMarkFigure.all where figure.board.hasPrefix(only) {
      let row = try compare(figure)
      page.add(row)
      note(row)
    }
    if let output {
      try page.text.write(toFile: output, atomically: true, encoding: .utf8)
    } else {
      print(page.text)
    }
    let misses = page.misses
    if !misses.isEmpty {
      throw BenchError("outside what is allowed: \(misses.joined(separator: ", "))")
    }
  }

  private func compare(_ workload: Workload) throws -> AccuracyRow {
    let path = "\(images)/\(workload.file)"
    let log = RunnerLog(String(decoding: try read(path + ".log"), as: UTF8.self))
    guard let published = log.medianMilliseconds else {
      throw BenchError("\(path).log has no timed window")
    }
    let machine = try ModelledMachine.make(
      board: workload.board, image: path + ".bin", parameters: parameters)
    var dialogue = BoardDialogue(machine)
    _ = try dialogue.exchange("profile%", until: "m-ready")
    // The line that tells the start is sent inside the window. Among the hundreds of inferences of a
    // published window it weighs nothing; here the difference of two windows is without it.
    let short = try window(of: 1, in: &dialogue, path)
    let long = try window(of: workload.inferences + 1, in: &dialogue, path)
    let modelled = (long - short) / Double(workload.inferences)
    return AccuracyRow(
      board: workload.board, model: ModelledMachine.name(of: machine), title: workload.title,
      figures: (published, modelled), errorPercent: (modelled / published - 1) * 100,
      fitted: workload.fitted, limit: workload.limit)
  }

  /// The milliseconds that the device's own timer gives a window of so many inferences.
  private func window(
    of inferences: Int, in dialogue: inout BoardDialogue, _ path: String
  ) throws -> Double {
    let answer = try dialogue.exchange("infer \(inferences) 1%", until: "m-ready")
    guard let milliseconds = RunnerLog(answer).medianMilliseconds else {
      throw BenchError("\(path).bin timed nothing: \(answer)")
    }
    return milliseconds * Double(inferences)
  }

  private func compare(_ figure: CoreMarkFigure) throws -> AccuracyRow {
    let path = "\(coremark)/\(figure.file).elf"
    let machine = try ModelledMachine.make(
      board: figure.board, image: path, parameters: parameters)
    var dialogue = BoardDialogue(machine)
    let answer = try dialogue.exchange("", until: "port: end")
    // It complains of a run below ten seconds, which is no fault here; of a wrong CRC like this:
    guard !answer.contains("should be"), answer.contains("crcfinal"),
      let ticks = Self.number(after: "Total ticks", in: answer), ticks > 0,
      let iterations = Self.number(after: "Iterations  ", in: answer)
    else { throw BenchError("\(path) did not run to a valid end: \(answer)") }
    let modelled = iterations * 1_000_000 / ticks
    // A slower model has the lower figure: the error is that of the time, as in the other rows.
    return AccuracyRow(
      board: figure.board, model: ModelledMachine.name(of: machine), title: figure.title,
      figures: nil, errorPercent: (figure.published / modelled - 1) * 100,
      fitted: figure.fitted, limit: figure.limit)
  }

  private static func number(after label: String, in text: String) -> Double? {
    guard let place = text.firstRange(of: label) else { return nil }
    let rest = text[place.upperBound...].drop { $0 == " " || $0 == ":" }
    return Double(rest.prefix { $0.isASCII && $0.isNumber })
  }

  private func note(_ row: AccuracyRow) {
    let text = "\(row.board) \(row.title): \(decimal(row.errorPercent, 2, isSigned: true)) %\n"
    FileHandle.standardError.write(Data(text.utf8))
  }
}
