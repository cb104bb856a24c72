import WireRecords

/// What a board said about itself.
package struct BoardIdentity: Hashable, Sendable {
  package let coreHertz: Int
  package let counter: String
  /// 12 bytes.
  package let uniqueID: [UInt8]
  /// What counts a virtual chip's cycles, in the chip's own words; empty on silicon.
  package let timingModel: String
  /// Whether inputs outlive an inference; where not, they are sent again before each.
  package let keepsInputs: Bool
  /// From the counter's start until the firmware could take a command.
  package let initCycles: UInt64
  package let registers: [UInt32]

  /// A virtual chip's unique id spells `MCUBVIRT` and then its serial; silicon has no timing model.
  package var isVirtual: Bool {
    uniqueID.starts(with: "MCUBVIRT".utf8) || !timingModel.isEmpty
  }

  package var uniqueIDText: String { uniqueID.hexadecimal }
}

/// What the host expects of the firmware.
package struct ExpectedFirmware: Hashable, Sendable {
  package let board: String
  /// Hexadecimal.
  package let buildID: String
  package let layerCount: Int
  /// Bytes of each graph input and output, in the graph's order.
  package let inputBytes: [Int]
  package let outputBytes: [Int]

  package init(
    board: String, buildID: String, layerCount: Int, inputBytes: [Int], outputBytes: [Int]
  ) {
    self.board = board
    self.buildID = buildID
    self.layerCount = layerCount
    self.inputBytes = inputBytes
    self.outputBytes = outputBytes
  }
}

extension BoardSession {
  /// Writes every graph input, one buffer an input in the graph's order.
  package func setInputs(_ inputs: [[UInt8]]) async throws {
    stage = .input
    let deadline = transferDeadline(inputs.map(\.count))
    var patience = patience()
    for (tensor, bytes) in inputs.enumerated() {
      var offset = 0
      // What is lost is sent in smaller parts, so each try is a command of its own; the answer to
      // an earlier one may be late, and then tells how long answers take.
      var tried: [UInt8: (end: Int, sentAt: Time.Instant)] = [:]
      while offset < bytes.count {
        let end = min(bytes.count, offset + sentBlock.bytes)
        let sequence = nextSequence()
        tried[sequence] = (end, clock.now)
        let written = try await attempt(
          SetInput(tensor: UInt8(tensor), offset: UInt32(offset), data: Array(bytes[offset..<end])),
          sequence: sequence, answerBytes: Ack.fixedBytes, isRepeat: patience.tries > 0
        ) { record, _ -> UInt8? in
          guard case .ack(let ack) = record, ack.command == SetInput.code else { return nil }
          return tried[ack.sequence] == nil ? nil : ack.sequence
        }
        if let written, let part = tried[written] {
          if patience.tries > 0 { roundTrip.heard(after: part.sentAt.duration(to: clock.now)) }
          offset = part.end
          tried = [:]
          sentBlock.grow()
          patience = self.patience()
        } else {
          sentBlock.shrink()
          try check(&patience, SetInput.name)
          try check(deadline, "inputs")
        }
      }
    }
  }

  /// Reads graph outputs of the latest inference, `byteCounts` in the graph's order.
  package func readOutputs(_ byteCounts: [Int]) async throws -> [[UInt8]] {
    stage = .output
    let deadline = transferDeadline(byteCounts)
    var patience = patience()
    var outputs: [[UInt8]] = []
    for (tensor, byteCount) in byteCounts.enumerated() {
      var bytes: [UInt8] = []
      while bytes.count < byteCount {
        let offset = bytes.count
        let length = min(readBlock.bytes, byteCount - offset)
        let part = try await attempt(
          ReadOutput(tensor: UInt8(tensor), offset: UInt32(offset), length: UInt16(length)),
          sequence: nextSequence(), answerBytes: OutputChunk.fixedBytes + length,
          isRepeat: patience.tries > 0
        ) { record, _ -> [UInt8]? in
          // A longer part may be the late answer to an earlier try: it is as good.
          guard case .outputChunk(let chunk) = record, Int(chunk.tensor) == tensor,
            Int(chunk.offset) == offset, (length...byteCount - offset).contains(chunk.data.count)
          else { return nil }
          return chunk.data
        }
        if let part {
          bytes += part
          readBlock.grow()
          patience = self.patience()
        } else {
          readBlock.shrink()
          try check(&patience, ReadOutput.name)
          try check(deadline, "outputs")
        }
      }
      outputs.append(bytes)
    }
    return outputs
  }

  /// When all of these bytes must have gone over the line.
  private func transferDeadline(_ byteCounts: [Int]) -> (instant: Time.Instant, limit: Duration) {
    let limit =
      limits.transfer + transit(of: byteCounts.reduce(0, +)) * limits.transferFactor
    return (clock.now.advanced(by: limit), limit)
  }

  private func check(_ deadline: (instant: Time.Instant, limit: Duration), _ what: String) throws {
    guard clock.now >= deadline.instant else { return }
    throw failure(.transferTooLong(what: what, limit: deadline.limit))
  }
}
