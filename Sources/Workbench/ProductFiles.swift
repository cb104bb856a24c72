package import Failures
import Foundation

/// The files that come with the program: board profiles, the firmware template and the kernels.
package struct ProductFiles: Hashable, Sendable {
  /// `boards/`.
  package let boards: String
  /// `firmware-template/`.
  package let template: String
  /// The kernels' C sources.
  package let kernels: String
  /// The udev rules.
  package let udevRules: String

  /// Finds the files: where the flag says, else the environment's `MCUBENCH_HOME`, else beside the
  /// installed program, else in the checkout above the program or the working directory.
  ///
  /// - Throws: when there is no such directory, or the one that was named lacks a part.
  package static func locate(
    flag: String?, environment: [String: String], runningProgram: String, workingDirectory: String
  ) throws(MissingFiles) -> ProductFiles {
    if let named = flag ?? environment["MCUBENCH_HOME"], !named.isEmpty {
      guard let files = ProductFiles(under: named) else {
        throw MissingFiles(places: [named], isNamed: true)
      }
      return files
    }
    let program = URL(fileURLWithPath: runningProgram).deletingLastPathComponent()
    var places = [program.deletingLastPathComponent().appending(path: "share/mcubench").path]
    for start in [program, URL(fileURLWithPath: workingDirectory)] {
      var directory = start.standardizedFileURL
      while directory.path != "/" {
        places.append(directory.path)
        directory.deleteLastPathComponent()
      }
    }
    for place in places {
      if let files = ProductFiles(under: place) { return files }
    }
    throw MissingFiles(places: places, isNamed: false)
  }

  /// The files under an installed share directory or a checkout, or `nil` when it is neither.
  init?(under root: String) {
    boards = root + "/boards"
    template = root + "/firmware-template"
    let candidates = [root + "/kernels", root + "/Sources/CKernels"]
    guard let kernels = candidates.first(where: Self.isDirectory), Self.isDirectory(boards),
      Self.isDirectory(template)
    else { return nil }
    self.kernels = kernels
    let rules = [root, root + "/packaging"].map { "\($0)/udev/\(UdevRules.fileName)" }
    udevRules = rules.first(where: Files.exists) ?? rules[0]
  }

  private static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// The program's own files are not there.
  package struct MissingFiles: Failure, Hashable {
    /// The directories that were looked at.
    package let places: [String]
    /// Whether the user named the directory.
    package let isNamed: Bool

    package var summary: String {
      isNamed
        ? "\(places[0]): no boards/, firmware-template/ and kernels there"
        : "the board profiles, firmware template and kernels are at none of "
          + places.joined(separator: ", ")
    }
    package var remedy: String? {
      "run 'make install', or name the checkout or PREFIX/share/mcubench with --home"
    }
    package var exitStatus: ExitStatus { isNamed ? .wrongInput : .workFailed }
  }
}
