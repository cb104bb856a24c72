/// What a pass does around and between inferences.
package enum PassKind: UInt8, Hashable, Sendable, CaseIterable {
  /// One stamp pair around the whole inference: one count a run.
  case clean = 0
  /// One stamp pair a layer: a count for every layer and run.
  case layer = 1
  /// As clean, with caches emptied before each inference.
  case cold = 2
  /// Empty stamp pairs only; their minimum comes with pass_end.
  case probe = 3
  /// As layer, each layer's whole call on the first core, the others parked; firmware for one core
  /// refuses it.
  case single = 4
}

/// Why the board does not do what it was told.
package enum NackReason: UInt8, Hashable, Sendable, CaseIterable {
  /// A frame did not survive the line; which one is not known, so sequence and command are 0.
  case brokenFrame = 1
  /// The board knows no such command.
  case unknownCommand = 2
  /// The payload's length is not the command's.
  case badLength = 3
  /// A tensor, offset, length, kind or count is out of range.
  case outOfRange = 4
  /// The inputs are not complete, or no inference has run yet.
  case notReady = 5
  /// The counts asked for are not kept any more.
  case notHeld = 6
}

/// The counter that a board's cycles come from.
package enum CounterKind: UInt8, Hashable, Sendable, CaseIterable {
  /// The DWT cycle counter of an Arm core, 32 bits, widened in the firmware.
  case dwtCyccnt = 1
  /// The SysTick timer of an Arm core, 24 bits, whose wraps the firmware counts.
  case systick = 2
  /// The cycle counter of an Xtensa core, 32 bits, widened in the firmware.
  case ccount = 3
}

/// How much a log line matters.
package enum LogLevel: UInt8, Hashable, Sendable, CaseIterable {
  case info = 0
  case warning = 1
}
