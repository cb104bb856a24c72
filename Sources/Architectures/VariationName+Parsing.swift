extension VariationName {
  /// The longest name that is read.
  private static let longest = 200

  /// Reads a name of the scheme.
  ///
  /// Tolerated: a missing variation code, a zero for the o of the classes (`c3_02`, as the paper prints
  /// it once), tags after dots, `keras` or `000` in the place of codes, capitals in codes, and at the end
  /// `_b1`, `_INT8` and `.tflite`. The base need not be in the catalogue.
  ///
  /// - Throws: `VariationNameError` that quotes the part that is not understood, or lists the readings
  ///   where there are two.
  package init(parsing text: String) throws(VariationNameError) {
    var rest = Substring(text)
    guard text.utf8.count <= Self.longest else {
      throw VariationNameError(
        String(text.prefix(40)) + "...",
        .malformed(part: "\(text.utf8.count) bytes", wanted: "at most \(Self.longest)"))
    }
    for ending in [".tflite", "_INT8", "_int8"] where rest.hasSuffix(ending) {
      rest = rest.dropLast(ending.count)
    }
    var parts = rest.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    func malformed(_ place: Int, _ wanted: String) -> VariationNameError {
      VariationNameError(
        text,
        .malformed(part: parts.indices.contains(place) ? parts[place] : "nothing", wanted: wanted))
    }
    guard parts.count >= 5 else { throw malformed(parts.count, "five parts between underscores") }
    guard !parts[0].isEmpty, parts[0].utf8.allSatisfy(Self.isAlphanumeric) else {
      throw malformed(0, "the base")
    }
    guard let alpha = Self.number(parts[1]) else { throw malformed(1, "the number alpha") }
    guard let resolution = Self.whole(parts[2]) else { throw malformed(2, "the resolution") }
    guard parts[3].first == "c", let channels = Self.whole(String(parts[3].dropFirst())) else {
      throw malformed(3, "c and the input channels")
    }
    // Tags may stand behind the classes where there are no codes.
    var tags: [String] = []
    Self.moveTags(from: &parts[4], to: &tags)
    guard let first = parts[4].first, first == "o" || first == "0",
      let classes = Self.whole(String(parts[4].dropFirst()))
    else { throw malformed(4, "o and the classes") }

    var codes: [Code] = []
    var hasFixedBatch = false
    var further = Array(parts[5...])
    if further.last == "b1" {
      try Self.checkBatch(text, base: parts[0], codes: further.dropLast())
      hasFixedBatch = true
      further.removeLast()
    }
    guard further.count <= 1 else { throw malformed(6, "the end, or b1 for a fixed batch,") }
    if var variation = further.first {
      if variation == "keras" || variation == "000" {
        tags.append(variation)
      } else {
        Self.moveTags(from: &variation, to: &tags)
        guard !variation.isEmpty else { throw malformed(5, "codes of letters and a number") }
        codes = try Self.codes(variation, of: text)
      }
    }
    self.init(
      text: text, base: parts[0], alpha: alpha, resolution: resolution, channels: channels,
      classes: classes, codes: codes, tags: tags, hasFixedBatch: hasFixedBatch)
  }

  /// `b1` at the end is a fixed batch, unless the base has a factor b that no other part gives.
  private static func checkBatch(
    _ text: String, base: String, codes: ArraySlice<String>
  ) throws(VariationNameError) {
    guard let rule = Architecture.named(base)?.rules.first(where: { $0.code == "b" }) else {
      return
    }
    let given = try codes.first.map { codes throws(VariationNameError) in
      var codes = codes
      var tags: [String] = []
      moveTags(from: &codes, to: &tags)
      return try Self.codes(codes, of: text)
    }
    if let given, given.contains(where: { $0.code == "b" }) { return }
    throw VariationNameError(
      text,
      .severalReadings(["\(rule.factor.rawValue) 1", "a batch fixed at 1"], part: "'b1'"))
  }

  /// Letters and the number behind them, one after the other: `l5ll32b0.3`.
  private static func codes(_ text: String, of name: String) throws(VariationNameError) -> [Code] {
    var codes: [Code] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      let letters = rest.prefix { $0.isASCII && $0.isLetter }
      let number = rest.dropFirst(letters.count).prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard !letters.isEmpty, let value = Self.number(String(number)) else {
        throw VariationNameError(
          name, .malformed(part: String(rest), wanted: "codes of letters and a number"))
      }
      let code = letters.lowercased()
      guard !codes.contains(where: { $0.code == code }) else {
        throw VariationNameError(name, .repeatedCode(code))
      }
      codes.append(Code(code, value, text: String(number)))
      rest = rest.dropFirst(letters.count + number.count)
    }
    return codes
  }

  /// Takes `.MV1` from the end; a tag begins with a letter, so a number's point stays.
  private static func moveTags(from part: inout String, to tags: inout [String]) {
    let pieces = part.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard
      let first = pieces.indices.dropFirst().first(where: { pieces[$0].first?.isLetter ?? false })
    else { return }
    part = pieces[..<first].joined(separator: ".")
    tags += pieces[first...]
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  private static func whole(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(text)
  }

  /// Digits with at most one point among them.
  private static func number(_ text: String) -> Double? {
    guard text.utf8.count <= 20, let first = text.utf8.first, (48...57).contains(first),
      let last = text.utf8.last, (48...57).contains(last),
      text.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") })
    else { return nil }
    return Double(text)
  }
}
