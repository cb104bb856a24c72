package import FirmwareArtifacts

/// The files that every firmware is made from: `firmware-template/` and the kernels.
package struct FirmwareTemplate: Hashable, Sendable {
  /// Files of `firmware-template/`, by their path in it: `runtime/mcub_line.c`.
  package let files: [SourceFile]
  /// Kernel sources by their path in the kernels' folder: `mcub_copy_ref.c`.
  package let kernels: [SourceFile]
  /// Kernel headers by name: `mcub_copy.h`.
  package let kernelHeaders: [SourceFile]

  package init(files: [SourceFile], kernels: [SourceFile], kernelHeaders: [SourceFile]) {
    self.files = files
    self.kernels = kernels
    self.kernelHeaders = kernelHeaders
  }

  /// The file at `path` in `firmware-template/`.
  func file(at path: String) throws(GenerationError) -> SourceFile {
    guard let file = files.first(where: { $0.path == path }) else {
      throw GenerationError(reason: .missingTemplateFile(path))
    }
    return file
  }

  /// Files directly in `folder` whose names end in `suffix`, by path.
  func files(in folder: String, endingIn suffix: String) -> [SourceFile] {
    files.filter { file in
      file.path.hasPrefix(folder + "/") && file.path.hasSuffix(suffix)
        && !file.path.dropFirst(folder.count + 1).contains("/")
    }
    .sorted { $0.path < $1.path }
  }

  /// The sources of the kernel function `symbol` on a core.
  ///
  /// They are its own file, and for every header NAME.h that one of them includes, NAME.c and the
  /// core's own NAME.c and NAME.S, where there are such.
  package func kernel(_ symbol: String, core: String) throws(GenerationError) -> [SourceFile] {
    var found = implementations(of: symbol, core: core)
    guard !found.isEmpty else { throw GenerationError(reason: .missingKernel(symbol)) }
    var seen: Set<String> = [symbol]
    var pending = found
    while let file = pending.popLast() {
      for name in Self.includedNames(in: file.contents) where seen.insert(name).inserted {
        let header = kernelHeaders.filter { $0.path == name + ".h" }
        let sources = implementations(of: name, core: core)
        found += sources
        pending += header + sources
      }
    }
    return found
  }

  private func implementations(of name: String, core: String) -> [SourceFile] {
    ["\(name).c", "\(core)/\(name).c", "\(core)/\(name).S"].compactMap { path in
      kernels.first { $0.path == path }
    }
  }

  /// The names between the quotes of `#include "NAME.h"` lines.
  private static func includedNames(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: "\"", omittingEmptySubsequences: false)
      guard words.count == 3, words[0].filter({ !$0.isWhitespace }) == "#include",
        words[1].hasSuffix(".h")
      else {
        return nil
      }
      return String(words[1].dropLast(2))
    }
  }
}
