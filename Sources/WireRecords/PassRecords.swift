/// A pass begins.
package struct PassBegin: WireRecord {
  package static let name = "pass_begin"
  package static let code: UInt8 = 0x90
  package static let summary = "A pass begins."
  package static let fields: [RecordField<PassBegin>] = [
    .number("pass", \.pass, "passes since start-up, from 1"),
    .choice("kind", \.kind, "a pass kind"),
    .number("warmup", \.warmup, "inferences before the first that counts"),
    .number("runs", \.runs, "inferences that count, or stamp pairs"),
  ]
  package var pass: UInt16 = 0
  package var kind = PassKind.clean
  package var warmup: UInt16 = 0
  package var runs: UInt16 = 0

  package init() {}
}

/// Cycle counts of one run: of some layers, or of the whole inference.
package struct LayerSample: WireRecord {
  package static let name = "layer_sample"
  package static let code: UInt8 = 0x91
  package static let summary =
    "Cycle counts of one run: of layers one after another, or one of the whole inference."
  package static let fields: [RecordField<LayerSample>] = [
    .number("pass", \.pass, "as in pass_begin"),
    .choice("kind", \.kind, "a pass kind"),
    .number("run", \.run, "the run, from 0"),
    .number("first", \.first, "the layer of the first count; 0 where a run has one count"),
    .number(
      "interrupts", \.interrupts,
      "bit n: an interrupt waited at the end of the window that the count n is of"),
    .number(
      "contradictions", \.contradictions,
      "bit n: the second timer says that the count n cannot be right"),
    .list("cycles", \.cycles, "cycles between the two stamps, their own cost included"),
  ]
  package var pass: UInt16 = 0
  package var kind = PassKind.clean
  package var run: UInt16 = 0
  package var first: UInt16 = 0
  package var interrupts: UInt32 = 0
  package var contradictions: UInt32 = 0
  package var cycles: [UInt64] = []

  package init() {}
}

/// A pass has ended.
package struct PassEnd: WireRecord {
  package static let name = "pass_end"
  package static let code: UInt8 = 0x92
  package static let summary = "A pass has ended."
  package static let fields: [RecordField<PassEnd>] = [
    .number("pass", \.pass, "as in pass_begin"),
    .choice("kind", \.kind, "a pass kind"),
    .number("runs", \.runs, "inferences that counted, or stamp pairs"),
    .number("stack_bytes", \.stackBytes, "most stack ever used since start-up"),
    .number("stack_limit_bytes", \.stackLimitBytes, "stack there is"),
    .number("counter_wraps", \.counterWraps, "wraps of the cycle counter inside windows"),
    .number("interrupts", \.interrupts, "windows that ended with an interrupt waiting"),
    .number(
      "probe_cycles", \.probeCycles,
      "least cost of a stamp pair in the latest probe pass; 0xffffffff before the first"),
    .number(
      "frame_least_cycles", \.frameLeastCycles,
      "least cost of an inference without its layers, stamps included, in the latest probe pass; "
        + "0xffffffff before the first"),
    .number("frame_most_cycles", \.frameMostCycles, "the same, most"),
    .number(
      "first_cycles", \.firstCycles,
      "of the very first inference since start-up, if it was one window; else 0"),
    .number("pass_cycles", \.passCycles, "cycles from the pass's begin to its end"),
    .number("timer_ticks", \.timerTicks, "ticks of the second timer in the same time"),
    .number("timer_hertz", \.timerHertz, "the second timer's rate"),
    .number("broken_frames", \.brokenFrames, "broken frames that the board has received"),
    .number("overruns", \.overruns, "times that bytes from the host were lost"),
  ]
  package var pass: UInt16 = 0
  package var kind = PassKind.clean
  package var runs: UInt16 = 0
  package var stackBytes: UInt32 = 0
  package var stackLimitBytes: UInt32 = 0
  package var counterWraps: UInt32 = 0
  package var interrupts: UInt32 = 0
  package var probeCycles: UInt32 = 0
  package var frameLeastCycles: UInt32 = 0
  package var frameMostCycles: UInt32 = 0
  package var firstCycles: UInt64 = 0
  package var passCycles: UInt64 = 0
  package var timerTicks: UInt32 = 0
  package var timerHertz: UInt32 = 0
  package var brokenFrames: UInt32 = 0
  package var overruns: UInt32 = 0

  package init() {}
}
