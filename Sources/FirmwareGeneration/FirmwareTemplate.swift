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

  /// The source of the kernel function `symbol`.
  func kernel(_ symbol: String) throws(GenerationError) -> SourceFile {
    guard let file = kernels.first(where: { $0.path.split(separator: "/").last == symbol + ".c" })
    else { throw GenerationError(reason: .missingKernel(symbol)) }
    return file
  }
}
