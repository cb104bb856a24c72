/// Numbers as people and programs read them, independent of any locale.
package enum NumberText {
  /// `value` with groups of three digits: `12 855 600`.
  package static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { text += " " }
      text.append(digit)
    }
    return text
  }

  /// `value` rounded to a whole number, in groups of three digits.
  package static func grouped(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 9e18 else { return plain(value) }
    return grouped(Int(value.rounded()))
  }

  /// `value` with `digits` decimals, rounded to nearest: `3.50`.
  package static func fixed(_ value: Double, digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled.isFinite, scaled < 9e15 else { return plain(value) }
    let whole = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, digits + 1 - whole.count)) + whole
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + padded }
    return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
  }

  /// The shortest text that reads back as `value`, without a fraction where there is none.
  package static func plain(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 9e15 { return String(Int(value)) }
    return value.description
  }

  /// A time in the unit that suits it: `71.42 ms`.
  package static func duration(microseconds: Double) -> String {
    switch microseconds {
    case ..<1_000: fixed(microseconds, digits: 2) + " µs"
    case ..<1_000_000: fixed(microseconds / 1_000, digits: 2) + " ms"
    default: fixed(microseconds / 1_000_000, digits: 2) + " s"
    }
  }
}
