/// A record that the host sends.
package enum HostCommand: Hashable, Sendable {
  case hello(Hello)
  case setInput(SetInput)
  case runPass(RunPass)
  case readOutput(ReadOutput)
  case readSamples(ReadSamples)
  case reset(Reset)
  case readClock(ReadClock)
  case readChecksum(ReadChecksum)

  /// The record itself.
  package var record: any WireRecord {
    switch self {
    case .hello(let record): record
    case .setInput(let record): record
    case .runPass(let record): record
    case .readOutput(let record): record
    case .readSamples(let record): record
    case .reset(let record): record
    case .readClock(let record): record
    case .readChecksum(let record): record
    }
  }

  /// The bytes on the line.
  package func encoded(sequence: UInt8) -> [UInt8] { record.frame(sequence: sequence).encoded }

  /// The command in `frame`, or `nil` when it holds none.
  package init?(_ frame: WireFrame) {
    func read<Record: WireRecord>(_ wrap: (Record) -> HostCommand) -> HostCommand? {
      Record(payload: frame.payload).map(wrap)
    }
    let command: HostCommand? =
      switch frame.code {
      case Hello.code: read(HostCommand.hello)
      case SetInput.code: read(HostCommand.setInput)
      case RunPass.code: read(HostCommand.runPass)
      case ReadOutput.code: read(HostCommand.readOutput)
      case ReadSamples.code: read(HostCommand.readSamples)
      case Reset.code: read(HostCommand.reset)
      case ReadClock.code: read(HostCommand.readClock)
      case ReadChecksum.code: read(HostCommand.readChecksum)
      default: nil
      }
    guard let command else { return nil }
    self = command
  }
}

/// A record that the board sends.
package enum BoardRecord: Hashable, Sendable {
  case helloReply(HelloReply)
  case ack(Ack)
  case nack(Nack)
  case outputChunk(OutputChunk)
  case clock(ClockAnswer)
  case checksum(ChecksumAnswer)
  case passBegin(PassBegin)
  case layerSample(LayerSample)
  case passEnd(PassEnd)
  case boot(Boot)
  case log(Log)
  case fault(Fault)
  case heartbeat(Heartbeat)

  /// The record itself.
  package var record: any WireRecord {
    switch self {
    case .helloReply(let record): record
    case .ack(let record): record
    case .nack(let record): record
    case .outputChunk(let record): record
    case .clock(let record): record
    case .checksum(let record): record
    case .passBegin(let record): record
    case .layerSample(let record): record
    case .passEnd(let record): record
    case .boot(let record): record
    case .log(let record): record
    case .fault(let record): record
    case .heartbeat(let record): record
    }
  }

  /// The bytes on the line.
  package func encoded(sequence: UInt8) -> [UInt8] { record.frame(sequence: sequence).encoded }

  /// The record in `frame`, or `nil` when it holds none.
  package init?(_ frame: WireFrame) {
    func read<Record: WireRecord>(_ wrap: (Record) -> BoardRecord) -> BoardRecord? {
      Record(payload: frame.payload).map(wrap)
    }
    let record: BoardRecord? =
      switch frame.code {
      case HelloReply.code: read(BoardRecord.helloReply)
      case Ack.code: read(BoardRecord.ack)
      case Nack.code: read(BoardRecord.nack)
      case OutputChunk.code: read(BoardRecord.outputChunk)
      case ClockAnswer.code: read(BoardRecord.clock)
      case ChecksumAnswer.code: read(BoardRecord.checksum)
      case PassBegin.code: read(BoardRecord.passBegin)
      case LayerSample.code: read(BoardRecord.layerSample)
      case PassEnd.code: read(BoardRecord.passEnd)
      case Boot.code: read(BoardRecord.boot)
      case Log.code: read(BoardRecord.log)
      case Fault.code: read(BoardRecord.fault)
      case Heartbeat.code: read(BoardRecord.heartbeat)
      default: nil
      }
    guard let record else { return nil }
    self = record
  }
}
