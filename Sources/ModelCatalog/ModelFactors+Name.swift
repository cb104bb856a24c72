extension ModelFactors {
  /// What a name by the CNN Analyzer's scheme tells; nothing of any other name.
  package init(name: String) {
    self.init()
    let parts = name.split(separator: "_", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count >= 5, !parts[0].isEmpty, let alpha = Double(parts[1]), alpha.isFinite,
      alpha > 0, let resolution = Int(parts[2]), resolution > 0,
      let channels = Self.count(parts[3], after: "c"),
      let classes = Self.count(parts[4], after: "o")
    else { return }
    architecture = String(parts[0])
    self.alpha = alpha
    self.resolution = resolution
    self.channels = channels
    self.classes = classes
    if parts.count == 6, !parts[5].isEmpty { variation = String(parts[5]) }
  }

  private static func count(_ text: Substring, after letter: Character) -> Int? {
    guard text.first == letter, let value = Int(text.dropFirst()), value > 0 else { return nil }
    return value
  }
}
