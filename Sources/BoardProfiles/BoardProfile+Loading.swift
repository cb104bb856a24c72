import Foundation

extension BoardProfile {
  /// The profile of the board `name` in `directory`, the folder `boards/`.
  package static func load(
    from directory: String, named name: String
  ) throws(ProfileError) -> BoardProfile {
    let known = try names(in: directory)
    guard known.contains(name) else {
      throw ProfileError(path: directory, reason: .unknownBoard(name: name, known: known))
    }
    let path = "\(directory)/\(name).yaml"
    let profile = try parse(try read(path), path: path)
    guard profile.name == name else {
      throw ProfileError(
        path: path,
        reason: .wrongKey(key: "name", problem: "is not the file's name without .yaml"))
    }
    return profile
  }

  /// Every profile in `directory`, by name.
  package static func all(in directory: String) throws(ProfileError) -> [BoardProfile] {
    var profiles: [BoardProfile] = []
    for name in try names(in: directory) {
      profiles.append(try load(from: directory, named: name))
    }
    return profiles
  }

  /// The profile that `text` holds; `path` is for errors only.
  package static func parse(_ text: String, path: String) throws(ProfileError) -> BoardProfile {
    let profile: BoardProfile
    do throws(CheckedYAML.Problem) {
      profile = try CheckedYAML.decode(BoardProfile.self, from: text, whole: "the profile")
    } catch {
      throw ProfileError(path: path, reason: reason(of: error))
    }
    try profile.check(path: path)
    return profile
  }

  private static func names(in directory: String) throws(ProfileError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory)
        .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        .map { String($0.dropLast(5)) }
        .sorted()
    } catch {
      throw ProfileError(path: directory, reason: .unreadable("cannot list the board profiles"))
    }
  }

  private static func read(_ path: String) throws(ProfileError) -> String {
    do throws(CheckedYAML.Problem) {
      return try CheckedYAML.read(path)
    } catch {
      throw ProfileError(path: path, reason: reason(of: error))
    }
  }

  private static func reason(of problem: CheckedYAML.Problem) -> ProfileError.Reason {
    switch problem {
    case .unreadable(let problem): .unreadable(problem)
    case .malformed(let line, let problem): .malformed(line: line, problem: problem)
    case .wrongKey(let key, let problem): .wrongKey(key: key, problem: problem)
    }
  }
}
