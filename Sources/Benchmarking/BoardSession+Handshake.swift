import Hardware
import WireRecords

extension BoardSession {
  /// Opens the session, and refuses any other firmware than the expected one.
  package func open(nonce: UInt32, expecting firmware: ExpectedFirmware) async throws
    -> BoardIdentity
  {
    let reply = try await hello(nonce: nonce)
    isOpen = true
    try check(reply, against: firmware)
    let identity = BoardIdentity(
      coreHertz: Int(reply.coreHertz), counter: reply.counterKind.profileName,
      uniqueID: reply.uniqueID, timingModel: reply.timingModel, keepsInputs: reply.keepsInputs != 0,
      initCycles: reply.initCycles, registers: reply.registers)
    isVirtual = identity.isVirtual || connection.origin != .device
    return identity
  }

  /// Says hello until the board answers, at each of the speeds in turn.
  ///
  /// The firmware starts at the first speed and steps through the same list for as long as what it
  /// hears is broken, faster than this end does.
  func hello(nonce: UInt32) async throws -> HelloReply {
    stage = .handshake
    isOpen = false
    if bauds.count > 1 { try await setSpeed(0) }
    let sequence = nextSequence()
    let heardBefore = byteCount
    var triesHere = 0
    var frames = lineStatistics.frameCount
    for _ in 0..<limits.helloTries {
      // A whole frame proves the speed, whatever became of the hello.
      let isProven = lineStatistics.frameCount > frames
      if bauds.count > 1, triesHere >= limits.helloTriesASpeed, !isProven {
        try await setNextSpeed()
        (triesHere, frames) = (0, lineStatistics.frameCount)
      }
      triesHere += 1
      // None counts as sent again: the board may not have started yet.
      let reply = try await attempt(
        Hello(nonce: nonce), sequence: sequence, answerBytes: HelloReply.fixedBytes,
        isRepeat: false, within: limits.hello
      ) { record, _ -> HelloReply? in
        if case .helloReply(let reply) = record, reply.nonce == nonce { reply } else { nil }
      }
      if let reply { return reply }
      if let foreign = foreignReply, foreign.nonce == nonce { throw otherProtocol(foreign) }
    }
    if let foreign = foreignReply { throw otherProtocol(foreign) }
    if byteCount > 0, lastRecord == nil {
      if try await answersAsEEMBC() { throw failure(.eembcFirmware) }
      throw failure(.garbage(byteCount: byteCount, sample: sample))
    }
    throw failure(
      byteCount == heardBefore
        ? .silent(after: limits.hello * limits.helloTries)
        : .unanswered(command: Hello.name, tries: limits.helloTries))
  }

  /// Goes on to the next speed that the port can do.
  private func setNextSpeed() async throws {
    for _ in bauds {
      do {
        return try await setSpeed((speed + 1) % bauds.count)
      } catch let error as SerialPortError {
        guard case .unsupportedBaud = error.reason else { throw error }
      }
    }
  }

  private func otherProtocol(_ foreign: RecordReceiver.ForeignReply) -> BoardError {
    failure(
      .otherProtocol(
        board: Int(foreign.protocolVersion), host: Int(WireTable.protocolVersion)))
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
}

extension CounterKind {
  /// The counter's name in board profiles.
  var profileName: String {
    switch self {
    case .dwtCyccnt: "dwt_cyccnt"
    case .systick: "systick"
    case .ccount: "ccount"
    }
  }
}
