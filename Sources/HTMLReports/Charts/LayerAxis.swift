/// A horizontal axis of layers; long ones are cut into sheets of about the same length.
struct LayerAxis: Hashable, Sendable {
  let labels: [String]
  /// What stands along it.
  var name = "layer"
  /// Neighbours that belong together, one after another.
  var groups: [Group] = []

  /// Neighbours under one label.
  struct Group: Hashable, Sendable {
    let label: String
    let range: Range<Int>
  }

  /// Layers on one sheet at most: narrower than this, bars cannot be told apart.
  static let mostPerSheet = 120
  /// The widest place of a layer: few of them are not drawn out over the whole sheet.
  private static let widestSlot = 72.0

  var sheets: [Range<Int>] {
    guard !labels.isEmpty else { return [] }
    let count = (labels.count + Self.mostPerSheet - 1) / Self.mostPerSheet
    let each = (labels.count + count - 1) / count
    return stride(from: 0, to: labels.count, by: each).map { $0..<min($0 + each, labels.count) }
  }

  /// The width of a layer's place, the same on all sheets.
  var slot: Double {
    let most = sheets.first?.count ?? 1
    return min(ChartFrame.plotWidth / Double(max(most, 1)), Self.widestSlot)
  }

  /// What tells one of several sheets from the others: `0 to 99`.
  func words(for sheet: Range<Int>) -> String? {
    sheets.count > 1 ? "\(labels[sheet.lowerBound]) to \(labels[sheet.upperBound - 1])" : nil
  }

  /// Where the place of a layer begins on its sheet.
  func start(of place: Int, on sheet: Range<Int>) -> Double {
    ChartFrame.left + Double(place - sheet.lowerBound) * slot
  }

  /// Every n-th label, so that none touches the next, and the axis' name.
  func markup(for sheet: Range<Int>, bottom: Double) -> HTML {
    let longest = Double(labels[sheet].map(\.count).max() ?? 1) * 7 + 6
    let every = [1, 2, 5, 10, 20, 50, 100].first { slot * Double($0) >= longest } ?? 100
    let shown = sheet.filter { ($0 - sheet.lowerBound).isMultiple(of: every) }
    return .group(
      shown.map { place in
        SVG.text(
          labels[place], x: start(of: place, on: sheet) + slot / 2, y: bottom + 14,
          anchor: .middle)
      } + groups.map { group($0, on: sheet, bottom: bottom) } + [
        title(under: sheet, y: bottom + (groups.isEmpty ? 30 : 48))
      ])
  }

  /// The axis' name below the middle of its places, or from its beginning where those are few.
  private func title(under sheet: Range<Int>, y: Double) -> HTML {
    let middle = ChartFrame.left + slot * Double(sheet.count) / 2
    return middle - TextBox.width(of: name) / 2 >= 0
      ? SVG.text(name, x: middle, y: y, anchor: .middle)
      : SVG.text(name, x: ChartFrame.left, y: y, anchor: .start)
  }

  /// Room below the plot.
  var height: Double { groups.isEmpty ? 34 : 52 }

  /// A line over the places of a group, with its label below where there is room for it.
  private func group(_ group: Group, on sheet: Range<Int>, bottom: Double) -> HTML {
    let range = group.range.clamped(to: sheet)
    guard !range.isEmpty else { return .nothing }
    let start = start(of: range.lowerBound, on: sheet)
    let end = self.start(of: range.upperBound - 1, on: sheet) + slot
    let fits = TextBox.width(of: group.label) <= end - start
    return .group([
      SVG.line(from: (start + 2, bottom + 20), to: (end - 2, bottom + 20), .class("axis")),
      fits
        ? SVG.text(group.label, x: (start + end) / 2, y: bottom + 33, anchor: .middle) : .nothing,
    ])
  }
}
