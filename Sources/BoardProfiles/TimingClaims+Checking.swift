extension BoardProfile {
  /// Refuses claims that no build can have, or that say nothing.
  func checkTimingClaims(path: String) throws(ProfileError) {
    for (index, claims) in (timingClaims ?? []).enumerated() {
      do throws(CheckedYAML.Problem) {
        try claims.check(key: "timingClaims.\(index)", regions: Set(memory.map(\.name)))
      } catch {
        guard case .wrongKey(let key, let problem) = error else { continue }
        throw ProfileError(path: path, reason: .wrongKey(key: key, problem: problem))
      }
    }
  }
}

extension BoardProfile.TimingClaims {
  fileprivate func check(key: String, regions: Set<String>) throws(CheckedYAML.Problem) {
    func require(_ condition: Bool, _ part: String, _ problem: String) throws(CheckedYAML.Problem) {
      guard condition else { throw .wrongKey(key: "\(key).\(part)", problem) }
    }
    try require(isWord(model), "model", "must be letters, digits, _ and -")
    try require(
      rankingLimitPercent.isFinite && rankingLimitPercent > 0, "rankingLimitPercent",
      "must be positive")
    for (index, set) in checked.enumerated() {
      try require(
        isWord(set.version), "checked.\(index).version", "must be letters, digits, _ and -")
      try require(
        set.hash.wholeMatch(of: /[0-9a-f]{12}/) != nil, "checked.\(index).hash",
        "must be twelve hexadecimal digits in quotes, lower case")
    }
    try require(
      rows.last.map { $0.when == nil } ?? false, "rows", "must end with one for every build")
    for (index, row) in rows.enumerated() {
      let part = "rows.\(index)"
      try require(isWord(row.name), "\(part).name", "must be letters, digits, _ and -")
      try require(
        !rows[..<index].contains { $0.name == row.name }, "\(part).name", "stands twice")
      try require(!row.text.isEmpty, "\(part).text", "must not be empty")
      let bounds = [row.totalErrorPercent, row.layerErrorPercent].compactMap(\.self)
      try require(
        bounds.allSatisfy { $0.isFinite && $0 > 0 }, "\(part).totalErrorPercent", "must be positive"
      )
      try require(
        row.label != .checked || row.totalErrorPercent != nil, "\(part).totalErrorPercent",
        "is missing: what was checked has a bound")
      guard let when = row.when else { continue }
      let named =
        (when.code ?? []) + (when.constants ?? []) + (when.activations ?? [])
        + (when.mostActivationBytes ?? [:]).keys
      try require(
        regions.isSuperset(of: named), "\(part).when", "names a region that memory does not have")
    }
  }

  private func isWord(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z0-9_.-]{1,32}/) != nil
  }
}
