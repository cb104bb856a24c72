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

  /// A model that the suite names and that cannot be had.
  struct Missing: Hashable, Sendable {
    let name: String
    let board: String
    let boardName: String?
    let summary: String
    let remedy: String?
  }

  let items: [Item]
  /// What is to be told of instead of being measured.
  let missing: [Missing]

  /// Finds and reads the models that the suite names, relative to `directory`.
  init(_ suite: RigSuite, of rig: Rig, in directory: String) {
    var models: [Model] = []
    var absent: [(name: String, failure: JobFailure)] = []
    var seen: Set<String> = []
    for pattern in suite.models {
      let paths = Self.paths(pattern, in: directory)
      if paths.isEmpty {
        let error = LabError(.noModels(pattern: pattern, directory: directory))
        absent.append((Self.name(of: pattern), JobFailure(of: error)))
      }
      for path in paths where seen.insert(path).inserted {
        do {
          // What is no file could keep a reader waiting for ever.
          let bytes = try Files.readRegular(path, limit: 64 << 20)
          models.append(Model(name: Self.name(of: path), path: path, bytes: bytes))
        } catch {
          absent.append((Self.name(of: path), JobFailure(of: error)))
        }
      }
    }
    let places: [(board: String, boardName: String?)] =
      suite.boards.map { names in
        names.map { name in (rig.boards.first { $0.name == name }?.board ?? "", name) }
      } ?? (suite.profiles ?? []).map { ($0, nil) }
    items = models.flatMap { model in
      places.map { Item(model: model, board: $0.board, boardName: $0.boardName) }
    }
    missing = absent.flatMap { model in
      places.map { place in
        Missing(
          name: model.name, board: place.board, boardName: place.boardName,
          summary: model.failure.summary, remedy: model.failure.remedy)
      }
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
