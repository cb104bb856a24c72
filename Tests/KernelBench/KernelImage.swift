// SPDX-License-Identifier: GPL-2.0-or-later
package import BoardProfiles
import FirmwareArtifacts
import Foundation
import ProcessTools

/// One image with every kernel that a core has, built with the product's compiler flags.
package struct KernelImage: Sendable {
  /// The ELF file.
  package let elf: [UInt8]
  package let elfPath: String
  /// Symbols that may be kernels, in the order of the image's table of addresses.
  package let symbols: [String]
  package let board: BoardProfile
  /// First line of the compiler's `--version`, and the flags that it was given.
  package let compiler: String
  package let flags: [String]
  /// Bytes of code and constants, the bench's own few included.
  package let codeBytes: Int

  private static let folder = "Tests/KernelBench/firmware"
  private static let profiles = "Tests/KernelBench/boards"
  private static let kernels = "Sources/CKernels"

  /// Builds the image from the checkout at `root`, its folder and kept objects in `buildRoot`.
  ///
  /// It holds every kernel, or those of `symbols` with what they call. `changeFlags` is given each
  /// flag of the compile; what it returns is used instead.
  package static func build(
    root: String, board: String = "stm32f746g", buildRoot: String, symbols wanted: [String]? = nil,
    changeFlags: (String) -> String? = { $0 }
  ) async throws -> KernelImage {
    // Chips that no board has, only the bench, have their profiles beside it.
    let ownProfile = "\(root)/\(profiles)/\(board).yaml"
    let directory = FileManager.default.fileExists(atPath: ownProfile) ? profiles : "boards"
    let profile = try BoardProfile.load(from: "\(root)/\(directory)", named: board)
    guard let toolchain = profile.toolchain else {
      throw BenchFailure(.unreadable(path: "the toolchain of \(board)"))
    }
    let headers = try files(in: root, kernels + "/include", endings: [".h"])
    let core = "\(kernels)/\(profile.core.kernelFolder)"
    let hasCore = FileManager.default.fileExists(atPath: "\(root)/\(core)")
    let own = hasCore ? try files(in: root, core, endings: [".c", ".S"]) : []
    let sources =
      linkable(
        try files(in: root, kernels, endings: [".c", ".S"]) + headers,
        without: try foreign(in: root, butOf: profile.core.name, own: own)
      ).filter { !$0.path.hasSuffix(".h") } + own
    let inner = hasCore ? try files(in: root, core, endings: [".h"]) : []
    let symbols = wanted ?? candidates(in: sources + headers)
    let firmware = try FirmwareSources(
      generated: [table(of: symbols)],
      shared: sources.map {
        SourceFile(path: SourceFile.kernelFolder + $0.path, contents: $0.contents)
      } + files(in: root, folder, endings: [profile.core.name + ".c"]),
      headers: headers + inner,
      linkerScript: files(in: root, folder, endings: [profile.name + ".ld"])[0],
      settings: BuildSettings(
        toolPrefix: toolchain.prefix, machineFlags: toolchain.machineFlags.compactMap(changeFlags),
        compileFlags: toolchain.compileFlags.compactMap(changeFlags),
        linkFlags: toolchain.linkFlags, debianPackages: toolchain.debianPackages),
      buildID: "kernel-bench")
    try FileManager.default.createDirectory(atPath: buildRoot, withIntermediateDirectories: true)
    let image = try await GCCToolchain(buildRoot: buildRoot, cacheDirectory: buildRoot + "/objects")
      .build(firmware)
    return KernelImage(
      elf: try bytes(image.elfPath), elfPath: image.elfPath, symbols: symbols, board: profile,
      compiler: image.compilerVersion, flags: image.flags,
      codeBytes: image.sections.filter { [".text", ".rodata"].contains($0.name) }
        .reduce(0) { $0 + $1.byteCount })
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BenchFailure(.unreadable(path: path))
    }
    return Array(data)
  }

  private static func files(
    in root: String, _ folder: String, endings: [String]
  ) throws -> [SourceFile] {
    let directory = "\(root)/\(folder)"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw BenchFailure(.unreadable(path: directory))
    }
    let files = try names.sorted().filter { name in endings.contains { name.hasSuffix($0) } }
      .map { name in
        SourceFile(
          path: name,
          contents: String(decoding: try bytes("\(directory)/\(name)"), as: UTF8.self))
      }
    guard !files.isEmpty || endings == [".h"] || folder.contains("cortex") else {
      throw BenchFailure(.unreadable(path: directory))
    }
    return files
  }

  /// Names of what only other cores have: their assembly.
  private static func foreign(
    in root: String, butOf core: String, own: [SourceFile]
  ) throws -> Set<String> {
    let cores = try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(kernels)")
      .filter { $0.hasPrefix("cortex-") && $0 != core }
    let others = try cores.flatMap { core in
      try files(in: root, "\(kernels)/\(core)", endings: [".c", ".S"])
    }
    return Set(others.map(\.name)).subtracting(own.map(\.name))
  }

  /// The files that need none of these names, and nothing that needs them.
  private static func linkable(
    _ files: [SourceFile], without missing: Set<String>
  ) -> [SourceFile] {
    func needs(_ file: SourceFile) -> Bool {
      missing.contains(file.name)
        || file.contents.matches(of: /#include "(\w+)\.h"/).contains {
          missing.contains(String($0.output.1))
        }
    }
    let left = files.filter { !needs($0) }
    let dropped = files.filter(needs).map(\.name)
    return left.count == files.count ? files : linkable(left, without: missing.union(dropped))
  }

  /// Every identifier that begins like a kernel's; which of them are functions, the linker says.
  private static func candidates(in files: [SourceFile]) -> [String] {
    var found: Set<String> = []
    for file in files {
      for match in file.contents.matches(of: /mcub_[a-z0-9_]+/) {
        found.insert(String(match.output))
      }
    }
    return found.filter { !$0.hasSuffix("_params") && !$0.hasSuffix("_fn") }.sorted()
  }

  /// A C file with a table of the symbols' addresses; zero for those that nobody defines.
  private static func table(of symbols: [String]) -> SourceFile {
    let declarations = symbols.map { "extern void \($0)(void) __attribute__((weak));\n" }
    let nothing = "void bench_nothing(void);\n"
    let rows = ["bench_nothing"] + symbols
    return SourceFile(
      path: "kernel_table.c",
      contents: nothing + declarations.joined()
        + "__attribute__((section(\".kernel_table\"), used)) void (*const kernel_table[])(void) = {\n"
        + rows.map { "    \($0),\n" }.joined() + "};\n")
  }
}

extension SourceFile {
  /// The file's name without its ending.
  fileprivate var name: String { String(path.prefix { $0 != "." }) }
}
