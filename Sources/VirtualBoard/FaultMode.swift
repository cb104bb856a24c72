// SPDX-License-Identifier: GPL-2.0-or-later

/// A way in which the board misbehaves on request; it knows nothing of what the bytes mean.
package enum FaultMode: Hashable, Sendable {
  /// The serial line carries nothing either way; without a probe the core never executes.
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
  /// This share of the line's bytes, both ways, arrives with a flipped bit.
  case lineFlip(Double)
  /// This share of the line's bytes, both ways, is lost.
  case lineDrop(Double)
  /// This share of the line's bytes, both ways, arrives twice.
  case lineDouble(Double)
  /// This share of the line's bytes, both ways, is held back some milliseconds, and what follows too.
  case lineDelay(Double)
  /// Where the chances of the four above come from.
  case lineSeed(UInt64)
  /// The line is dead, but open, after so many bytes of both ways together.
  case cutAtBytes(UInt64)
  /// The adapter at the far end garbles whatever is faster than this.
  case maximumBaud(UInt32)
  /// Bit 0 of a RAM byte flips at a cycle.
  case bitFlip(address: UInt32, cycle: UInt64)
  /// So many times, the first bits programmed after an erase leave one bit set.
  case weakProgramming(UInt64)
  /// Flash sectors under write protection, a bit each.
  case protectedSectors(UInt32)
  /// The debugger is kept from the flash, as read protection of level 1 does it.
  case readProtected
  /// The debug probe or its wires misbehave.
  case probe(ProbeFault)
  /// The serial line closes after so many sent bytes.
  case closeAfterBytes(UInt64)

  /// The PLL never locks, and what is selected of it runs at some other rate.
  case looseClock
  /// The core loses so many cycles of every 10,000, as one does whose flash asks for reads again.
  case slow(UInt32)
  /// The same with a share from zero to this, drawn anew whenever the board starts.
  case unsteady(UInt32)

  /// Whether it is about time, which only a timing model keeps.
  var needsModelledTime: Bool {
    switch self {
    case .slow, .unsteady: true
    default: false
    }
  }

  /// Whether it is about programming flash or about the probe, of which not every chip is a model.
  var needsDebugPort: Bool {
    switch self {
    case .weakProgramming, .protectedSectors, .readProtected, .probe: true
    default: false
    }
  }

  package static let help =
    "silent, garbage, reset-after-bytes=N, reset-after-cycles=N, corrupt-tx=N, drop-tx=N, "
    + "drop-rx=N, close-after-bytes=N, cut-at-bytes=N, max-baud=N, line-seed=N, "
    + "bit-flip-ram=ADDRESS@CYCLE, line-flip=R, line-drop=R, line-double=R or line-delay=R; "
    + "of the flash: weak-flash=N (N or always), protected-sectors=0,1, read-protected; "
    + "of the core: slow=P%, unsteady=P%; of the ESP32's PLL: loose-clock; "
    + "of the probe: \(ProbeFault.help); N from 1, R a share of the bytes from 0 to 1, "
    + "P from 0.01 to 50"

  /// Reads a mode as the command line spells it.
  package init(_ text: String) throws(VirtualBoardError) {
    guard let mode = Self.parse(text) else {
      throw VirtualBoardError(reason: .unknownFault(text))
    }
    self = mode
  }

  private static func parse(_ text: String) -> FaultMode? {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count > 1 ? parts[1] : nil
    if let fault = ProbeFault(parts[0], value: value) { return .probe(fault) }
    guard let value else { return plain[text] }
    if parts[0] == "weak-flash", value == "always" { return .weakProgramming(.max) }
    if parts[0] == "protected-sectors" { return protection(of: value) }
    if parts[0] == "bit-flip-ram" {
      let place = value.split(separator: "@", omittingEmptySubsequences: false)
      guard place.count == 2, let address = number(place[0]).flatMap(UInt32.init(exactly:)),
        let cycle = number(place[1])
      else { return nil }
      return .bitFlip(address: address, cycle: cycle)
    }
    if parts[0] == "slow" { return hundredths(value).map { .slow($0) } }
    if parts[0] == "unsteady" { return hundredths(value).map { .unsteady($0) } }
    if parts[0].hasPrefix("line-"), parts[0] != "line-seed" {
      return lineFault(parts[0], share: value)
    }
    guard let count = number(value), count > 0 else { return nil }
    switch parts[0] {
    case "reset-after-bytes": return .resetAfterBytes(count)
    case "reset-after-cycles": return .resetAfterCycles(count)
    case "corrupt-tx": return .corruptTransmit(count)
    case "drop-tx": return .dropTransmit(count)
    case "drop-rx": return .dropReceive(count)
    case "close-after-bytes": return .closeAfterBytes(count)
    case "weak-flash": return .weakProgramming(count)
    case "cut-at-bytes": return .cutAtBytes(count)
    case "line-seed": return .lineSeed(count)
    case "max-baud": return UInt32(exactly: count).map { .maximumBaud($0) }
    default: return nil
    }
  }

  /// Hundredths of a percent, of a text such as `2%`.
  private static func hundredths(_ text: Substring) -> UInt32? {
    guard text.hasSuffix("%"), let percent = Double(text.dropLast()), (0.01...50).contains(percent)
    else { return nil }
    return UInt32((percent * 100).rounded())
  }

  private static func lineFault(_ name: Substring, share: Substring) -> FaultMode? {
    guard let rate = Double(share), (0...1).contains(rate) else { return nil }
    switch name {
    case "line-flip": return .lineFlip(rate)
    case "line-drop": return .lineDrop(rate)
    case "line-double": return .lineDouble(rate)
    case "line-delay": return .lineDelay(rate)
    default: return nil
    }
  }

  private static let plain: [String: FaultMode] = [
    "silent": .silent, "garbage": .garbage, "read-protected": .readProtected,
    "loose-clock": .looseClock,
  ]

  /// The F746 has eight sectors.
  private static func protection(of sectors: Substring) -> FaultMode? {
    var mask: UInt32 = 0
    for text in sectors.split(separator: ",", omittingEmptySubsequences: false) {
      guard let sector = UInt32(text), sector < 8 else { return nil }
      mask |= 1 << sector
    }
    return .protectedSectors(mask)
  }

  private static func number(_ text: Substring) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }
}
