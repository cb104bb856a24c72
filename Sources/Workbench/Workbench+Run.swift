package import Benchmarking
import BoardProfiles
import Failures
import FirmwareArtifacts
import FoundationEssentials
import Glibc
import Hardware
package import Measurements
import ModelGraph
import Planning
import TFLiteReader

/// What a user asked to have run.
package struct RunRequest: Hashable, Sendable {
  /// Which board runs it.
  package enum Target: Hashable, Sendable {
    case virtualBoard(faults: [String])
    /// A board that runs its image already, behind this serial port.
    case port(String)
    /// A board on a probe.
    case probe(ProbeRequest)
    /// The board on the only probe that fits, or else a virtual one.
    case whateverIsAttached(ProbeRequest)

    /// What is said of a probe.
    var probeRequest: ProbeRequest? {
      switch self {
      case .virtualBoard, .port: nil
      case .probe(let request), .whateverIsAttached(let request): request
      }
    }
  }

  package let modelPath: String
  package let board: String
  package let target: Target
  /// One file a graph input, or none for the smooth input.
  package let inputPaths: [String]
  package let vector: Int?
  package let choices: MeasuringChoices
  /// Whether to leave out channels that cannot change the outputs.
  package let prunesDead: Bool
  /// Where code and weights are to lie, as `--placement` takes it; `nil` for the profile's way.
  package let placement: String?
  /// How many cores run it, as `--cores` takes it; `nil` for the profile's way.
  package let cores: Int?
  /// The tables to correct simulated figures by, or `nil` to leave them alone.
  package let correction: CorrectionRequest?

  package init(
    modelPath: String, board: String, target: Target, inputPaths: [String], vector: Int?,
    choices: MeasuringChoices, prunesDead: Bool = false, placement: String? = nil,
    cores: Int? = nil, correction: CorrectionRequest? = nil
  ) {
    self.modelPath = modelPath
    self.board = board
    self.target = target
    self.inputPaths = inputPaths
    self.vector = vector
    self.choices = choices
    self.prunesDead = prunesDead
    self.placement = placement
    self.cores = cores
    self.correction = correction
  }
}

/// A run that was measured and checked.
package struct FinishedRun: Hashable, Sendable {
  package internal(set) var measurement: Measurement
  package let differences: [OutputDifference]
  /// The board's outputs by vector, then by graph output.
  package let outputs: [[[UInt8]]]
  /// Why the run has no corrected figures, where they were asked for.
  package internal(set) var correctionFailure: CorrectionError?
}

extension Workbench {
  /// Takes a model through every stage, on whatever board the request names.
  package func run(
    _ request: RunRequest, program: String, progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> FinishedRun {
    let board = try buildableBoard(
      named: request.board, placement: request.placement, cores: request.cores
    )
    .flashed(byRequest: request.target.probeRequest)
    let tables = try request.correction.map { try correctionTables(for: board, $0) }
    let link = try await link(to: board, request.target, progress)
    let model = try ModelFile.load(request.modelPath)
    return try await ScratchDirectory.with(under: surroundings.temporaryDirectory) { scratch in
      let prepared = try prepare(
        model, named: Self.modelName(request.modelPath), for: board,
        prunesDead: request.prunesDead, progress: progress
      ) { try inputs(of: $0, request) }
      let image = try await image(of: prepared, under: scratch, progress: progress)
      var run = try await measure(
        prepared, as: image, over: link, choices: request.choices, program: program,
        progress: progress)
      do throws(CorrectionError) {
        if let tables {
          run.measurement = try tables.correcting(run.measurement, of: prepared.plan)
        }
      } catch {
        // The run itself is good and is not lost for it.
        run.correctionFailure = error
      }
      return run
    }
  }

  func link(
    to board: BoardProfile, _ target: RunRequest.Target,
    _ progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> any BoardLink {
    func link(_ selection: SelectedProbe, _ request: ProbeRequest) -> any BoardLink {
      probeLink(
        to: board, over: selection, isReflashing: request.isReflashing,
        progress: progress)
    }
    switch target {
    case .virtualBoard(let faults):
      return try virtualLink(to: board, faults: faults)
    case .port(let path):
      return portLink(to: board, path: path)
    case .probe(let request):
      return link(try await selection(for: board, request), request)
    case .whateverIsAttached(let request):
      switch try await attachedSelection(for: board, request) {
      case .one(let selection):
        return link(selection, request)
      case .none(let why):
        progress(Self.virtualNotice(of: board, because: why))
        return try virtualLink(to: board, faults: [])
      }
    }
  }

  private func inputs(
    of graph: ModelGraph, _ request: RunRequest
  ) throws -> InputVectors {
    guard !request.inputPaths.isEmpty else {
      let vectors = SmoothInput.vectors(for: graph)
      if let asked = request.vector, asked != 0 {
        throw InputError(file: "", reason: .noSuchVector(asked: asked, count: 1))
      }
      return vectors
    }
    let files = try request.inputPaths.map { path in
      do throws(FileFailure) {
        return InputVectors.File(path: path, bytes: try Files.read(path))
      } catch {
        throw InputError(
          file: path, reason: .unreadable(why: String(cString: strerror(error.errno))))
      }
    }
    return try InputVectors.read(files, for: graph, chosen: request.vector)
  }

  static var hostName: String? {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return nil }
    return String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The file's name without folder and `.tflite`.
  package static func modelName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".tflite") ? String(name.dropLast(".tflite".count)) : name
  }
}
