import Glibc

/// Where the virtual board's program lies.
package enum VirtualBoardProgram {
  static let name = "mcubench-vboard"

  /// The path of the program: what the environment names, else beside the running program, else in
  /// a checkout's build directory above either place, else on the search path.
  ///
  /// - Throws: when there is none; the error lists the places.
  package static func path(
    board: String, environment: [String: String], runningProgram: String, workingDirectory: String
  ) throws(VirtualLinkError) -> String {
    let places = candidates(
      environment: environment, runningProgram: runningProgram, workingDirectory: workingDirectory)
    guard let found = places.first(where: { access($0, X_OK) == 0 && !isDirectory($0) }) else {
      throw VirtualLinkError(board: board, reason: .programMissing(places: places))
    }
    return found
  }

  private static func candidates(
    environment: [String: String], runningProgram: String, workingDirectory: String
  ) -> [String] {
    if let named = environment["MCUBENCH_VBOARD"], !named.isEmpty { return [named] }
    let here = directory(of: runningProgram)
    var places = ["\(here)/\(name)"]
    for start in [here, workingDirectory] {
      guard let checkout = checkout(above: start) else { continue }
      places += ["release", "debug"].map { "\(checkout)/.build/\($0)/\(name)" }
    }
    places += (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    var seen: Set<String> = []
    return places.filter { seen.insert($0).inserted }
  }

  /// The nearest directory at or above `start` that holds a package with firmware.
  private static func checkout(above start: String) -> String? {
    var directory = start
    while !directory.isEmpty, directory != "/", directory != "." {
      if access("\(directory)/Package.swift", R_OK) == 0,
        isDirectory("\(directory)/firmware-template")
      {
        return directory
      }
      directory = self.directory(of: directory)
    }
    return nil
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func isDirectory(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }
}
