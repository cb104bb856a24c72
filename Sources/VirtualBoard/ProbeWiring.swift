// SPDX-License-Identifier: GPL-2.0-or-later

/// What lies between a probe and its chip: supply, wires, and a probe that has no time.
package struct ProbeWiring: Sendable {
  /// The supply at the probe's sense pin.
  package let millivolts: Int
  /// Whether the chip never acknowledges anything.
  package let isSilent: Bool
  /// How long the probe asks for patience, counted from the first access.
  package let busy: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private var busyUntil: ContinuousClock.Instant?

  /// The STM32F746's lowest supply (DS10916, general operating conditions).
  private static let lowestMillivolts = 1700

  package init(
    millivolts: Int = 3300, isSilent: Bool = false, busy: Duration = .zero,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    self.millivolts = millivolts
    self.isSilent = isSilent
    self.busy = busy
    self.now = now
  }

  /// Whether the supply is enough for the chip to run.
  package var isPowered: Bool { millivolts >= Self.lowestMillivolts }

  /// Why an access to the chip comes to nothing now, or `nil` when it does not.
  mutating func refusal() -> STLinkStatus? {
    if busy > .zero {
      let end = busyUntil ?? now() + busy
      busyUntil = end
      if now() < end { return .accessPortWait }
    }
    return isSilent || !isPowered ? .debugPortError : nil
  }

  /// Readings of the 1.2 V reference and of half the supply: supply = 2 · second · 1.2 V / first.
  var voltageAnswer: [UInt8] {
    let reference: UInt32 = 1500
    let half = UInt32((millivolts * Int(reference) + 1200) / 2400)
    return reference.littleEndianBytes + half.littleEndianBytes
  }
}
