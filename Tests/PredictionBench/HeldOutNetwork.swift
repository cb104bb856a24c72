import Benchmarking
import BoardProfiles
import Failures
import Foundation
import GraphPreparation
import LatencyTables
import Measurements
import ModelGraph
import Planning
import TFLiteReader
import Workbench

/// A network that no latency table was made with.
struct HeldOutNetwork: Hashable, Sendable {
  let name: String
  let path: String
  /// Whether its maker published it with a size: one of those that are to be ranked.
  let isRanked: Bool

  private struct Manifest: Decodable {
    struct Paper: Decodable {
      let sizeKilobytes: Double?

      enum CodingKeys: String, CodingKey { case sizeKilobytes = "size_kb" }
    }
    let name: String
    let model: String
    let paper: Paper?
  }

  /// Folders that hold the networks, below the directory of models.
  private static let groups = ["paper", "mlperf_tiny"]
  /// Ends the name of the twin of a network whose batch is fixed to 1; it has the same layers.
  private static let twinSuffix = "_b1"

  /// Every network below `directory`, by name.
  static func all(in directory: String) throws -> [HeldOutNetwork] {
    let files = FileManager.default
    var found: [HeldOutNetwork] = []
    for group in groups {
      for folder in try files.contentsOfDirectory(atPath: "\(directory)/\(group)").sorted() {
        let place = "\(directory)/\(group)/\(folder)"
        guard let text = files.contents(atPath: "\(place)/manifest.json") else { continue }
        let manifest = try JSONDecoder().decode(Manifest.self, from: text)
        found.append(
          HeldOutNetwork(
            name: manifest.name, path: "\(place)/\(manifest.model)",
            isRanked: manifest.paper?.sizeKilobytes != nil
              && !manifest.name.hasSuffix(twinSuffix)))
      }
    }
    return found
  }

  /// Runs the networks on virtual boards, two at a time, and gives the outcomes in their order.
  static func run(
    _ networks: [HeldOutNetwork], on board: BoardProfile, of workbench: Workbench
  ) async throws -> [Result<NetworkRun, Refusal>] {
    typealias Outcome = (place: Int, result: Result<NetworkRun, Refusal>)
    return try await withThrowingTaskGroup(of: Outcome.self) { group in
      var waiting = Array(networks.enumerated())[...]
      func start() {
        guard let (place, network) = waiting.popFirst() else { return }
        group.addTask { (place, try await network.run(on: board, of: workbench)) }
      }
      start()
      start()
      var outcomes: [Result<NetworkRun, Refusal>?] = networks.map { _ in nil }
      for try await outcome in group {
        outcomes[outcome.place] = outcome.result
        start()
      }
      return outcomes.compactMap(\.self)
    }
  }

  /// A run, or why the board cannot take the network.
  private func run(
    on board: BoardProfile, of workbench: Workbench
  ) async throws -> Result<NetworkRun, Refusal> {
    let plan: ExecutionPlan
    do {
      let graph = try GraphPreparation.prepare(
        TFLiteReader.read([UInt8](try Data(contentsOf: URL(filePath: path)))))
      plan = try Planner.plan(graph, for: board)
    } catch let failure as any Failure where failure.exitStatus == .wrongInput {
      return .failure(Refusal(name: name, why: failure.summary))
    }
    var choices = MeasuringChoices()
    choices.runs = 1
    choices.passes = [.clean, .layer, .probe]
    let finished = try await workbench.run(
      RunRequest(
        modelPath: path, board: board.name, target: .virtualBoard(faults: []), inputPaths: [],
        vector: nil, choices: choices),
      program: "prediction-bench", progress: { _ in })
    let measurement = finished.measurement
    guard measurement.validity != .invalid, let clean = measurement.clean else {
      throw BenchMiss(what: ["\(name) on \(board.name): \(measurement.issues)"])
    }
    FileHandle.standardError.write(
      Data("\(board.name): \(name) \(Int(clean.median)) cycles\n".utf8))
    return .success(
      NetworkRun(
        network: self, plan: plan, cycles: clean.median,
        layerCycles: plan.layers.indices.map { index in
          measurement.timing(ofLayer: index).map(\.medianCycles)
        }))
  }
}

/// A network that ran on a virtual board.
struct NetworkRun: Sendable {
  let network: HeldOutNetwork
  let plan: ExecutionPlan
  /// Of the whole network.
  let cycles: Double
  /// By the plan's layers, `nil` where the board makes no call.
  let layerCycles: [Double?]

  var macCount: Double { Double(ModelFacts(of: plan.graph).macCount) }
}

/// A network that a board cannot run.
struct Refusal: Error, Hashable {
  let name: String
  let why: String
}
