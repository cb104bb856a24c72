/// The firmware has started.
package struct Boot: WireRecord {
  package static let name = "boot"
  package static let code: UInt8 = 0xa0
  package static let summary =
    "The firmware has started; within a session it means that the board was reset."
  package static let fields: [RecordField<Boot>] = [
    .number("protocol", \.protocolVersion, "version of this table"),
    .number("reset_flags", \.resetFlags, "the chip's reset cause register"),
  ]
  package var protocolVersion: UInt16 = 0
  package var resetFlags: UInt32 = 0

  package init() {}
}

/// A line of text for people.
package struct Log: WireRecord {
  package static let name = "log"
  package static let code: UInt8 = 0xa1
  package static let summary = "A line of text for people."
  package static let fields: [RecordField<Log>] = [
    .choice("level", \.level, "a log level"),
    .trailingText("text", \.text, "ASCII"),
  ]
  package var level = LogLevel.info
  package var text = ""

  package init() {}

  package init(level: LogLevel, text: String) {
    self.level = level
    self.text = text
  }
}

/// The core took a fault, and the firmware has stopped.
package struct Fault: WireRecord {
  package static let name = "fault"
  package static let code: UInt8 = 0xa2
  package static let summary =
    "The core took a fault and the firmware has stopped; sent again about once a second."
  package static let fields: [RecordField<Fault>] = [
    .number("exception", \.exception, "exception number; 3 is HardFault"),
    .number("layer", \.layer, "the layer that ran, 0xffff for none"),
    .number("cfsr", \.cfsr, "configurable fault status"),
    .number("hfsr", \.hfsr, "HardFault status"),
    .number("mmfar", \.mmfar, "MemManage fault address"),
    .number("bfar", \.bfar, "BusFault address"),
    .number("r0", \.r0, "stacked"),
    .number("r1", \.r1, "stacked"),
    .number("r2", \.r2, "stacked"),
    .number("r3", \.r3, "stacked"),
    .number("r12", \.r12, "stacked"),
    .number("lr", \.lr, "stacked"),
    .number("pc", \.pc, "stacked: the instruction that faulted, or one close by"),
    .number("xpsr", \.xpsr, "stacked"),
  ]
  package var exception: UInt16 = 0
  package var layer: UInt16 = 0
  package var cfsr: UInt32 = 0
  package var hfsr: UInt32 = 0
  package var mmfar: UInt32 = 0
  package var bfar: UInt32 = 0
  package var r0: UInt32 = 0
  package var r1: UInt32 = 0
  package var r2: UInt32 = 0
  package var r3: UInt32 = 0
  package var r12: UInt32 = 0
  package var lr: UInt32 = 0
  package var pc: UInt32 = 0
  package var xpsr: UInt32 = 0

  package init() {}
}

/// The board waits for a command and is well.
package struct Heartbeat: WireRecord {
  package static let name = "heartbeat"
  package static let code: UInt8 = 0xa3
  package static let summary =
    "The board waits for a command; about once a second after the first hello, never in a pass."
  package static let fields: [RecordField<Heartbeat>] = [
    .number("cycles", \.cycles, "core cycles since start-up"),
    .number("passes", \.passes, "passes since start-up"),
  ]
  package var cycles: UInt64 = 0
  package var passes: UInt16 = 0

  package init() {}
}
