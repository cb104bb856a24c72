/// Room that words take on a chart, and where there is still some.
struct TextBox: Hashable, Sendable {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  /// A character of the widest of the style sheet's fonts, DejaVu Sans, whose digits take 0.636 of
  /// their 11 units.
  private static let character = 7.0

  static func width(of text: String) -> Double { Double(text.count) * character + 2 }

  /// The box of `text` whose baseline begins, is centred or ends at (`x`, `y`).
  init(_ text: String, x: Double, y: Double, anchor: SVG.Anchor) {
    let width = Self.width(of: text)
    left =
      switch anchor {
      case .start: x
      case .middle: x - width / 2
      case .end: x - width
      }
    right = left + width
    top = y - 10
    bottom = y + 3
  }

  /// A box around a mark.
  init(around x: Double, _ y: Double, radius: Double) {
    (left, right, top, bottom) = (x - radius, x + radius, y - radius, y + radius)
  }

  func overlaps(_ other: TextBox) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }

  func lies(within other: TextBox) -> Bool {
    left >= other.left && right <= other.right && top >= other.top && bottom <= other.bottom
  }

  init(left: Double, right: Double, top: Double, bottom: Double) {
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
  }
}

/// Puts words beside points so that none lies on another, on a mark, or beyond the plot.
struct LabelPlacer {
  let plot: TextBox
  private var taken: [TextBox]

  init(plot: TextBox) {
    self.plot = plot
    taken = []
  }

  mutating func take(_ box: TextBox) { taken.append(box) }

  /// The label beside the point, or `nil` where no side has room for it.
  mutating func label(_ text: String, x: Double, y: Double) -> HTML? {
    let sides: [(Double, Double, SVG.Anchor)] = [
      (x + 7, y + 4, .start), (x - 7, y + 4, .end), (x, y - 8, .middle), (x, y + 16, .middle),
    ]
    for (x, y, anchor) in sides {
      let box = TextBox(text, x: x, y: y, anchor: anchor)
      guard box.lies(within: plot), !taken.contains(where: { $0.overlaps(box) }) else { continue }
      taken.append(box)
      return SVG.text(text, x: x, y: y, anchor: anchor, .class("value"))
    }
    return nil
  }
}
