import BoardProfiles
import ContentHash
package import FirmwareArtifacts
import ModelGraph
package import Planning
import WireRecords

/// Makes the source tree of a firmware from a plan.
package enum FirmwareGenerator {
  /// As `MCUB_MODEL_MAX_LAYERS` in the template's `mcub_model.h`.
  package static let maximumLayerCount = 1024
  private static let maximumTensorCount = 255
  /// How the linker scripts call the bytes by which the code is moved on.
  private static let codePaddingSymbol = "mcub_code_padding"

  /// The sources of the firmware that runs `plan`; the same bytes for the same plan, template and
  /// session.
  ///
  /// `codePaddingBytes` moves the code on in the flash, so that it can be seen what its place does.
  package static func sources(
    for plan: ExecutionPlan, template: FirmwareTemplate, session: FirmwareSession = .framed,
    codePaddingBytes: Int? = nil
  ) throws(GenerationError) -> FirmwareSources {
    for (what, count, limit) in [
      ("layers", plan.layers.count, maximumLayerCount),
      ("graph inputs", plan.graph.inputs.count, maximumTensorCount),
      ("graph outputs", plan.graph.outputs.count, maximumTensorCount),
    ] where count > limit {
      throw GenerationError(reason: .tooMany(what: what, count: count, limit: limit))
    }
    let board = plan.board
    guard let firmware = board.firmware, let toolchain = board.toolchain else {
      throw GenerationError(reason: .runsImagesOnly(board: board.name))
    }
    let startup = firmware.startup.map { "startup/\($0)" }
    var shared = startup.flatMap { template.files(in: $0, endingIn: ".c") }
    shared += startup.flatMap { template.files(in: $0, endingIn: ".S") }
    shared += template.files(in: "runtime", endingIn: ".c")
    shared += template.files(in: session.folder, endingIn: ".c")
    shared.append(try template.file(at: "boards/\(firmware.boardSupport)"))
    // What a board's file has beside it lies in a folder of its name.
    let besides = "boards/\(firmware.boardSupport.prefix { $0 != "." })"
    shared += template.files(in: besides, endingIn: ".c")
    shared += try kernels(of: plan, template: template)
    let linkerScript = try placed(
      template.file(at: "linker/\(firmware.linkerScript)"), on: board)
    guard codePaddingBytes == nil || linkerScript.contents.contains(codePaddingSymbol) else {
      throw GenerationError(reason: .codeStaysInPlace(script: linkerScript.path))
    }
    let model = try ModelSource(plan, session: session)

    var headers = startup.flatMap { template.files(in: $0, endingIn: ".h") }
    headers += template.files(in: "runtime", endingIn: ".h")
    headers += template.files(in: besides, endingIn: ".h")
    headers += template.files(in: session.folder, endingIn: ".h")
    headers = headers.map { SourceFile(path: fileName(of: $0.path), contents: $0.contents) }
    headers += template.kernelHeaders.sorted { $0.path < $1.path }
    headers.append(SourceFile(path: WireHeader.fileName, contents: WireHeader.render()))

    let settings = BuildSettings(
      toolPrefix: toolchain.prefix,
      preferredTools: (toolchain.preferred ?? []).map {
        BuildSettings.PreferredTool(prefix: $0.prefix, machineFlags: $0.machineFlags)
      },
      machineFlags: toolchain.machineFlags,
      compileFlags: toolchain.compileFlags
        + (board.usedCores > 1 ? ["-DMCUB_CORES=\(board.usedCores)"] : []),
      assemblyFlags: toolchain.assemblyFlags ?? [],
      linkFlags: toolchain.linkFlags
        + (codePaddingBytes.map { ["-Wl,--defsym=\(codePaddingSymbol)=\($0)"] } ?? []),
      debianPackages: toolchain.debianPackages,
      binaryFormat: board.flashing.tool == .esptool ? .esp32 : .plain)
    let buildID = buildID(
      of: plan, model: model, files: shared + headers + [linkerScript], settings: settings)
    return FirmwareSources(
      generated: [
        SourceFile(path: GeneratedFile.model, contents: model.text + definition(of: buildID)),
        SourceFile(path: GeneratedFile.constants, contents: model.constants.definitions()),
      ],
      shared: shared,
      headers: headers + [
        SourceFile(
          path: GeneratedFile.constantsHeader, contents: model.constants.declarations())
      ],
      linkerScript: linkerScript, settings: settings, buildID: buildID.hexadecimal,
      requiredKernels: requiredKernels(of: plan))
  }

  /// The sources of the kernels that the board calls, each once.
  private static func kernels(
    of plan: ExecutionPlan, template: FirmwareTemplate
  ) throws(GenerationError) -> [SourceFile] {
    var files: [String: SourceFile] = [:]
    for symbol in Set(plan.layers.filter { !$0.isElided }.map(\.boardCall.symbol)).sorted() {
      for file in try template.kernel(symbol, core: plan.board.core.kernelFolder) {
        files[file.path] = file
      }
    }
    return files.values.sorted { $0.path < $1.path }.map { file in
      SourceFile(path: SourceFile.kernelFolder + file.path, contents: file.contents)
    }
  }

  /// The kernels that the linked image must hold, by name.
  private static func requiredKernels(of plan: ExecutionPlan) -> [RequiredKernel] {
    let called = plan.layers.filter { !$0.isElided }.map { layer in
      RequiredKernel(symbol: layer.boardCall.symbol, needsSIMD: layer.codePath == .simd)
    }
    return Set(called).sorted { $0.symbol < $1.symbol }
  }

  /// The linker script with the memory regions that code and weights are to lie in.
  private static func placed(
    _ script: SourceFile, on board: BoardProfile
  ) throws(GenerationError) -> SourceFile {
    guard board.placement != nil else { return script }
    var lines = script.contents.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    for (alias, region) in [("RUN", board.codeRegion), ("WEIGHTS", board.weightRegion)] {
      let start = "REGION_ALIAS(\"\(alias)\", "
      guard let index = lines.firstIndex(where: { $0.hasPrefix(start) }), let region else {
        throw GenerationError(reason: .placementStays(script: script.path, alias: alias))
      }
      lines[index] = "\(start)\(region.name.uppercased()))"
    }
    return SourceFile(path: script.path, contents: lines.joined(separator: "\n"))
  }

  private static func fileName(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// A hash over everything that the image is made from.
  private static func buildID(
    of plan: ExecutionPlan, model: ModelSource, files: [SourceFile], settings: BuildSettings
  ) -> SHA256Digest {
    var hasher = SHA256Hasher()
    func update(_ bytes: some Collection<UInt8>) {
      // The length before each part keeps parts apart.
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hasher.update($0) }
      hasher.update(bytes)
    }
    update(plan.graph.source.sha256.utf8)
    update(model.text.utf8)
    for constant in model.constants.contents { update(constant) }
    for file in files {
      update(file.path.utf8)
      update(file.contents.utf8)
    }
    let flags =
      settings.machineFlags + settings.compileFlags + settings.assemblyFlags + settings.linkFlags
    for flag in [settings.toolPrefix] + flags { update(flag.utf8) }
    return hasher.finish()
  }

  private static func definition(of buildID: SHA256Digest) -> String {
    "\n/* \(buildID.hexadecimal) */\nconst uint8_t mcub_model_build_id[16] = {"
      + buildID.bytes.prefix(16).map { "\($0), " }.joined() + "};\n"
  }
}
