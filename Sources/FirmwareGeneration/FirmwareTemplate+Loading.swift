import FirmwareArtifacts
import Foundation

extension FirmwareTemplate {
  /// The largest file that is read.
  private static let maximumFileBytes = 4 << 20

  /// Folders of the kernels' folder that hold no code of a core.
  private static let hostOnlyFolders: Set<String> = ["host", "include"]

  /// Reads the template from `firmware-template/` and the kernels' folder, `Sources/CKernels/`.
  package static func load(
    templateDirectory: String, kernelDirectory: String
  ) throws(GenerationError) -> FirmwareTemplate {
    FirmwareTemplate(
      files: try sources(
        in: templateDirectory,
        folders: ["linker", "boards"] + subfolders(of: templateDirectory, "startup")
          + subfolders(of: templateDirectory, "boards") + ["runtime"]
          + subfolders(of: templateDirectory, "runtime")),
      kernels: try sources(
        in: kernelDirectory,
        folders: [""]
          + names(in: kernelDirectory).filter { !$0.contains(".") && !hostOnlyFolders.contains($0) }
      ),
      kernelHeaders: try sources(in: kernelDirectory + "/include", folders: [""]))
  }

  /// C sources, headers and linker scripts in the folders, by path.
  private static func sources(
    in root: String, folders: [String]
  ) throws(GenerationError) -> [SourceFile] {
    var files: [SourceFile] = []
    for folder in folders {
      for name in try names(in: "\(root)/\(folder)") {
        guard [".c", ".h", ".ld", ".S"].contains(where: name.hasSuffix) else { continue }
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        files.append(SourceFile(path: path, contents: try read("\(root)/\(path)")))
      }
    }
    return files
  }

  private static func subfolders(
    of root: String, _ folder: String
  ) throws(GenerationError) -> [String] {
    try names(in: "\(root)/\(folder)").filter { !$0.contains(".") }.map { "\(folder)/\($0)" }
  }

  private static func names(in directory: String) throws(GenerationError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    } catch {
      throw GenerationError(reason: .unreadable(path: directory))
    }
  }

  private static func read(_ path: String) throws(GenerationError) -> String {
    guard let data = FileManager.default.contents(atPath: path), data.count <= maximumFileBytes,
      let text = String(data: data, encoding: .utf8)
    else { throw GenerationError(reason: .unreadable(path: path)) }
    return text
  }
}
