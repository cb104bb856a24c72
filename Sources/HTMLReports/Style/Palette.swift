/// An sRGB colour.
struct Colour: Hashable, Sendable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  init(_ hexadecimal: UInt32) {
    red = UInt8(truncatingIfNeeded: hexadecimal >> 16)
    green = UInt8(truncatingIfNeeded: hexadecimal >> 8)
    blue = UInt8(truncatingIfNeeded: hexadecimal)
  }

  /// `#0072b2`.
  var text: String {
    "#"
      + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// The colours of a page, one set for light ground and paper, one for dark.
///
/// Marks take the palette of M. Okabe and K. Ito, "Color Universal Design" (2008), which people with
/// any of the usual kinds of colour vision tell apart; words take darker or lighter shades of it, so
/// that they are legible by WCAG 2.2 (4.5 to 1, marks 3 to 1). No meaning hangs on a colour alone.
struct Palette: Hashable, Sendable {
  let page: Colour
  let surface: Colour
  let line: Colour
  let text: Colour
  let quiet: Colour
  let link: Colour
  /// Bars and lines.
  let bar: Colour
  /// Bars of what the others are held against.
  let other: Colour
  /// Marks of what got worse, or stands out.
  let worse: Colour
  let better: Colour
  /// Words of the same meanings.
  let worseText: Colour
  let betterText: Colour
  let warningText: Colour

  static let light = Palette(
    page: Colour(0xFFFFFF), surface: Colour(0xF5F7F9), line: Colour(0xD3DAE1),
    text: Colour(0x1A2027), quiet: Colour(0x52606D), link: Colour(0x005A8E),
    bar: Colour(0x0072B2), other: Colour(0x8593A0), worse: Colour(0xD55E00),
    better: Colour(0x009E73), worseText: Colour(0x9E4500), betterText: Colour(0x00694D),
    warningText: Colour(0x7A5400))

  static let dark = Palette(
    page: Colour(0x10151B), surface: Colour(0x1A212A), line: Colour(0x36424F),
    text: Colour(0xE8EDF2), quiet: Colour(0xA3B0BC), link: Colour(0x7CC7F2),
    bar: Colour(0x6CBDF0), other: Colour(0x7B8894), worse: Colour(0xF0883E),
    better: Colour(0x00A077), worseText: Colour(0xFFA868), betterText: Colour(0x5FD9B4),
    warningText: Colour(0xF0C75E))

  /// The custom properties that the style sheet uses.
  var properties: String {
    [
      ("page", page), ("surface", surface), ("line", line), ("text", text), ("quiet", quiet),
      ("link", link), ("bar", bar), ("other", other), ("worse", worse), ("better", better),
      ("worse-text", worseText), ("better-text", betterText), ("warning-text", warningText),
    ].map { "--\($0.0):\($0.1.text);" }.joined()
  }
}
