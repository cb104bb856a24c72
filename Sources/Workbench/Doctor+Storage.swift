import ResultStore

/// Where results and built objects are kept.
extension Doctor {
  func storage() -> [Finding] {
    [
      store(), directory("results' directory", Self.parent(of: places.store), flag: "--store"),
      directory("object cache", places.cache, flag: "--cache"),
    ]
  }

  private func store() -> Finding {
    let library = "SQLite \(ResultStore.libraryVersion)"
    guard Files.exists(places.store) else {
      return Finding(
        name: "results", state: .present, detail: "none yet at \(places.store); \(library)")
    }
    do {
      let store = try ResultStore(path: places.store, ifAbsent: .fail)
      let count = try store.runs().count
      try store.close()
      return Finding(
        name: "results", state: .present, detail: "\(count) runs in \(places.store); \(library)")
    } catch {
      return Finding(name: "results", missing: error)
    }
  }

  private func directory(_ name: String, _ path: String, flag: String) -> Finding {
    Files.isWritable(path)
      ? Finding(name: name, state: .present, detail: "\(path) can be written to")
      : Finding(
        name: name, state: .missing, detail: "\(path) cannot be written to",
        remedy: "choose another place with \(flag)")
  }

  private static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }
}
