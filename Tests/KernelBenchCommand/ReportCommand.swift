// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Foundation
import KernelBench

/// Measures every layer and writes the page and the file of it.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Measure every layer of the table; write page and JSON.")

  @OptionGroup var options: BenchOptions

  @Option(help: "Where the page goes.")
  var markdown: String?

  @Option(help: "Where the JSON goes.")
  var json: String?

  func run() async throws {
    let report = try await KernelReport.make(
      root: options.root, board: options.board, buildRoot: options.buildRoot
    ) { FileHandle.standardError.write(Data(($0 + "\n").utf8)) }
    if let markdown {
      try report.markdown.write(toFile: markdown, atomically: true, encoding: .utf8)
    }
    if let json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try (encoder.encode(report) + Data("\n".utf8)).write(to: URL(fileURLWithPath: json))
    }
    for network in report.networks {
      print(
        "\(network.name): \(network.cycles) cycles, "
          + String(format: "%.2f ms, ", network.milliseconds) + "kernels \(network.kernelBytes) B")
    }
    let wrong = report.layers.filter { !$0.best.isExact }.map(\.name)
    if !wrong.isEmpty { throw ExitCode(1) }
  }
}

/// Compares two files of it.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare two reports, layer by layer.")

  @Argument(help: "The earlier report.")
  var base: String

  @Argument(help: "The later report.")
  var new: String

  func run() throws {
    let reports = try [base, new].map { path in
      guard let data = FileManager.default.contents(atPath: path) else {
        throw BenchFailure(.unreadable(path: path))
      }
      return try JSONDecoder().decode(KernelReport.self, from: data)
    }
    print(reports[1].comparison(with: reports[0]))
  }
}
