extension Rig {
  /// The rig in the file at `path`.
  package static func load(_ path: String) throws(RigError) -> Rig {
    let text: String
    do throws(CheckedYAML.Problem) {
      text = try CheckedYAML.read(path)
    } catch {
      throw RigError(path: path, problem: error, text: "")
    }
    return try parse(text, path: path)
  }

  /// The rig that `text` holds; `path` is for errors only.
  package static func parse(_ text: String, path: String) throws(RigError) -> Rig {
    do throws(CheckedYAML.Problem) {
      let rig = try CheckedYAML.decode(Rig.self, from: text, whole: "a rig file")
      try rig.check()
      return rig
    } catch {
      throw RigError(path: path, problem: error, text: text)
    }
  }
}
