package import Failures

/// Why a board profile cannot be used.
package struct ProfileError: Failure, Hashable {
  /// The file or folder.
  package let path: String
  package let reason: Reason

  package enum Reason: Hashable, Sendable {
    /// There is no profile of this name; these there are.
    case unknownBoard(name: String, known: [String])
    /// The file or folder cannot be read, with the system's words.
    case unreadable(String)
    /// The file is no YAML.
    case malformed(line: Int, problem: String)
    /// A key has no value, a wrong one, or no meaning; `key` is its path: `memory.0.bytes`.
    case wrongKey(key: String, problem: String)
  }

  package var summary: String {
    switch reason {
    case .unknownBoard(let name, _): "there is no board profile named \(name.debugDescription)"
    case .unreadable(let problem): "\(path): \(problem)"
    case .malformed(let line, let problem): "\(path):\(line): \(problem)"
    case .wrongKey(let key, let problem): "\(path): \(key): \(problem)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unknownBoard(_, let known) where known.isEmpty: "check the folder of profiles, \(path)"
    case .unknownBoard(_, let known): "use one of: \(known.joined(separator: ", "))"
    case .unreadable: "check that the file exists and may be read"
    case .malformed, .wrongKey: "mend the profile; boards/stm32f746g.yaml shows every key"
    }
  }

  package var exitStatus: ExitStatus { .wrongInput }
}
