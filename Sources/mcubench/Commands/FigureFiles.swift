import Architectures
import Failures
import Foundation
import HTMLReports
import ModelGraph
import Reports
import Workbench

/// The files that figures are made of.
enum FigureFiles {
  /// Far beyond any table of figures.
  private static let limitBytes = 64 << 20

  static func text(_ path: String) throws -> String {
    String(decoding: try Files.readRegular(path, limit: limitBytes), as: UTF8.self)
  }

  /// The .tflite files that `paths` name, those of a folder by their names.
  ///
  /// - Throws: ``NothingToDraw`` for a folder without any.
  static func models(in paths: [String]) throws -> [String] {
    let found = try paths.flatMap { path -> [String] in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
      else { return [path] }
      let names = try FileManager.default.subpathsOfDirectory(atPath: path)
        .filter { $0.hasSuffix(".tflite") }.sorted()
      guard !names.isEmpty else {
        throw NothingToDraw(reason: "no .tflite file is in \(Terminal.harmless(path))")
      }
      return names.map { "\(path)/\($0)" }
    }
    // A file that is named twice is drawn once.
    return found.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// What the file at `path` tells; an error says which file.
  static func analysis(of path: String) throws -> Analysis {
    do {
      return try ModelSource.analysis(of: path)
    } catch let failure as any Failure {
      throw NamedFailure(name: path, failure: failure)
    }
  }
}

extension Analysis {
  /// Whether the layers with weights have them in int8.
  var isInt8: Bool {
    let graph = facts.graph
    let weights = graph.layers.compactMap { layer in
      [.conv2D, .depthwiseConv2D, .fullyConnected].contains(layer.kind) ? layer.input(1) : nil
    }
    return !weights.isEmpty && weights.allSatisfy { graph.tensors[$0].type == .int8 }
  }
}

/// Variations with the factors that their names tell, and those that were left out.
struct VariationList {
  private var variations: [VariationFigure.Variation] = []
  private var leftOut: [String] = []

  mutating func add(_ name: String, _ value: Double) {
    do throws(VariationNameError) {
      variations.append(
        VariationFigure.Variation(name: name, factors: try VariationFactors(name), value: value))
    } catch {
      leaveOut(name, because: "its name tells no alpha: it \(error.problem)")
    }
  }

  mutating func leaveOut(_ name: String, because reason: String) {
    leftOut.append("\(name) (\(reason))")
  }

  /// The variations, with a warning about those left out.
  ///
  /// - Throws: ``NothingToDraw`` where there is none.
  func checked() throws -> [VariationFigure.Variation] {
    guard !variations.isEmpty else {
      throw NothingToDraw(reason: leftOut.first.map(Terminal.harmless) ?? "no models")
    }
    for remark in remarks { Terminal.warn(Terminal.harmless(remark)) }
    return variations
  }

  var remarks: [String] {
    leftOut.isEmpty
      ? []
      : [
        "Left out: " + leftOut.prefix(8).joined(separator: ", ")
          + (leftOut.count > 8 ? " and \(leftOut.count - 8) more" : "") + "."
      ]
  }
}

/// There is nothing that a figure could show.
struct NothingToDraw: Failure, Hashable {
  let reason: String

  var summary: String { "nothing to draw: \(reason)" }
  var remedy: String? {
    "name .tflite files or folders of them, named <base>_<alpha>_<resolution>_c<n>_o<n>[_l<n>...]"
  }
  var exitStatus: ExitStatus { .wrongInput }
}

/// A figure does not fit into one SVG.
struct FigureOfSeveralSheets: Failure, Hashable {
  let path: String

  var summary: String { "\(path): the figure takes several sheets, an SVG is one" }
  var remedy: String? {
    "write a page with '-o FILE.html', or draw less: fewer models, or one quantity with --by"
  }
  var exitStatus: ExitStatus { .wrongInput }
}

/// A figure is no accuracy.
struct NoAccuracy: Failure, Hashable {
  let name: String
  let value: Double

  var summary: String {
    "\(TerminalText.escaping(name, width: 80)): \(NumberText.plain(value)) is no accuracy"
  }
  var remedy: String? { "write percent from 0 to 100, or shares from 0 to 1" }
  var exitStatus: ExitStatus { .wrongInput }
}
