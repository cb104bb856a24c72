import Foundation
import Testing

@testable import HTMLReports

/// The colours can be read, and told apart by people with any usual colour vision.
@Suite struct PaletteTests {
  @Test(arguments: [Palette.light, Palette.dark])
  func wordsAreLegible(palette: Palette) {
    let words = [
      palette.text, palette.quiet, palette.link, palette.worseText, palette.betterText,
      palette.warningText,
    ]
    for word in words {
      #expect(contrast(word, palette.page) >= 4.5, "\(word.text)")
      #expect(contrast(word, palette.surface) >= 4.5, "\(word.text)")
    }
  }

  @Test(arguments: [Palette.light, Palette.dark])
  func marksStandOutFromTheirGround(palette: Palette) {
    for mark in [palette.bar, palette.other, palette.worse, palette.better] {
      #expect(contrast(mark, palette.page) >= 3, "\(mark.text)")
    }
  }

  @Test(arguments: [Palette.light, Palette.dark], Vision.all)
  func marksDifferForEveryColourVision(palette: Palette, vision: Vision) {
    let marks = [palette.bar, palette.worse, palette.better]
    for (place, one) in marks.enumerated() {
      for other in marks[(place + 1)...] {
        #expect(
          vision.distance(one, other) >= 15, "\(one.text) \(other.text) \(vision.name)")
      }
    }
  }

  /// Contrast after WCAG 2.2.
  private func contrast(_ one: Colour, _ other: Colour) -> Double {
    let (first, second) = (luminance(one), luminance(other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  private func luminance(_ colour: Colour) -> Double {
    let linear = colour.linear
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
}

/// How colours look to someone.
///
/// After G. M. Machado, M. M. Oliveira and L. A. F. Fernandes,
/// "A physiologically-based model for simulation of color vision deficiency" (2009), full severity.
struct Vision: Sendable {
  let name: String
  let matrix: [[Double]]

  static let all = [
    Vision(name: "usual", matrix: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    Vision(
      name: "protanopia",
      matrix: [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]),
    Vision(
      name: "deuteranopia",
      matrix: [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]),
    Vision(
      name: "tritanopia",
      matrix: [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]),
  ]

  /// The distance of two colours in CIE L*a*b* (1976), where 2.3 is just noticeable.
  func distance(_ one: Colour, _ other: Colour) -> Double {
    zip(lab(one), lab(other)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  private func lab(_ colour: Colour) -> [Double] {
    let linear = colour.linear
    let seen = matrix.map { row in
      min(max(zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }, 0), 1)
    }
    let x = (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505
    let y = 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]
    let z = (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089
    let cubes = [x, y, z].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16 / 116 }
    return [
      116 * cubes[1] - 16, 500 * (cubes[0] - cubes[1]), 200 * (cubes[1] - cubes[2]),
    ]
  }
}

extension Colour {
  var linear: [Double] {
    [red, green, blue].map { channel in
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }
}
