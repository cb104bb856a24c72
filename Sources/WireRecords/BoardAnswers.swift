/// Says what the board is and runs.
package struct HelloReply: WireRecord {
  package static let name = "hello_reply"
  package static let code: UInt8 = 0x81
  package static let summary = "Answers hello: what the board is and runs."
  package static let fields: [RecordField<HelloReply>] = [
    .number("protocol", \.protocolVersion, "version of this table"),
    .number("nonce", \.nonce, "as in hello"),
    .bytes("build_id", 16, \.buildID, "first 16 bytes of the firmware's build id"),
    .text("board", 16, \.board, "the board profile's name, ASCII, zeros to the end"),
    .number("core_hertz", \.coreHertz, "the core clock that the firmware has set"),
    .choice("counter_kind", \.counterKind, "the counter that times layers"),
    .bytes("unique_id", 12, \.uniqueID, "the chip's unique id"),
    .text(
      "timing_model", 32, \.timingModel,
      "of a virtual chip, NAME/VERSION or NAME/VERSION/HASH of its parameters; empty on silicon"),
    .number("layer_count", \.layerCount, "layers, those without a call included"),
    .number("input_count", \.inputCount, "graph inputs"),
    .number("output_count", \.outputCount, "graph outputs"),
    .number("input_bytes", \.inputBytes, "bytes of all graph inputs"),
    .number("output_bytes", \.outputBytes, "bytes of all graph outputs"),
    .number(
      "keeps_inputs", \.keepsInputs,
      "1: inputs are restored before each inference; 0: an inference uses them up, so a pass is "
        + "one inference (warmup 0, runs 1) and inputs are sent again before the next"),
    .number(
      "init_cycles", \.initCycles,
      "cycles from the counter's start, before clocks are set, until commands could be taken"),
    .list("registers", \.registers, "values read back, in the order of the board profile"),
  ]
  package var protocolVersion: UInt16 = 0
  package var nonce: UInt32 = 0
  package var buildID: [UInt8] = []
  package var board = ""
  package var coreHertz: UInt32 = 0
  package var counterKind = CounterKind.dwtCyccnt
  package var uniqueID: [UInt8] = []
  package var timingModel = ""
  package var layerCount: UInt16 = 0
  package var inputCount: UInt8 = 0
  package var outputCount: UInt8 = 0
  package var inputBytes: UInt32 = 0
  package var outputBytes: UInt32 = 0
  package var keepsInputs: UInt8 = 0
  package var initCycles: UInt64 = 0
  package var registers: [UInt32] = []

  package init() {}
}

/// A command was understood and done, or is being done.
package struct Ack: WireRecord {
  package static let name = "ack"
  package static let code: UInt8 = 0x82
  package static let summary = "A command was understood and done, or is being done."
  package static let fields: [RecordField<Ack>] = [
    .number("command", \.command, "the command's code"),
    .number("sequence", \.sequence, "the command's sequence number"),
  ]
  package var command: UInt8 = 0
  package var sequence: UInt8 = 0

  package init() {}

  package init(command: UInt8, sequence: UInt8) {
    self.command = command
    self.sequence = sequence
  }
}

/// A command was not done.
package struct Nack: WireRecord {
  package static let name = "nack"
  package static let code: UInt8 = 0x83
  package static let summary = "A command was not done, or a broken frame came."
  package static let fields: [RecordField<Nack>] = [
    .number("command", \.command, "the command's code, 0 when unknown"),
    .number("sequence", \.sequence, "the command's sequence number, 0 when unknown"),
    .choice("reason", \.reason, "a nack reason"),
  ]
  package var command: UInt8 = 0
  package var sequence: UInt8 = 0
  package var reason = NackReason.brokenFrame

  package init() {}

  package init(command: UInt8, sequence: UInt8, reason: NackReason) {
    self.command = command
    self.sequence = sequence
    self.reason = reason
  }
}

/// Bytes of a graph output.
package struct OutputChunk: WireRecord {
  package static let name = "output_chunk"
  package static let code: UInt8 = 0x84
  package static let summary = "Answers read_output with the bytes asked for."
  package static let fields: [RecordField<OutputChunk>] = [
    .number("tensor", \.tensor, "place among the graph's outputs"),
    .number("offset", \.offset, "bytes from the tensor's start"),
    .list("data", \.data, "the bytes"),
  ]
  package var tensor: UInt8 = 0
  package var offset: UInt32 = 0
  package var data: [UInt8] = []

  package init() {}

  package init(tensor: UInt8, offset: UInt32, data: [UInt8]) {
    self.tensor = tensor
    self.offset = offset
    self.data = data
  }
}

/// The checksum of a part of the flash, as the core reads it.
package struct ChecksumAnswer: WireRecord {
  package static let name = "checksum"
  package static let code: UInt8 = 0x86
  package static let summary =
    "Answers read_checksum with the CRC-32 (IEEE) of what the flash holds."
  package static let fields: [RecordField<ChecksumAnswer>] = [
    .number("address", \.address, "as in read_checksum"),
    .number("length", \.length, "as in read_checksum"),
    .number("crc", \.crc, "CRC-32 of the bytes"),
  ]
  package var address: UInt32 = 0
  package var length: UInt32 = 0
  package var crc: UInt32 = 0

  package init() {}

  package init(address: UInt32, length: UInt32, crc: UInt32) {
    self.address = address
    self.length = length
    self.crc = crc
  }
}

/// What the board's clocks showed at one moment.
package struct ClockAnswer: WireRecord {
  package static let name = "clock"
  package static let code: UInt8 = 0x85
  package static let summary = "Answers read_clock: both clocks, read together."
  package static let fields: [RecordField<ClockAnswer>] = [
    .number("sequence", \.sequence, "the command's sequence number"),
    .number("cycles", \.cycles, "core cycles since start-up"),
    .number("timer_ticks", \.timerTicks, "ticks of the second timer since start-up"),
    .number("timer_hertz", \.timerHertz, "the second timer's rate"),
  ]
  package var sequence: UInt8 = 0
  package var cycles: UInt64 = 0
  package var timerTicks: UInt64 = 0
  package var timerHertz: UInt32 = 0

  package init() {}
}
