import Measurements
package import ModelGraph

extension RunDocument {
  static func json(_ model: ModelRecord, of run: Measurement) -> JSONValue {
    .object(known: [
      ("sha256", model.sha256.isEmpty ? nil : .string(model.sha256)),
      ("name", .string(model.name)),
      ("file_bytes", run.known(model.fileBytes).map { .integer($0) }),
      ("params", run.known(model.parameterCount).map { .integer($0) }),
      ("macs", run.known(model.macCount).map { .integer($0) }),
      ("bytes_per_param", model.bytesPerParameter.map { .number($0) }),
      ("inputs", .array(model.inputs.map(json))),
      ("outputs", .array(model.outputs.map(json))),
      ("quantisation", model.quantization.map { .string($0) }),
    ])
  }

  /// What was removed from the network; its layers stand in `layers.csv`.
  package static func json(_ pruning: GraphPruning) -> JSONValue {
    .object(known: [
      ("channels", .integer(pruning.channelCount)),
      ("constant_channels", .integer(pruning.constantChannelCount)),
      ("unread_channels", .integer(pruning.unreadChannelCount)),
      ("macs", .integer(pruning.macCount)),
      ("kept_macs", .integer(pruning.keptMACCount)),
      ("params", .integer(pruning.parameterCount)),
      ("kept_params", .integer(pruning.keptParameterCount)),
    ])
  }

  private static func json(_ tensor: TensorRecord) -> JSONValue {
    .object(known: [
      ("name", .string(tensor.name)),
      ("dtype", .string(tensor.type)),
      ("shape", .array(tensor.shape.map { .integer($0) })),
      ("scale", tensor.scale.map { .number($0) }),
      ("zero_point", tensor.zeroPoint.map { .integer($0) }),
    ])
  }

  static func json(_ board: BoardRecord) -> JSONValue {
    let probe: [(String, JSONValue?)] = [
      ("kind", board.probeKind.map { .string($0) }),
      ("serial", board.probeSerial.map { .string($0) }),
      ("path", board.probePath.map { .string($0) }),
      ("firmware", board.probeFirmware.map { .string($0) }),
      ("target_mv", board.targetMillivolts.map { .integer($0) }),
    ]
    return .object(known: [
      ("profile", .string(board.profile)),
      ("uid", board.uniqueID.map { .string($0) }),
      ("probe", probe.contains { $0.1 != nil } ? .object(known: probe) : nil),
      ("flash_tool", board.flashTool.map { .string($0) }),
      ("flashing", board.flashing.map { .array($0.map(json)) }),
      ("port", board.port.map { .string($0) }),
      ("host", board.host.map { .string($0) }),
      ("line", board.line.map(json)),
    ])
  }

  private static func json(_ line: SerialLineRecord) -> JSONValue {
    .object(known: [
      ("baud", line.baud.map { .integer($0) }),
      ("frames", .integer(line.frames)),
      ("broken_frames", .integer(line.brokenFrames)),
      ("commands", .integer(line.commands)),
      ("resent_commands", .integer(line.resentCommands)),
    ])
  }

  private static func json(_ step: FlashingRecord) -> JSONValue {
    .object(known: [
      ("step", .string(step.rung)),
      ("reason", .string(step.reason)),
      ("done", .bool(step.isSuccess)),
      ("outcome", .string(step.outcome)),
      ("class", step.failureClass.map { .string($0) }),
      ("seconds", .number(step.seconds)),
    ])
  }

  static func json(_ chip: ChipState) -> JSONValue {
    .object(known: [
      ("sysclk_hz", .integer(chip.coreClockHertz)),
      ("measured_hz", chip.provenClockHertz.map { .integer($0) }),
      ("clock_proof", chip.clockProof.map(json)),
      (
        "registers",
        .array(
          chip.registers.map { register in
            .object(known: [
              ("name", .string(register.name)),
              ("value", .string(hexadecimal(register.value))),
              ("mask", register.mask.map { .string(hexadecimal($0)) }),
              ("expected", register.expected.map { .string(hexadecimal($0)) }),
              ("meaning", register.meaning.map { .string($0) }),
              ("as_expected", register.expected == nil ? nil : .bool(register.isAsExpected)),
            ])
          })
      ),
    ])
  }

  private static func json(_ proof: ClockProofRecord) -> JSONValue {
    .object(known: [
      ("verdict", .string(proof.verdict.rawValue)),
      ("against", .string(proof.reference.rawValue)),
      ("seconds", .number(proof.seconds)),
      ("readings", .integer(proof.readings)),
      ("lowest_hz", proof.lowestHertz.map { .number($0) }),
      ("highest_hz", proof.highestHertz.map { .number($0) }),
      ("second_timer_hz", proof.timerHertz.map { .number($0) }),
      ("tolerated_pct", .number(proof.toleratedPercent)),
    ])
  }

  static func json(_ build: BuildRecord) -> JSONValue {
    .object(known: [
      ("toolchain", .string(build.toolchain)),
      ("flags", .array(build.flags.map { .string($0) })),
      ("build_id", .string(build.buildID)),
      (
        "kernel_set",
        .object(known: [
          ("name", .string(build.kernelSet)),
          ("object_hash", build.kernelCodeSHA256.map { .string($0) }),
        ])
      ),
      ("elf_sha256", .string(build.elfSHA256)),
      (
        "sections",
        .array(
          build.sections.map { section in
            .object(known: [
              ("name", .string(section.name)),
              ("address", .string(hexadecimal(section.address))),
              ("bytes", .integer(section.byteCount)),
              ("loaded", .bool(section.isLoaded)),
            ])
          })
      ),
    ])
  }

  static func json(_ memory: MemoryRecord, of run: Measurement) -> JSONValue {
    .object(known: [
      ("arena_planned", run.known(memory.arenaBytes).map { .integer($0) }),
      ("peak_live", run.known(memory.peakLiveBytes).map { .integer($0) }),
      ("peak_step", memory.peakLayer.map { .integer($0) }),
      ("stack_high_water", memory.stackHighWaterBytes.map { .integer($0) }),
      ("stack", memory.stackBytes.map { .integer($0) }),
      (
        "regions",
        .array(
          memory.regions.map { region in
            .object(known: [
              ("name", .string(region.name)),
              ("role", .string(region.role.rawValue)),
              ("used", .integer(region.used)),
              ("available", region.available.map { .integer($0) }),
            ])
          })
      ),
    ])
  }

  /// The value in eight digits: `0x0800a1f4`.
  static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
