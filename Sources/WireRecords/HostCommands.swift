/// Opens a session; the board forgets the command it answered last.
package struct Hello: WireRecord {
  package static let name = "hello"
  package static let code: UInt8 = 0x01
  package static let summary = "Opens a session; answered by hello_reply."
  package static let fields: [RecordField<Hello>] = [
    .number("nonce", \.nonce, "echoed by the answer, so that an old answer is known as such")
  ]
  package var nonce: UInt32 = 0

  package init() {}

  package init(nonce: UInt32) {
    self.nonce = nonce
  }
}

/// Writes a part of a graph input.
package struct SetInput: WireRecord {
  package static let name = "set_input"
  package static let code: UInt8 = 0x02
  package static let summary = "Writes a part of a graph input; answered by ack."
  package static let fields: [RecordField<SetInput>] = [
    .number("tensor", \.tensor, "place among the graph's inputs"),
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

/// Runs a pass.
///
/// Answered by ack before the first inference, then pass_begin, a layer_sample or more after every
/// run, and pass_end. The board hears nothing while a pass runs. The same command again (same
/// sequence number) runs nothing: it brings ack and the same pass_end once more.
package struct RunPass: WireRecord {
  package static let name = "run_pass"
  package static let code: UInt8 = 0x03
  package static let summary = "Runs a pass; answered by ack, then by the pass's records."
  package static let fields: [RecordField<RunPass>] = [
    .choice("kind", \.kind, "a pass kind"),
    .number("warmup", \.warmup, "inferences before the first that counts"),
    .number("runs", \.runs, "inferences that count, 1 or more; probe: stamp pairs, at least 1000"),
    .number(
      "fresh", \.fresh,
      "1: caches are emptied before the first inference, so that nothing depends on what ran before"
    ),
  ]
  package var kind = PassKind.clean
  package var warmup: UInt16 = 0
  package var runs: UInt16 = 0
  package var fresh: UInt8 = 0

  package init() {}

  package init(kind: PassKind, warmup: UInt16, runs: UInt16, fresh: UInt8 = 0) {
    self.kind = kind
    self.warmup = warmup
    self.runs = runs
    self.fresh = fresh
  }
}

/// Asks for a part of a graph output of the latest inference.
package struct ReadOutput: WireRecord {
  package static let name = "read_output"
  package static let code: UInt8 = 0x04
  package static let summary = "Asks for a part of a graph output; answered by output_chunk."
  package static let fields: [RecordField<ReadOutput>] = [
    .number("tensor", \.tensor, "place among the graph's outputs"),
    .number("offset", \.offset, "bytes from the tensor's start"),
    .number("length", \.length, "bytes wanted, at most what an output_chunk holds"),
  ]
  package var tensor: UInt8 = 0
  package var offset: UInt32 = 0
  package var length: UInt16 = 0

  package init() {}

  package init(tensor: UInt8, offset: UInt32, length: UInt16) {
    self.tensor = tensor
    self.offset = offset
    self.length = length
  }
}

/// Asks again for cycle counts of the latest pass.
package struct ReadSamples: WireRecord {
  package static let name = "read_samples"
  package static let code: UInt8 = 0x05
  package static let summary =
    "Asks again for cycle counts of the latest pass; answered by layer_sample, or by nack not_held "
    + "when the board has overwritten that run."
  package static let fields: [RecordField<ReadSamples>] = [
    .number("run", \.run, "the run, from 0"),
    .number("first", \.first, "the first layer wanted; 0 where a run has one count"),
    .number("count", \.count, "counts wanted, at most what a layer_sample holds"),
  ]
  package var run: UInt16 = 0
  package var first: UInt16 = 0
  package var count: UInt16 = 0

  package init() {}

  package init(run: UInt16, first: UInt16, count: UInt16) {
    self.run = run
    self.first = first
    self.count = count
  }
}

/// Resets the chip.
package struct Reset: WireRecord {
  package static let name = "reset"
  package static let code: UInt8 = 0x06
  package static let summary = "Resets the chip; answered by ack, and by boot afterwards."
  package static let fields: [RecordField<Reset>] = []

  package init() {}
}

/// Asks what the board's clocks show.
package struct ReadClock: WireRecord {
  package static let name = "read_clock"
  package static let code: UInt8 = 0x07
  package static let summary =
    "Asks what the cycle counter and the second timer show; answered by clock."
  package static let fields: [RecordField<ReadClock>] = []

  package init() {}
}

/// Asks for the checksum of a part of the flash.
package struct ReadChecksum: WireRecord {
  package static let name = "read_checksum"
  package static let code: UInt8 = 0x08
  package static let summary =
    "Asks for the CRC-32 of bytes in the flash; answered by checksum, or by nack out_of_range."
  package static let fields: [RecordField<ReadChecksum>] = [
    .number("address", \.address, "the first byte's, as the core reads it"),
    .number("length", \.length, "bytes"),
  ]
  package var address: UInt32 = 0
  package var length: UInt32 = 0

  package init() {}

  package init(address: UInt32, length: UInt32) {
    self.address = address
    self.length = length
  }
}
