// SPDX-License-Identifier: GPL-2.0-or-later

/// The firmware that a probe claims to run, and with it the model that the probe is.
///
/// Spelled as ST's tools do: `V2J37M26`, with the versions of the debug part (J), the mass storage
/// (M), SWIM (S) and the bridge (B).
package struct STLinkVersion: Hashable, Sendable {
  /// 2 or 3.
  package let generation: UInt8
  package let debug: UInt8
  package let storage: UInt8
  package let swim: UInt8
  package let bridge: UInt8

  /// What the STM32F746G-DISCO's own probe runs.
  package static let standard = STLinkVersion(
    generation: 2, debug: 37, storage: 26, swim: 0, bridge: 0)

  private init(generation: UInt8, debug: UInt8, storage: UInt8, swim: UInt8, bridge: UInt8) {
    self.generation = generation
    self.debug = debug
    self.storage = storage
    self.swim = swim
    self.bridge = bridge
  }

  /// Reads a version as the command line spells it: V2 or V3, J, then M, B and S where they exist.
  package init(_ text: String) throws(VirtualBoardError) {
    guard let parts = Self.parts(of: text), let generation = parts["V"], let debug = parts["J"],
      (2...3).contains(generation), debug > 0, generation == 3 || parts["B"] == nil
    else { throw VirtualBoardError(reason: .unknownProbeVersion(text)) }
    self.init(
      generation: generation, debug: debug, storage: parts["M"] ?? 0, swim: parts["S"] ?? 0,
      bridge: parts["B"] ?? 0)
  }

  /// Numbers by their letters; `nil` when the text is no list of such pairs or a letter repeats.
  private static func parts(of text: String) -> [Character: UInt8]? {
    var parts: [Character: UInt8] = [:]
    var rest = Substring(text.uppercased())
    while let letter = rest.popFirst() {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard "VJMSB".contains(letter), parts[letter] == nil, let number = UInt8(digits),
        number < 64
      else { return nil }
      parts[letter] = number
      rest = rest.dropFirst(digits.count)
    }
    return parts
  }

  package static let vendorID: UInt16 = 0x0483

  /// ST-LINK/V3 (374F), ST-LINK/V2-1 (374B, it has mass storage), or ST-LINK/V2 (3748): AN2586.
  package var productID: UInt16 {
    generation == 3 ? 0x374F : storage > 0 ? 0x374B : 0x3748
  }

  /// Whether the firmware of this or an older version knows something that V2 got with `J number`.
  ///
  /// V3 firmware is a superset of the versions of V2 that were there when it came out.
  func isAtLeast(_ number: UInt8) -> Bool { generation == 3 || debug >= number }

  /// Whether the commands that came with V2J32 and V3J2 are there.
  var hasMiscellaneous: Bool { generation == 3 ? debug >= 2 : debug >= 32 }

  /// The most bytes in one transfer of single bytes: one USB packet at full speed, or V3J6's 512.
  var byteTransferLimit: Int { generation == 3 && debug >= 6 ? 512 : 64 }

  /// The answer to the short question (F1): big-endian version, then VID and PID.
  var shortAnswer: [UInt8] {
    let middle = UInt16(debug) << 6 | UInt16(storage > 0 ? storage : swim)
    let version = UInt16(generation) << 12 | (generation == 3 ? 0 : middle)
    return [UInt8(version >> 8), UInt8(version & 0xFF)] + Self.vendorID.littleEndianBytes
      + productID.littleEndianBytes
  }

  /// The answer to the long question (FB) that V3 firmware knows.
  var longAnswer: [UInt8] {
    [generation, swim, debug, storage, bridge, 0, 0, 0] + Self.vendorID.littleEndianBytes
      + productID.littleEndianBytes
  }
}
