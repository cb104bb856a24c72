import FirmwareArtifacts
import Foundation
import MCUBenchTestSupport
import ProcessTools
import Testing

/// Compilers that are missing, wrong, slow or loud, played by scripts.
@Suite struct GCCToolchainTests {
  static let sources = FirmwareSources(
    generated: [SourceFile(path: "model.c", contents: "#include \"a.h\"\n")],
    shared: [SourceFile(path: "runtime/line.c", contents: "#include \"a.h\"\n")],
    headers: [SourceFile(path: "a.h", contents: "/* a */\n")],
    linkerScript: SourceFile(path: "linker/x.ld", contents: ""),
    settings: BuildSettings(
      toolPrefix: "fake-", machineFlags: [], compileFlags: ["-O2"], linkFlags: [],
      debianPackages: ["gcc-fake"]),
    buildID: "00")

  /// A compiler that notes each call and copies a file to where its output belongs.
  static let goodCompiler = """
    case "$*" in --version) echo "fake 1.0"; exit;; esac
    echo "$*" >>"$(dirname "$0")/calls"
    while [ $# -gt 1 ]; do
      if [ "$1" = -o ]; then echo "object $2" >"$2"; fi
      shift
    done
    """

  /// Builds with a compiler that is the script `body`; the folder is there while `check` runs.
  private func withToolchain(
    compiler body: String?, limits: ToolLimits = ToolLimits(), cache: String? = "cache",
    _ check: (_ toolchain: GCCToolchain, _ directory: String) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let tools = directory + "/tools"
      try FileManager.default.createDirectory(
        atPath: tools, withIntermediateDirectories: true)
      let scripts = [("fake-gcc", body), ("fake-objcopy", body.map { _ in "cp \"$3\" \"$4\"" })]
      for (name, body) in scripts {
        guard let body else { continue }
        let script = try Script(body)
        // Another process writes it: see Script.
        try ChildProcess("/bin/cp", ["-p", script.path, "\(tools)/\(name)"]).waitUntilExit()
      }
      let toolchain = GCCToolchain(
        buildRoot: directory + "/builds", cacheDirectory: cache.map { "\(directory)/\($0)" },
        limits: limits, searchPath: [tools, "/usr/bin", "/bin"])
      try await check(toolchain, directory)
    }
  }

  /// The reason of the error that a build throws.
  private func failure(
    of toolchain: GCCToolchain, _ sources: FirmwareSources = Self.sources
  ) async throws -> ToolError.Reason {
    try #require(
      await #expect(throws: ToolError.self) { try await toolchain.build(sources) }
    ).reason
  }

  private func expectNoBuilds(in directory: String) throws {
    let builds = try FileManager.default.contentsOfDirectory(atPath: directory + "/builds")
    #expect(builds.isEmpty)
  }

  @Test func aMissingCompilerNamesItsPackage() async throws {
    try await withToolchain(compiler: nil) { toolchain, directory in
      let error = await #expect(throws: ToolError.self) {
        try await toolchain.build(Self.sources)
      }
      #expect(error?.summary == "fake-gcc is not installed, or not on PATH")
      #expect(error?.remedy == "sudo apt-get install gcc-fake")
      try expectNoBuilds(in: directory)
    }
  }

  @Test func aFailingCompilerKeepsItsLastLines() async throws {
    let compiler = """
      case "$*" in --version) echo "fake 1.0"; exit;; esac
      i=0; while [ $i -lt 100 ]; do echo "line $i"; i=$((i + 1)); done
      printf 'error: bad \\033[31m thing\\n' >&2
      exit 3
      """
    try await withToolchain(compiler: compiler) { toolchain, directory in
      guard case .failed(let failed) = try await failure(of: toolchain) else {
        Issue.record("not a failed compile")
        return
      }
      #expect(failed.ending == "exit status 3")
      #expect(failed.lastLines.last == "error: bad ?[31m thing")
      #expect(failed.lastLines.count == 12)
      try expectNoBuilds(in: directory)
    }
  }

  @Test func aCompilerThatNeverReturnsIsKilledWithItsChildren() async throws {
    let compiler = """
      case "$*" in --version) echo "fake 1.0"; exit;; esac
      \(Self.sleepingChild)
      wait
      """
    let limits = ToolLimits(time: .seconds(1))
    try await withToolchain(compiler: compiler, limits: limits) { toolchain, directory in
      guard case .timedOut(_, let seconds) = try await failure(of: toolchain) else {
        Issue.record("not timed out")
        return
      }
      #expect(seconds == 1)
      try expectNoBuilds(in: directory)
      let isGone = try await ends(processIn: directory + "/tools/child")
      #expect(isGone)
    }
  }

  @Test func cancellationKillsTheCompilerAndRemovesTheBuild() async throws {
    let compiler = """
      case "$*" in --version) echo "fake 1.0"; exit;; esac
      \(Self.sleepingChild)
      wait
      """
    try await withToolchain(compiler: compiler) { toolchain, directory in
      let building = Task { try await toolchain.build(Self.sources) }
      let child = directory + "/tools/child"
      while try contents(of: child).isEmpty { await Task.yield() }
      building.cancel()
      await #expect(throws: (any Error).self) { try await building.value }
      try expectNoBuilds(in: directory)
      let isGone = try await ends(processIn: child)
      #expect(isGone)
    }
  }

  @Test func aCompilerThatPrintsWithoutEndIsStopped() async throws {
    let compiler = """
      case "$*" in --version) echo "fake 1.0"; exit;; esac
      yes "a very long line of output, again and again"
      """
    let limits = ToolLimits(time: .seconds(60), fileBytes: 1 << 20)
    try await withToolchain(compiler: compiler, limits: limits) { toolchain, _ in
      guard case .failed(let failed) = try await failure(of: toolchain) else {
        Issue.record("not stopped")
        return
      }
      #expect(failed.lastLines.count <= 12)
    }
  }

  @Test func aMemoryOverflowIsSaidInTheLinkersWords() async throws {
    let compiler = """
      case "$*" in *firmware.elf*) echo "ld: region 'FLASH' overflowed by 12 bytes"; exit 1;; esac
      \(Self.goodCompiler)
      """
    try await withToolchain(compiler: compiler) { toolchain, _ in
      let reason = try await failure(of: toolchain)
      #expect(reason == .doesNotFit(lines: ["ld: region 'FLASH' overflowed by 12 bytes"]))
    }
  }

  @Test func anImageThatIsNoELFFileIsRefused() async throws {
    try await withToolchain(compiler: Self.goodCompiler) { toolchain, directory in
      guard case .malformedImage(_, let problem) = try await failure(of: toolchain) else {
        Issue.record("taken for an image")
        return
      }
      #expect(problem == "is no 32-bit little-endian ELF file")
      try expectNoBuilds(in: directory)
    }
  }

  @Test func sharedObjectsAreCompiledOnceUntilSomethingTheyNeedChanges() async throws {
    try await withToolchain(compiler: Self.goodCompiler) { toolchain, directory in
      func expectCompiles(_ count: Int, _ sources: FirmwareSources) async throws {
        let calls = directory + "/tools/calls"
        try? FileManager.default.removeItem(atPath: calls)
        _ = try await failure(of: toolchain, sources)
        let compiles = try contents(of: calls).split(separator: "\n")
          .filter { $0.contains("-c runtime/line.c") }
        #expect(compiles.count == count)
      }
      try await expectCompiles(1, Self.sources)
      try await expectCompiles(0, Self.sources)
      try await expectCompiles(1, Self.sources.with(header: "/* b */\n"))
      try await expectCompiles(1, Self.sources.with(flag: "-O3"))
      try await expectCompiles(0, Self.sources)
    }
  }

  @Test(arguments: ["cut", "flipped", "empty"])
  func aDamagedCacheEntryIsCompiledAnew(damage: String) async throws {
    try await withToolchain(compiler: Self.goodCompiler) { toolchain, directory in
      _ = try await failure(of: toolchain)
      let cache = directory + "/cache"
      let entries = try FileManager.default.contentsOfDirectory(atPath: cache)
      #expect(entries.count == 1)
      let path = "\(cache)/\(try #require(entries.first))"
      var data = try Data(contentsOf: URL(filePath: path))
      let whole = data
      switch damage {
      case "cut": data.removeLast(3)
      case "flipped": data[data.count - 1] ^= 1
      default: data = Data()
      }
      try data.write(to: URL(filePath: path))
      try? FileManager.default.removeItem(atPath: directory + "/tools/calls")
      _ = try await failure(of: toolchain)
      let calls = try contents(of: directory + "/tools/calls")
      #expect(calls.contains("-c runtime/line.c"))
      let mended = try Data(contentsOf: URL(filePath: path))
      #expect(mended == whole)
    }
  }

  @Test func aCacheThatCannotBeWrittenIsDoneWithout() async throws {
    try await withToolchain(compiler: Self.goodCompiler, cache: "tools/fake-gcc/cache") {
      toolchain, _ in
      guard case .malformedImage = try await failure(of: toolchain) else {
        Issue.record("the build did not reach the link's end")
        return
      }
    }
  }

  @Test(arguments: [
    "as: Fatal error: can't close model.c.o: No space left on device",
    "cc1: fatal error: error writing to model.s: No space left on device",
    "final link failed: Disk quota exceeded",
  ])
  func aDiskThatIsFullIsSaidInOurWords(said: String) async throws {
    let compiler = """
      case "$*" in *-c*) echo "\(said)"; exit 1;; esac
      \(Self.goodCompiler)
      """
    try await withToolchain(compiler: compiler) { toolchain, directory in
      let reason = try await failure(of: toolchain)
      guard case .diskFull(let path, let disk) = reason else {
        Issue.record("\(reason)")
        return
      }
      #expect(path.hasPrefix(directory + "/builds/build-"))
      #expect(directory.hasPrefix(disk))
      let error = ToolError(reason)
      #expect(error.summary == "the disk at \(disk) is full; the build needs \(path) there")
      #expect(error.remedy?.contains("TMPDIR") == true)
    }
  }

  @Test func aBuildFolderThatCannotBeMadeSaysWhy() async throws {
    let toolchain = GCCToolchain(buildRoot: "/proc/nowhere", cacheDirectory: nil)
    guard case .fileFailed(let path, _) = try await failure(of: toolchain) else {
      Issue.record("made a folder in /proc")
      return
    }
    #expect(path == "/proc/nowhere")
  }

  /// Starts a child that sleeps, and puts its id into the file `child`: whole at once, since several
  /// compilers run side by side and any may be killed while it writes.
  private static let sleepingChild = """
    child="$(dirname "$0")/child"
    sleep 1000 & echo $! >"$child.$$"
    mv "$child.$$" "$child"
    """

  private func contents(of path: String) throws -> String {
    guard FileManager.default.fileExists(atPath: path) else { return "" }
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  /// Whether the process whose id is in the file is gone, or goes within ten seconds.
  private func ends(processIn path: String) async throws -> Bool {
    let text = try contents(of: path).trimmingCharacters(in: .whitespacesAndNewlines)
    let status = "/proc/\(try #require(Int(text)))/stat"
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: .seconds(10))
    while clock.now < deadline {
      // An orphan that was killed stays a zombie until its new parent has looked.
      let stat = try? String(contentsOfFile: status, encoding: .utf8)
      if stat.map({ $0.contains(") Z ") }) ?? true { return true }
      await Task.yield()
    }
    return false
  }
}

extension FirmwareSources {
  fileprivate func with(header: String? = nil, flag: String? = nil) -> FirmwareSources {
    FirmwareSources(
      generated: generated, shared: shared,
      headers: header.map { [SourceFile(path: "a.h", contents: $0)] } ?? headers,
      linkerScript: linkerScript,
      settings: BuildSettings(
        toolPrefix: settings.toolPrefix, machineFlags: settings.machineFlags,
        compileFlags: flag.map { [$0] } ?? settings.compileFlags, linkFlags: settings.linkFlags,
        debianPackages: settings.debianPackages),
      buildID: buildID)
  }
}
