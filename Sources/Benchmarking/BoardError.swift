package import Failures

/// Why a board's session ended.
package struct BoardError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// Nothing came for so long.
    case silent(after: Duration)
    /// Something came, but never what was waited for.
    case unanswered(command: String, tries: Int)
    /// Bytes came, none of them a frame.
    case garbage(byteCount: Int, sample: String)
    /// The firmware answers in the EEMBC protocol of MLPerf Tiny.
    case eembcFirmware
    /// The pass did not end in time.
    case passTooLong(pass: String, limit: Duration)
    /// Inputs or outputs did not get over the line in time.
    case transferTooLong(what: String, limit: Duration)
    /// The line hung up; what its other end said then.
    case lineClosed(lastWords: String?)
    case wasReset(resetFlags: UInt32)
    case fault(FaultReport)
    case otherProtocol(board: Int, host: Int)
    case otherBoard(asked: String, got: String)
    case otherBuild(expected: String, got: String)
    /// The board counts layers or bytes otherwise than the plan.
    case otherLayout(what: String, expected: Int, got: Int)
    case refused(command: String, why: String)
    /// The flash holds other bytes than the image; where, and the two CRC-32.
    case otherFlash(
      part: String, address: UInt32, byteCount: Int, expected: UInt32, found: UInt32)
    /// Cycle counts that were lost and that the board holds no more.
    case countsLost(pass: String, run: Int, missing: Int)
  }

  /// The board profile's name.
  package let board: String
  /// What was being done: `handshake`.
  package let stage: SessionStage
  package let reason: Reason
  /// The last thing that came from the board, with how long ago, or `nil` when nothing came.
  package let lastHeard: String?
  /// What the line lost until then, or `nil` when it lost nothing.
  package let lineLoss: String?

  package init(
    board: String, stage: SessionStage, reason: Reason, lastHeard: String?, lineLoss: String? = nil
  ) {
    self.board = board
    self.stage = stage
    self.reason = reason
    self.lastHeard = lastHeard
    self.lineLoss = lineLoss
  }

  /// Whether the flash was found to hold other bytes than the image.
  var isOtherFlash: Bool {
    if case .otherFlash = reason { true } else { false }
  }

  package var summary: String {
    let heard = lastHeard.map { "; last heard: \($0)" } ?? "; nothing was heard from it"
    return "\(board): \(text) during \(stage)" + heard + (lineLoss.map { "; \($0)" } ?? "")
  }

  private var text: String {
    switch reason {
    case .silent(let limit):
      "the board said nothing for \(limit)"
    case .unanswered(let command, let tries):
      "the board did not answer \(command) in \(tries) tries"
    case .garbage(let byteCount, let sample):
      "the board sent \(byteCount) bytes and no frame among them (\(sample))"
    case .eembcFirmware:
      "the firmware speaks the EEMBC protocol of MLPerf Tiny"
    case .passTooLong(let pass, let limit):
      "the \(pass) pass did not end in \(limit)"
    case .transferTooLong(let what, let limit):
      "the \(what) did not get over the line in \(limit)"
    case .lineClosed(let lastWords):
      "the line hung up" + (lastWords.map { " (\($0))" } ?? "")
    case .wasReset(let flags):
      "the board was reset (reset flags 0x\(String(flags, radix: 16)))"
    case .fault(let report):
      report.description
    case .otherProtocol(let board, let host):
      "the firmware speaks version \(board) of the protocol, this program version \(host)"
    case .otherBoard(let asked, let got):
      "the firmware is for \(got), not for \(asked)"
    case .otherBuild(let expected, let got):
      "the firmware is build \(got), the image built now is \(expected)"
    case .otherLayout(let what, let expected, let got):
      "the firmware counts \(got) \(what), the plan \(expected)"
    case .refused(let command, let why):
      "the board refused \(command) (\(why))"
    case .otherFlash(let part, let address, let byteCount, let expected, let found):
      "the board's flash is not the image that the firmware names: \(byteCount) B of \(part) from "
        + "0x\(String(address, radix: 16)) on have the CRC-32 0x\(String(found, radix: 16)), the "
        + "image 0x\(String(expected, radix: 16))"
    case .countsLost(let pass, let run, let missing):
      "\(missing) cycle counts of run \(run) of the \(pass) pass were lost on the line"
    }
  }

  package var remedy: String? {
    switch reason {
    case .silent, .unanswered:
      stage == .handshake
        ? "check that the board runs an image of 'mcubench build' and that --port is its port"
        : "reset the board and run again"
    case .garbage: "check the port's speed, and that the board runs an image of 'mcubench build'"
    case .eembcFirmware:
      "drive it with 'mcubench mlperf', or flash an image that 'mcubench build' writes without "
        + "--protocol eembc"
    case .passTooLong: "reset the board and run again, with fewer --runs if need be"
    case .transferTooLong: "use a shorter cable or another adapter, then run again"
    case .lineClosed: "check the cable and run again"
    case .wasReset: "check the board's power supply and run again"
    case .fault: "report this with the image: 'mcubench build' writes it with its map"
    case .otherFlash:
      "flash the image again: 'mcubench run --probe PROBE --reflash', or 'mcubench flash' with what "
        + "'mcubench build' writes for this model"
    case .otherProtocol, .otherBuild:
      "flash the image that 'mcubench build' writes for this model, then run again"
    case .otherBoard: "name the board that is attached with --board"
    case .otherLayout, .refused: "flash the image again; if that does not help, report this"
    case .countsLost: "run again; if it happens often, use a shorter cable or another adapter"
    }
  }

  package var failureClass: FailureClass? {
    switch reason {
    case .silent: stage == .handshake ? .boot : .timeout
    case .garbage: stage == .handshake ? .boot : .protocol
    case .passTooLong, .transferTooLong: .timeout
    case .wasReset, .fault: .boot
    case .lineClosed, .otherBoard: .probe
    case .otherBuild, .otherFlash: .flash
    case .unanswered, .eembcFirmware, .otherProtocol, .otherLayout, .refused, .countsLost: .protocol
    }
  }
}

/// What a session does, in order.
package enum SessionStage: String, Hashable, Sendable, CustomStringConvertible {
  case handshake = "the handshake"
  case flash = "the check of its flash"
  case input = "the sending of inputs"
  case clean = "the clean pass"
  case layer = "the layer pass"
  case cold = "the cold pass"
  case probe = "the probe pass"
  case single = "the pass of one core"
  case clock = "the proof of the clock"
  case output = "the reading of outputs"

  package var description: String { rawValue }
}
