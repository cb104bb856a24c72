import ContentHash
package import FirmwareArtifacts
import Glibc
import Hardware

/// The GNU compiler for a board's core, run as a process.
package struct GCCToolchain: Toolchain {
  /// Compiles that run at the same time.
  private static let parallelCompiles = 2

  private let buildRoot: String
  private let cache: ObjectCache?
  private let limits: ToolLimits
  private let searchPath: [String]

  /// A toolchain that builds in new folders of `buildRoot`.
  ///
  /// - Parameters:
  ///   - buildRoot: Each build makes a folder of its own there. It holds the sources, the map and
  ///     the images afterwards, and is the caller's to remove; a failed build removes its own.
  ///   - cacheDirectory: Where compiled objects are kept by content, or `nil` to keep none.
  ///   - limits: What each run of a tool may use.
  ///   - searchPath: Folders that programs are looked for in; `PATH` when `nil`.
  package init(
    buildRoot: String, cacheDirectory: String?, limits: ToolLimits = ToolLimits(),
    searchPath: [String]? = nil
  ) {
    self.buildRoot = buildRoot
    cache = cacheDirectory.map(ObjectCache.init)
    self.limits = limits
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    self.searchPath = searchPath ?? path.split(separator: ":").map(String.init)
  }

  /// The first line of the compiler's `--version`.
  ///
  /// - Throws: `ToolError` when the compiler is missing or does not run.
  package func compilerVersion(toolPrefix: String, packages: [String]) async throws -> String {
    let folder = try BuildFolder(in: buildRoot)
    defer { folder.remove() }
    return try await version(runner(in: folder), toolPrefix: toolPrefix, packages: packages)
  }

  package func build(_ sources: FirmwareSources) async throws -> FirmwareImage {
    let folder = try BuildFolder(in: buildRoot)
    do {
      return try await build(sources, in: folder)
    } catch {
      folder.remove()
      throw error
    }
  }

  private func runner(in folder: BuildFolder) -> ToolRunner {
    ToolRunner(directory: folder.path, limits: limits, searchPath: searchPath)
  }

  private func version(
    _ runner: ToolRunner, toolPrefix: String, packages: [String]
  ) async throws -> String {
    let gcc = try runner.find(toolPrefix + "gcc", packages: packages)
    // A compiler that cannot say its name at once will not compile either.
    let quick = ToolRunner(
      directory: runner.directory,
      limits: ToolLimits(
        time: min(limits.time, .seconds(20)), memoryBytes: limits.memoryBytes,
        fileBytes: limits.fileBytes),
      searchPath: searchPath)
    let text = try await quick.run(gcc, ["--version"], log: "version.log")
    return text.split(separator: "\n").first.map(String.init) ?? "unknown"
  }

  private func build(
    _ sources: FirmwareSources, in folder: BuildFolder
  ) async throws -> FirmwareImage {
    let settings = sources.settings
    let runner = runner(in: folder)
    let tool = try await CompilerChoice.made(for: settings, with: runner)
    let gcc = try runner.find(tool.prefix + "gcc", packages: settings.debianPackages)
    let compiler = try await version(
      runner, toolPrefix: tool.prefix, packages: settings.debianPackages)

    for header in sources.headers { try folder.write(header, in: "include") }
    for file in sources.generated + sources.shared { try folder.write(file) }
    try folder.write(sources.linkerScript)

    let compileFlags = tool.machineFlags + settings.compileFlags
    let scanner = IncludeScanner(sources.headers)
    var objects: [String] = []
    var compiles: [Compile] = sources.generated.map { file in
      Compile(source: file.path, object: Self.objectName(of: file), key: nil, flags: compileFlags)
    }
    objects += compiles.map(\.object)
    var cachedCount = 0
    for file in sources.shared {
      let flags = compileFlags + (file.path.hasSuffix(".S") ? settings.assemblyFlags : [])
      let key = Self.key(of: file, scanner: scanner, flags: flags, compiler: compiler)
      let name = Self.objectName(of: file)
      objects.append(name)
      if let object = cache?.object(for: key) {
        try BuildFolder.write(object, to: "\(folder.path)/\(name)")
        cachedCount += 1
      } else {
        compiles.append(Compile(source: file.path, object: name, key: key, flags: flags))
      }
    }
    try await run(compiles, with: runner, gcc: gcc)

    let elf = "\(folder.path)/firmware.elf"
    try await runner.run(
      gcc,
      tool.machineFlags + objects + settings.linkFlags
        + [
          "-T", sources.linkerScript.path, "-Wl,-Map=firmware.map", "-Wl,--build-id=none", "-o",
          "firmware.elf",
        ],
      log: "link.log")
    var image = try BuildFolder.read(elf)
    let sections: [ImageSection]
    let parts: [FlashPart]
    let binary: [UInt8]
    do throws(ELFReader.Malformed) {
      image = try SealedELF.sealed(image, for: settings.binaryFormat)
      sections = try ELFReader.sections(of: image)
      parts = try SealedELF.flashParts(of: image, for: settings.binaryFormat)
      binary = try SealedELF.binary(of: image, for: settings.binaryFormat)
    } catch {
      throw ToolError(.malformedImage(path: elf, problem: error.problem))
    }
    try BuildFolder.write(image, to: elf)
    try BuildFolder.write(binary, to: "\(folder.path)/firmware.bin")
    try KernelGuard.check(sources.requiredKernels, in: image, at: elf)
    return FirmwareImage(
      elfPath: elf, binPath: "\(folder.path)/firmware.bin", mapPath: "\(folder.path)/firmware.map",
      elfSHA256: SHA256Digest(of: image).hexadecimal, buildID: sources.buildID,
      sections: sections, compilerVersion: compiler, toolPrefix: tool.prefix,
      machineFlags: tool.machineFlags, flags: compileFlags + settings.linkFlags,
      cachedObjectCount: cachedCount, compiledObjectCount: compiles.count,
      kernelCodeSHA256: try kernelCode(of: sources, in: folder).hexadecimal, flashParts: parts)
  }

  /// A digest over what the kernels' objects bring to the board, wherever it is linked to.
  private func kernelCode(of sources: FirmwareSources, in folder: BuildFolder) throws
    -> SHA256Digest
  {
    ObjectCode.digest(
      of: try sources.shared.filter(\.isKernel).map { file in
        let path = "\(folder.path)/\(Self.objectName(of: file))"
        let object = try BuildFolder.read(path)
        do throws(ELFReader.Malformed) {
          return (file.path, try ObjectCode(object))
        } catch {
          throw ToolError(.malformedImage(path: path, problem: error.problem))
        }
      })
  }

  /// One source file to compile; its object is kept under `key`, when there is one.
  private struct Compile: Sendable {
    let source: String
    let object: String
    let key: SHA256Digest?
    let flags: [String]
  }

  /// Runs the compiles, a few at a time.
  private func run(
    _ compiles: [Compile], with runner: ToolRunner, gcc: String
  ) async throws {
    // Debug lines name files from the build folder on, so that its place does not change the image.
    let places = ["-fdebug-prefix-map=\(runner.directory)=."]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, compile) in compiles.enumerated() {
        if index >= Self.parallelCompiles { try await group.next() }
        group.addTask {
          let files = ["-Iinclude", "-c", compile.source, "-o", compile.object]
          try await runner.run(
            gcc, compile.flags + places + files, log: compile.object + ".log")
          if let cache, let key = compile.key {
            cache.store(try BuildFolder.read("\(runner.directory)/\(compile.object)"), for: key)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private static func objectName(of file: SourceFile) -> String {
    file.path.replacing("/", with: "_") + ".o"
  }

  /// A hash over all that the object of `file` is made from.
  private static func key(
    of file: SourceFile, scanner: IncludeScanner, flags: [String], compiler: String
  ) -> SHA256Digest {
    var hasher = SHA256Hasher()
    func update(_ text: String) {
      // The length before each part keeps parts apart.
      withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { hasher.update($0) }
      hasher.update(text.utf8)
    }
    update(compiler)
    for flag in flags { update(flag) }
    for part in [file] + scanner.headers(of: file.contents) {
      update(part.path)
      update(part.contents)
    }
    return hasher.finish()
  }
}
