package import Benchmarking
import BoardProfiles
import FirmwareArtifacts
package import FirmwareGeneration
import Hardware
package import Measurements
package import ModelGraph
import Planning
import ProcessTools
import TFLiteReader
import UF2Files

/// A firmware that was built for a model, as files to be written.
package struct BuiltFirmware: Hashable, Sendable {
  /// A file by its path in the directory that the user named.
  package struct File: Hashable, Sendable {
    package let path: String
    package let bytes: [UInt8]
  }

  package let files: [File]
  package let buildID: String
  package let compiler: String
  /// Use of the board's memory.
  package let regions: [RegionUse]
  package let layerCount: Int
  package let session: FirmwareSession
  /// What was removed from the network, or `nil` where it is whole.
  package let pruning: GraphPruning?
}

/// What a user asked to have built.
package struct BuildRequest: Hashable, Sendable {
  package let modelPath: String
  /// The board profile's name.
  package let board: String
  package let speaks: FirmwareProtocol
  /// For ``FirmwareProtocol/eembc``; `nil` to guess it from the model.
  package let benchmark: EEMBCBenchmark?
  /// Whether to leave out channels that cannot change the outputs.
  package let prunesDead: Bool
  /// Where code and weights are to lie, as `--placement` takes it; `nil` for the profile's way.
  package let placement: String?
  /// How many cores run it, as `--cores` takes it; `nil` for the profile's way.
  package let cores: Int?

  package init(
    modelPath: String, board: String, speaks: FirmwareProtocol = .framed,
    benchmark: EEMBCBenchmark? = nil, prunesDead: Bool = false, placement: String? = nil,
    cores: Int? = nil
  ) {
    self.modelPath = modelPath
    self.board = board
    self.speaks = speaks
    self.benchmark = benchmark
    self.prunesDead = prunesDead
    self.placement = placement
    self.cores = cores
  }
}

extension Workbench {
  /// Builds the firmware that runs a model: images, map and every source that they are made from.
  package func build(
    _ request: BuildRequest, progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> BuiltFirmware {
    let board = try buildableBoard(
      named: request.board, placement: request.placement, cores: request.cores)
    let model = try ModelFile.load(request.modelPath)
    return try await ScratchDirectory.with(under: surroundings.temporaryDirectory) { scratch in
      let bench = try bench(for: board, buildRoot: scratch, progress: progress)
      let graph = try bench.graph(model)
      let plan = try bench.plan(request.prunesDead ? bench.pruned(graph) : graph)
      let session = try FirmwareSession(
        request.speaks, benchmark: request.benchmark, plan: plan)
      let sources = try bench.sources(plan, session: session)
      let image = try await bench.image(sources)
      var files: [BuiltFirmware.File] = []
      for (name, path) in [
        ("firmware.elf", image.elfPath), ("firmware.bin", image.binPath),
        ("firmware.map", image.mapPath),
      ] {
        files.append(BuiltFirmware.File(path: name, bytes: try Files.read(path)))
      }
      if board.flashing.tools.contains(.uf2) {
        files.append(
          BuiltFirmware.File(path: "firmware.uf2", bytes: try uf2(of: image, for: board)))
      }
      for file in sources.generated + sources.shared + [sources.linkerScript] {
        files.append(BuiltFirmware.File(path: "src/" + file.path, bytes: Array(file.contents.utf8)))
      }
      for header in sources.headers {
        files.append(
          BuiltFirmware.File(
            path: "src/include/" + header.path, bytes: Array(header.contents.utf8)))
      }
      for script in ImageScript.needed(for: board) {
        files.append(
          BuiltFirmware.File(path: "src/" + script.path, bytes: Array(script.text.utf8)))
      }
      let makefile = FirmwareMakefile.text(
        for: sources, as: image, makesUF2: board.flashing.tools.contains(.uf2))
      files.append(BuiltFirmware.File(path: "src/Makefile", bytes: Array(makefile.utf8)))
      files.append(
        BuiltFirmware.File(
          path: "README.txt",
          bytes: Array(
            FlashingNote.text(
              for: board, session: session, image: image, pruning: plan.graph.pruning
            ).utf8)))
      return BuiltFirmware(
        files: files, buildID: image.buildID, compiler: image.compilerVersion,
        regions: RegionUse.uses(plan: plan, image: image), layerCount: plan.layers.count,
        session: session, pruning: plan.graph.pruning)
    }
  }

  /// The image as a file for the volume of the board's boot ROM.
  private func uf2(of image: FirmwareImage, for board: BoardProfile) throws(FlashError) -> [UInt8] {
    do throws(FlashError.Reason) {
      return UF2File.bytes(of: try SectorImage.load(image.elfPath, for: board).image)
    } catch {
      throw FlashError(board: board.name, probe: "firmware.uf2", reason: error)
    }
  }
}
