import FirmwareArtifacts
import FirmwareGeneration
import Foundation
import Planning
import Testing

/// What the generator makes of a plan, as text.
@Suite struct FirmwareGeneratorTests {
  private let template: FirmwareTemplate

  init() throws {
    template = try SmallPlan.template()
  }

  private func sources(_ plan: ExecutionPlan) throws -> FirmwareSources {
    try FirmwareGenerator.sources(for: plan, template: template)
  }

  private func model(_ sources: FirmwareSources) throws -> String {
    try #require(sources.generated.first { $0.path == "mcub_model.c" }).contents
  }

  @Test func theSamePlanGivesTheSameBytes() throws {
    let first = try sources(SmallPlan.plan())
    let second = try sources(SmallPlan.plan())
    #expect(first == second)
  }

  @Test func theBuildIDFollowsConstantsFlagsAndKernels() throws {
    let plan = try SmallPlan.plan()
    let original = try sources(plan).buildID
    #expect(try sources(SmallPlan.plan(weight: 8)).buildID != original)
    #expect(try sources(SmallPlan.plan(keepsInput: false)).buildID != original)
    let kernels = template.kernels.map {
      SourceFile(path: $0.path, contents: $0.contents + "/* changed */\n")
    }
    let changed = FirmwareTemplate(
      files: template.files, kernels: kernels, kernelHeaders: template.kernelHeaders)
    #expect(try FirmwareGenerator.sources(for: plan, template: changed).buildID != original)
    #expect(original.count == 64)
  }

  @Test func codeIsMovedByTheLinkerAloneAndOnlyWhereItsScriptCan() throws {
    let plan = try SmallPlan.plan()
    let placed = try sources(plan)
    let moved = try FirmwareGenerator.sources(
      for: plan, template: template, codePaddingBytes: 1040)
    #expect(
      moved.settings.linkFlags
        == placed.settings.linkFlags + ["-Wl,--defsym=mcub_code_padding=1040"])
    #expect(moved.shared == placed.shared)
    #expect(moved.buildID != placed.buildID)
    let old = FirmwareTemplate(
      files: template.files.map { file in
        SourceFile(
          path: file.path,
          contents: file.contents.replacing("mcub_code_padding", with: "mcub_other"))
      }, kernels: template.kernels, kernelHeaders: template.kernelHeaders)
    #expect(throws: GenerationError(reason: .codeStaysInPlace(script: "linker/stm32f746g.ld"))) {
      try FirmwareGenerator.sources(for: plan, template: old, codePaddingBytes: 1040)
    }
  }

  @Test func theFirmwareHoldsTheBuildIDItWillSend() throws {
    let sources = try sources(SmallPlan.plan())
    let bytes = stride(from: 0, to: 32, by: 2).compactMap { index in
      let start = sources.buildID.index(sources.buildID.startIndex, offsetBy: index)
      return UInt8(sources.buildID[start...].prefix(2), radix: 16)
    }
    #expect(bytes.count == 16)
    let initializer = bytes.map { "\($0), " }.joined()
    #expect(try model(sources).contains("mcub_model_build_id[16] = {\(initializer)};"))
  }

  @Test func nothingThatTheModelNamesIsInAnyFile() throws {
    let sources = try sources(SmallPlan.plan())
    for file in sources.generated + sources.shared + sources.headers {
      #expect(!file.contents.contains("passwd"), "in \(file.path)")
      #expect(!file.contents.contains("\0"), "in \(file.path)")
    }
  }

  @Test func equalConstantsLieInTheImageOnce() throws {
    let constants = try #require(
      sources(SmallPlan.plan()).generated.first { $0.path == "mcub_model_constants.c" })
    #expect(constants.contents.components(separatedBy: "const uint32_t").count == 2)
    #expect(constants.contents.contains("0x07070707, 0x07070707, 0x07070707, 0x07070707,"))
  }

  @Test func onlyKernelsThatAreCalledAreBuilt() throws {
    let shared = try sources(SmallPlan.plan()).shared.map(\.path)
    #expect(
      shared.filter { $0.hasPrefix("kernels/") }
        == ["kernels/mcub_concatenation_ref.c", "kernels/mcub_copy_ref.c"])
  }

  @Test func aKernelBringsTheSourcesOfTheHeadersThatItIncludes() throws {
    let files = [
      ("k.c", "#include \"shared.h\"\n"), ("shared.c", "#include \"inner.h\"\n"),
      ("cortex-m7/inner.S", ""), ("other-core/inner.S", ""), ("unrelated.c", ""),
    ].map { SourceFile(path: $0.0, contents: $0.1) }
    let headers = ["k.h", "shared.h", "inner.h"].map { SourceFile(path: $0, contents: "") }
    let small = FirmwareTemplate(files: [], kernels: files, kernelHeaders: headers)
    #expect(
      try small.kernel("k", core: "cortex-m7").map(\.path)
        == ["k.c", "shared.c", "cortex-m7/inner.S"])
  }

  /// By its header an image finds a core's own code.
  @Test func everyFileOfACoreHasAHeaderOfItsName() throws {
    let headers = Set(template.kernelHeaders.map(\.path))
    for file in template.kernels where file.path.contains("/") {
      let name = URL(filePath: file.path).deletingPathExtension().lastPathComponent
      // A kernel itself is found by its symbol.
      guard !file.contents.contains("void \(name)(const mcub_") else { continue }
      #expect(headers.contains(name + ".h"), "\(file.path)")
    }
  }

  @Test func eachCoreGetsItsPartOfACall() throws {
    let plan = try SmallPlan.halved()
    let text = try model(sources(plan))
    #expect(text.contains("mcub_cores_run(first_0, second_0);"))
    #expect(
      text.contains(
        "mcub_lookup_s8_dsp(&params_first_0,\n        (void *)(mcub_arena_sram + 0),\n"))
    #expect(text.contains("(void *)((uintptr_t)((void *)(mcub_arena_sram + 0)) + 8u)"))
    #expect(text.contains("mcub_model_whole_layers[] = {\n    whole_0,\n};"))
    #expect(text.contains("mcub_model_layers[] = {\n    layer_0, "))
    #expect(try sources(plan).settings.compileFlags.contains("-DMCUB_CORES=2"))
    let single = try SmallPlan.halved(cores: 1)
    #expect(try !model(sources(single)).contains("mcub_cores"))
    #expect(try !sources(single).settings.compileFlags.contains { $0.contains("CORES") })
  }

  @Test func aLayerThatIsLeftOutKeepsItsRow() throws {
    let text = try model(sources(SmallPlan.plan()))
    #expect(text.contains("    layer_0, /* RESHAPE */\n    NULL, /* RESHAPE */\n    layer_2,"))
    #expect(text.contains("mcub_model_layer_count = 3;"))
    #expect(!text.contains("params_1 "))
  }

  @Test func writesCallsWithEveryKindOfArgument() throws {
    let text = try model(sources(SmallPlan.plan()))
    #expect(text.contains("static const void *const list_0_0[] = {"))
    #expect(text.contains("    (void *)(mcub_arena_dtcm + 0),\n    (const void *)mcub_constant_0,"))
    #expect(text.contains(".outer_count = (-2147483647 - 1),"))
    #expect(
      text.contains(
        "mcub_copy_ref(&params_2,\n        (const void *)mcub_constant_0,\n"
          + "        (void *)(mcub_arena_sram1 + 0));"))
  }

  @Test(arguments: [true, false]) func copiesWeightsBehindTheInputs(keepsInput: Bool) throws {
    let plan = try SmallPlan.plan(keepsInput: keepsInput, copiesWeights: true)
    let text = try model(sources(plan))
    #expect(text.contains("static uint8_t mcub_inputs_sram1[16]") == keepsInput)
    #expect(text.contains("static uint8_t mcub_weights_sram1[16]"))
    #expect(text.contains("section(\".weights_sram1\")"))
    #expect(
      text.contains("    {.from = mcub_constant_0, .to = mcub_weights_sram1 + 0, .bytes = 16},"))
    #expect(text.contains("mcub_model_copy_count = 1;"))
    #expect(text.contains("    (const void *)(mcub_weights_sram1 + 0),"))
  }

  @Test func keepsOverwrittenInputsWhereThePlanSays() throws {
    let text = try model(sources(SmallPlan.plan()))
    #expect(text.contains("static uint8_t mcub_arena_sram1[16]"))
    #expect(text.contains("static uint8_t mcub_inputs_sram1[16]"))
    #expect(text.contains("{.store = mcub_inputs_sram1 + 0, .tensor = (void *)(mcub_arena_dtcm"))
    #expect(text.contains("mcub_model_keeps_inputs = 1;"))
  }

  @Test func saysWhenAnInputCannotBeKept() throws {
    let text = try model(sources(SmallPlan.plan(keepsInput: false)))
    #expect(text.contains("{.store = NULL, .tensor = (void *)(mcub_arena_dtcm + 0), .bytes = 16},"))
    #expect(text.contains("mcub_model_keeps_inputs = 0;"))
  }

  @Test func holdsTheProfilesSpeeds() throws {
    let text = try model(sources(SmallPlan.plan()))
    #expect(text.contains("mcub_model_bauds[] = {921600u, 460800u, 230400u, 115200u, };"))
    #expect(text.contains("mcub_model_baud_count = 4;"))
  }

  @Test func refusesAKernelWithoutASource() throws {
    let bare = FirmwareTemplate(
      files: template.files, kernels: [], kernelHeaders: template.kernelHeaders)
    #expect(throws: GenerationError(reason: .missingKernel("mcub_concatenation_ref"))) {
      try FirmwareGenerator.sources(for: SmallPlan.plan(), template: bare)
    }
  }

  @Test func refusesMoreLayersThanTheFirmwareHolds() throws {
    let limit = FirmwareGenerator.maximumLayerCount
    #expect(
      throws: GenerationError(reason: .tooMany(what: "layers", count: limit + 1, limit: limit))
    ) {
      try sources(SmallPlan.plan(layerCount: limit + 1))
    }
  }

  @Test func refusesATensorWithoutAPlace() throws {
    #expect(throws: GenerationError(reason: .unplaced(tensor: 3, layer: 2))) {
      try sources(SmallPlan.plan(placesOutput: false))
    }
  }

  @Test func refusesATemplateThatIsNotThere() {
    #expect(throws: GenerationError(reason: .unreadable(path: "/nonexistent/startup"))) {
      try FirmwareTemplate.load(templateDirectory: "/nonexistent", kernelDirectory: "/nonexistent")
    }
  }
}
