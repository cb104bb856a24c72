/// Where results and built objects are kept, by flag, environment or the XDG base directories.
package struct Places: Hashable, Sendable {
  /// The results' SQLite file.
  package let store: String
  /// The directory of objects built for boards.
  package let cache: String
  /// The directory with one directory a run.
  package let runs: String
  /// The directory with one directory an MLPerf Tiny session.
  package let sessions: String
  /// The directory of the latency tables that the user made.
  package let tables: String
  /// The rig file that `MCUBENCH_RIG` names, or `nil`.
  package let namedRig: String?
  /// The user's own rig file, which need not exist.
  package let userRig: String

  /// The places that flags name, else environment variables, else the user's own directories.
  ///
  /// - Parameters:
  ///   - store: the file that `--store` names.
  ///   - cache: the directory that `--cache` names.
  ///   - environment: the process's environment: `MCUBENCH_STORE`, `MCUBENCH_CACHE`,
  ///     `MCUBENCH_RIG`, `XDG_DATA_HOME`, `XDG_CACHE_HOME`, `XDG_CONFIG_HOME`, `HOME`.
  package init(store: String?, cache: String?, environment: [String: String]) {
    let home = Self.present(environment["HOME"]) ?? "/"
    let data =
      (Self.absolute(environment["XDG_DATA_HOME"]) ?? home + "/.local/share") + "/mcubench"
    self.store =
      store ?? Self.present(environment["MCUBENCH_STORE"]) ?? data + "/results.sqlite"
    self.cache =
      cache ?? Self.present(environment["MCUBENCH_CACHE"])
      ?? (Self.absolute(environment["XDG_CACHE_HOME"]) ?? home + "/.cache") + "/mcubench"
    runs = Self.directory(of: self.store) + "/runs"
    sessions = Self.directory(of: self.store) + "/mlperf"
    tables = Self.directory(of: self.store) + "/tables"
    namedRig = Self.present(environment["MCUBENCH_RIG"])
    userRig =
      (Self.absolute(environment["XDG_CONFIG_HOME"]) ?? home + "/.config")
      + "/mcubench/rig.yaml"
  }

  private static func present(_ value: String?) -> String? {
    guard let value, !value.isEmpty else { return nil }
    return value
  }

  /// XDG Base Directory Specification 0.8: a relative path there is to be ignored.
  private static func absolute(_ value: String?) -> String? {
    guard let value = present(value), value.hasPrefix("/") else { return nil }
    return value
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
