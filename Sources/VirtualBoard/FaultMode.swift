// SPDX-License-Identifier: GPL-2.0-or-later

/// A way in which the board misbehaves on request; it knows nothing of what the bytes mean.
package enum FaultMode: Hashable, Sendable {
  /// The core never executes.
  case silent
  /// Seeded random bytes take the place of what the chip sends.
  case garbage
  /// One chip reset after so many sent bytes.
  case resetAfterBytes(UInt64)
  /// One chip reset at this cycle.
  case resetAfterCycles(UInt64)
  /// Bit 0 of every Nth sent byte flips.
  case corruptTransmit(UInt64)
  /// Every Nth sent byte is lost.
  case dropTransmit(UInt64)
  /// Every Nth received byte is lost.
  case dropReceive(UInt64)
  /// Bit 0 of a RAM byte flips at a cycle.
  case bitFlip(address: UInt32, cycle: UInt64)
  /// The serial line closes after so many sent bytes.
  case closeAfterBytes(UInt64)

  static let help =
    "silent, garbage, reset-after-bytes=N, reset-after-cycles=N, corrupt-tx=N, drop-tx=N, "
    + "drop-rx=N, bit-flip-ram=ADDRESS@CYCLE or close-after-bytes=N, N from 1"

  /// Reads a mode as the command line spells it.
  package init(_ text: String) throws(VirtualBoardError) {
    guard let mode = Self.parse(text) else {
      throw VirtualBoardError(reason: .unknownFault(text))
    }
    self = mode
  }

  private static func parse(_ text: String) -> FaultMode? {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 1 {
      return text == "silent" ? .silent : text == "garbage" ? .garbage : nil
    }
    if parts[0] == "bit-flip-ram" {
      let place = parts[1].split(separator: "@", omittingEmptySubsequences: false)
      guard place.count == 2, let address = number(place[0]).flatMap(UInt32.init(exactly:)),
        let cycle = number(place[1])
      else { return nil }
      return .bitFlip(address: address, cycle: cycle)
    }
    guard let count = number(parts[1]), count > 0 else { return nil }
    switch parts[0] {
    case "reset-after-bytes": return .resetAfterBytes(count)
    case "reset-after-cycles": return .resetAfterCycles(count)
    case "corrupt-tx": return .corruptTransmit(count)
    case "drop-tx": return .dropTransmit(count)
    case "drop-rx": return .dropReceive(count)
    case "close-after-bytes": return .closeAfterBytes(count)
    default: return nil
    }
  }

  private static func number(_ text: Substring) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }
}
