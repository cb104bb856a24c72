// SPDX-License-Identifier: GPL-2.0-or-later

/// A way in which the debug probe, or its wires to the chip, misbehave on request.
package enum ProbeFault: Hashable, Sendable {
  /// What a host is doing with the probe.
  package enum Stage: String, Hashable, Sendable, CaseIterable {
    case connect, erase, program, verify
  }

  /// The USB cable comes off once, after some work of this stage.
  case goneAt(Stage)
  /// The probe asks for patience for so long, counted from the first access.
  case busy(seconds: UInt64)
  /// The supply at the chip; below 1700 it does not run and does not answer.
  case targetVoltage(millivolts: UInt64)
  /// The chip never answers the probe; its firmware runs.
  case targetSilent
  /// A boot ROM refuses the first command of this stage.
  case bootStall(Stage)
  /// A boot ROM ends the first data that it reads half a packet early.
  case shortRead
  /// Every command takes so much longer.
  case slow(milliseconds: UInt64)

  static let help =
    "probe-gone-at=connect|erase|program|verify, probe-busy=SECONDS, target-voltage=MILLIVOLTS, "
    + "target-silent, slow-probe=MILLISECONDS, "
    + "boot-stall=connect|erase|program|verify, boot-short-read"

  /// Reads a mode as the command line spells it; `nil` when it is none of the probe's.
  init?(_ name: Substring, value: Substring?) {
    let number = value.flatMap { UInt64($0) }
    switch (name, value, number) {
    case ("target-silent", nil, _): self = .targetSilent
    case ("boot-short-read", nil, _): self = .shortRead
    case ("boot-stall", let stage?, _):
      guard let stage = Stage(rawValue: String(stage)) else { return nil }
      self = .bootStall(stage)
    case ("probe-gone-at", let stage?, _):
      guard let stage = Stage(rawValue: String(stage)) else { return nil }
      self = .goneAt(stage)
    case ("probe-busy", _, let seconds?) where (1...3600).contains(seconds):
      self = .busy(seconds: seconds)
    case ("target-voltage", _, let millivolts?) where millivolts <= 5500:
      self = .targetVoltage(millivolts: millivolts)
    case ("slow-probe", _, let milliseconds?) where (1...60_000).contains(milliseconds):
      self = .slow(milliseconds: milliseconds)
    default: return nil
    }
  }
}
