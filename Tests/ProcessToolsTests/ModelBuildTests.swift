import BoardProfiles
import FirmwareArtifacts
import FirmwareGeneration
import Foundation
import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import Planning
import ProcessTools
import TFLiteReader
import Testing

/// Whole models through generator and compiler.
@Suite struct ModelBuildTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static let hasCompiler = FileManager.default.isExecutableFile(
    atPath: "/usr/bin/arm-none-eabi-gcc")

  static func sources(ofModelAt path: String) throws -> (ExecutionPlan, FirmwareSources) {
    let board = try BoardProfile.load(from: root + "/boards", named: "stm32f746g")
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let graph = try GraphPreparation.prepare(TFLiteReader.read(bytes))
    let plan = try Planner.plan(graph, for: board)
    let template = try FirmwareTemplate.load(
      templateDirectory: root + "/firmware-template", kernelDirectory: root + "/Sources/CKernels")
    return (plan, try FirmwareGenerator.sources(for: plan, template: template))
  }

  @Test(.enabled(if: hasCompiler))
  func buildsTheExampleAndReadsItsSectionsBack() async throws {
    let example = "mobilenetv1_0.25_96_c3_o2"
    let (plan, sources) = try Self.sources(
      ofModelAt: "\(Self.root)/examples/\(example)/\(example).tflite")
    try await withTemporaryDirectory { directory in
      let toolchain = GCCToolchain(
        buildRoot: directory + "/builds", cacheDirectory: directory + "/cache")
      let first = try await toolchain.build(sources)
      let second = try await toolchain.build(sources)

      #expect(first.cachedObjectCount == 0)
      #expect(second.cachedObjectCount == sources.shared.count)
      #expect(second.compiledObjectCount == sources.generated.count)
      #expect(first.elfSHA256 == second.elfSHA256)
      for arena in plan.arenas where arena.byteCount > 0 {
        let section = first.sections.first { $0.name == ".arena_" + arena.region }
        #expect(section?.byteCount == arena.byteCount)
        #expect(section?.isLoaded == false)
      }
      let vectors = try #require(first.sections.first { $0.name == ".vectors" })
      #expect(vectors.address == 0x0800_0000)
      let bin = try Data(contentsOf: URL(filePath: first.binPath))
      #expect(bin.count > plan.constantBytes)
    }
  }

  @Test(.enabled(if: hasCompiler))
  func tellsOfKernelsWhoseCodeIsAnother() async throws {
    let example = "mobilenetv1_0.25_96_c3_o2"
    let (_, sources) = try Self.sources(
      ofModelAt: "\(Self.root)/examples/\(example)/\(example).tflite")
    let remark = "// Moves every line.\n\n"
    let function = "\nint mcub_more(void);\nint mcub_more(void) { return 7; }\n"
    try await withTemporaryDirectory { directory in
      let toolchain = GCCToolchain(
        buildRoot: directory + "/builds", cacheDirectory: directory + "/cache")
      let usual = try await toolchain.build(sources)
      #expect(usual.kernelCodeSHA256?.count == 64)
      for (isKernel, change, isSame) in [
        (true, { remark + $0 }, true), (true, { $0 + function }, false),
        (false, { $0 + function }, true),
      ] as [(Bool, (String) -> String, Bool)] {
        let changed = try await toolchain.build(
          sources.changingAFile(
            where: { $0.isKernel == isKernel && $0.path.hasSuffix(".c") }, change))
        #expect((changed.kernelCodeSHA256 == usual.kernelCodeSHA256) == isSame)
      }
    }
  }
}

extension FirmwareSources {
  /// The same with the first shared file of a kind changed.
  fileprivate func changingAFile(
    where isOne: (SourceFile) -> Bool, _ change: (String) -> String
  ) -> FirmwareSources {
    var shared = shared
    if let place = shared.firstIndex(where: isOne) {
      shared[place] = SourceFile(
        path: shared[place].path, contents: change(shared[place].contents))
    }
    return FirmwareSources(
      generated: generated, shared: shared, headers: headers, linkerScript: linkerScript,
      settings: settings, buildID: buildID)
  }
}
