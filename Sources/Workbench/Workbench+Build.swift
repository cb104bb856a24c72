package import Benchmarking
import FirmwareArtifacts
package import Measurements
import Planning
import TFLiteReader

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
}

extension Workbench {
  /// Builds the firmware that runs a model: images, map and every source that they are made from.
  package func build(
    modelPath: String, board name: String, progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> BuiltFirmware {
    let board = try board(named: name)
    let model = try ModelFile.load(modelPath)
    return try await ScratchDirectory.with(under: surroundings.temporaryDirectory) { scratch in
      let bench = try bench(for: board, buildRoot: scratch, progress: progress)
      let plan = try bench.plan(try bench.graph(model))
      let sources = try bench.sources(plan)
      let image = try await bench.image(sources)
      var files: [BuiltFirmware.File] = []
      for (name, path) in [
        ("firmware.elf", image.elfPath), ("firmware.bin", image.binPath),
        ("firmware.map", image.mapPath),
      ] {
        files.append(BuiltFirmware.File(path: name, bytes: try Files.read(path)))
      }
      for file in sources.generated + sources.shared + [sources.linkerScript] {
        files.append(BuiltFirmware.File(path: "src/" + file.path, bytes: Array(file.contents.utf8)))
      }
      for header in sources.headers {
        files.append(
          BuiltFirmware.File(
            path: "src/include/" + header.path, bytes: Array(header.contents.utf8)))
      }
      files.append(
        BuiltFirmware.File(
          path: "src/Makefile", bytes: Array(FirmwareMakefile.text(for: sources).utf8)))
      files.append(
        BuiltFirmware.File(
          path: "README.txt",
          bytes: Array(FlashingNote.text(for: board, sources: sources, image: image).utf8)))
      return BuiltFirmware(
        files: files, buildID: image.buildID, compiler: image.compilerVersion,
        regions: RegionUse.uses(plan: plan, image: image), layerCount: plan.layers.count)
    }
  }
}
