import BoardProfiles
import Glibc
import Jobs
import Workbench

/// What a suite measures: each model on each board, or on one board of each profile.
struct SuitePlan: Hashable, Sendable {
  struct Model: Hashable, Sendable {
    /// The file's name without folder and `.tflite`; untrusted text.
    let name: String
    let path: String
    let bytes: [UInt8]
  }

  struct Item: Hashable, Sendable {
    let model: Model
    /// The board profile's name.
    let board: String
    let boardName: String?
  }

  let items: [Item]

  /// Finds and reads the models that the suite names, relative to `directory`.
  ///
  /// - Throws: ``LabError`` when a pattern fits no file, and when a file cannot be read.
  init(_ suite: RigSuite, of rig: Rig, in directory: String) throws {
    var models: [Model] = []
    var seen: Set<String> = []
    for pattern in suite.models {
      let paths = Self.paths(pattern, in: directory)
      guard !paths.isEmpty else {
        throw LabError(.noModels(pattern: pattern, directory: directory))
      }
      for path in paths where seen.insert(path).inserted {
        models.append(
          Model(
            name: Self.name(of: path), path: path, bytes: try Files.read(path, limit: 64 << 20)))
      }
    }
    items = models.flatMap { model in
      if let names = suite.boards {
        return names.map { name in
          let profile = rig.boards.first { $0.name == name }?.board ?? ""
          return Item(model: model, board: profile, boardName: name)
        }
      }
      return (suite.profiles ?? []).map { Item(model: model, board: $0, boardName: nil) }
    }
  }

  /// The files that a pattern fits, in order.
  private static func paths(_ pattern: String, in directory: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    let whole = pattern.hasPrefix("/") ? pattern : "\(directory)/\(pattern)"
    guard glob(whole, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }
  }

  private static func name(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".tflite") ? String(name.dropLast(".tflite".count)) : name
  }
}

extension LabContext {
  /// The directory whose files a suite measures, or `nil` for the program's own.
  func home(of suite: RigSuite) -> String? {
    suite.home.map { $0.hasPrefix("/") ? $0 : "\(rigDirectory)/\($0)" }
  }
}
