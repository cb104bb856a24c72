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
  /// Opens the session, and refuses any other firmware than the expected one.
  package func open(nonce: UInt32, expecting firmware: ExpectedFirmware) async throws
    -> BoardIdentity
  {
    stage = .handshake
    isOpen = false
    let reply = try await request(
      Hello(nonce: nonce), within: limits.hello, tries: limits.helloTries
    ) { record, _ in
      if case .helloReply(let reply) = record, reply.nonce == nonce { reply } else { nil }
    }
    isOpen = true
    try check(reply, against: firmware)
    return BoardIdentity(
      coreHertz: Int(reply.coreHertz), counter: reply.counterKind.profileName,
      uniqueID: reply.uniqueID, timingModel: reply.timingModel, keepsInputs: reply.keepsInputs != 0,
      registers: reply.registers)
  }

  private func check(_ reply: HelloReply, against firmware: ExpectedFirmware) throws {
    guard reply.protocolVersion == WireTable.protocolVersion else {
      throw failure(
        .otherProtocol(
          board: Int(reply.protocolVersion), host: Int(WireTable.protocolVersion)))
    }
    guard reply.board == firmware.board else {
      throw failure(
        .otherBoard(asked: firmware.board, got: String(reply.board.debugDescription.prefix(40))))
    }
    let got = reply.buildID.hexadecimal
    let expected = String(firmware.buildID.prefix(got.count))
    guard got == expected else { throw failure(.otherBuild(expected: expected, got: got)) }
    for (what, expected, got) in [
      ("layers", firmware.layerCount, Int(reply.layerCount)),
      ("inputs", firmware.inputBytes.count, Int(reply.inputCount)),
      ("outputs", firmware.outputBytes.count, Int(reply.outputCount)),
      ("bytes of input", firmware.inputBytes.reduce(0, +), Int(reply.inputBytes)),
      ("bytes of output", firmware.outputBytes.reduce(0, +), Int(reply.outputBytes)),
    ] where expected != got {
      throw failure(.otherLayout(what: what, expected: expected, got: got))
    }
  }

  /// Writes every graph input, one buffer an input in the graph's order.
  package func setInputs(_ inputs: [[UInt8]]) async throws {
    stage = .input
    for (tensor, bytes) in inputs.enumerated() {
      for offset in stride(from: 0, to: bytes.count, by: SetInput.maximumListCount) {
        let end = min(bytes.count, offset + SetInput.maximumListCount)
        try await acknowledged(
          SetInput(
            tensor: UInt8(tensor), offset: UInt32(offset), data: Array(bytes[offset..<end])))
      }
    }
  }

  /// Reads graph outputs of the latest inference, `byteCounts` in the graph's order.
  package func readOutputs(_ byteCounts: [Int]) async throws -> [[UInt8]] {
    stage = .output
    var outputs: [[UInt8]] = []
    for (tensor, byteCount) in byteCounts.enumerated() {
      var bytes: [UInt8] = []
      while bytes.count < byteCount {
        let length = min(OutputChunk.maximumListCount, byteCount - bytes.count)
        let offset = bytes.count
        bytes += try await request(
          ReadOutput(tensor: UInt8(tensor), offset: UInt32(offset), length: UInt16(length))
        ) { record, _ -> [UInt8]? in
          guard case .outputChunk(let chunk) = record, Int(chunk.tensor) == tensor,
            Int(chunk.offset) == offset, chunk.data.count == length
          else { return nil }
          return chunk.data
        }
      }
      outputs.append(bytes)
    }
    return outputs
  }

  /// Sends a command whose whole answer is an acknowledgement.
  private func acknowledged<Command: WireRecord>(_ command: Command) async throws {
    try await request(command) { record, sequence -> Void? in
      guard case .ack(let ack) = record, ack.command == Command.code, ack.sequence == sequence
      else { return nil }
      return ()
    }
  }
}

extension CounterKind {
  /// The counter's name in board profiles.
  var profileName: String {
    switch self {
    case .dwtCyccnt: "dwt_cyccnt"
    }
  }
}
