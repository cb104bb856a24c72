package import Hardware
import Synchronization
package import WireRecords

/// A board in memory that speaks the wire's records, and misbehaves as a test says.
package final class FakeBoard: SerialPort {
  /// What becomes of a record on its way to the host.
  package enum Delivery: Sendable {
    case whole
    case lost
    /// The frame arrives with a flipped bit.
    case broken
    /// These records arrive in its place.
    case replaced([BoardRecord])
    /// The line hangs up instead.
    case hangUp
    /// Nothing more ever comes.
    case silence
    /// The board is reset instead: it goes at its first speed and says boot, unless there are no
    /// flags and the record is lost.
    case reset(flags: UInt32?)
  }

  private struct State {
    var decoder = FrameDecoder()
    var inputs: [[UInt8]]
    var outputs: [[UInt8]] = []
    var inferences = 0
    var passes: UInt16 = 0
    var clockReadings = 0
    var samples: [[UInt64]] = []
    var lastPass: PassEnd?
    /// The command that was done last: the same again is acknowledged only.
    var done: WireFrame?
    var isOpen = false
    var line: FakeLine
    /// The speed's place in the firmware's list, and what was broken since the last whole frame.
    var speed = 0
    var errors = 0
    var sequence: UInt8 = 0
    var sent: [UInt8: Int] = [:]
    var outgoing: [UInt8] = []
    var isSilent = false
    var hasHungUp = false
    /// Whether a reset has ended what was being done.
    var hasStopped = false
    var isClosed = false
    var reader: CheckedContinuation<Result<[UInt8]?, SerialPortError>, Never>?
    var readIsCancelled = false
    var trace: [HostCommand] = []
    var baud: Int
  }

  /// As in the firmware's line.
  private static let maximumErrors = 16

  private let firmware: Firmware
  private let deliver: @Sendable (_ record: BoardRecord, _ count: Int) -> Delivery
  private let hears: @Sendable (_ command: HostCommand, _ count: Int) -> Bool
  private let state: Mutex<State>

  /// A board with `firmware`.
  ///
  /// `deliver` decides about each record by its kind and how many of that kind went before;
  /// `hears` decides whether a command arrives, by its place among all.
  package init(
    _ firmware: Firmware = Firmware(), line: FakeLine = FakeLine(),
    deliver: @escaping @Sendable (_ record: BoardRecord, _ count: Int) -> Delivery = { _, _ in
      .whole
    },
    hears: @escaping @Sendable (_ command: HostCommand, _ count: Int) -> Bool = { _, _ in true }
  ) {
    self.firmware = firmware
    self.hears = hears
    self.deliver = deliver
    state = Mutex(
      State(
        inputs: firmware.inputBytes.map { [UInt8](repeating: 0, count: $0) }, line: line,
        baud: firmware.bauds[0]))
  }

  /// Commands that arrived, in order.
  package var trace: [HostCommand] { state.withLock { $0.trace } }

  /// Whether somebody waits for bytes, and has got all that there are.
  package var isListenedTo: Bool { state.withLock { $0.reader != nil } }

  package var isClosed: Bool { state.withLock { $0.isClosed } }

  /// The speed that the host has set.
  package var hostBaud: Int { state.withLock { $0.baud } }

  /// Says that it waits for commands, as firmware does about once a second.
  package func beat() {
    change { state in
      if state.isOpen { say(.heartbeat(Heartbeat()), &state) }
    }
  }

  /// Sends bytes that are no answer, as a ROM does.
  package func babble(_ bytes: [UInt8]) {
    change { $0.outgoing += bytes }
  }

  // MARK: The port

  package func read() async throws(SerialPortError) -> [UInt8]? {
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { reader in
        change { state in
          state.reader = reader
        }
      }
    } onCancel: {
      change { $0.readIsCancelled = true }
    }
    state.withLock { $0.readIsCancelled = false }
    return try outcome.get()
  }

  package func write(_ bytes: [UInt8]) async throws(SerialPortError) {
    let isOpen = state.withLock { !$0.isClosed && !$0.hasHungUp }
    guard isOpen else { throw error(.closed) }
    change { state in
      state.hasStopped = false
      let speed = firmware.bauds[state.speed]
      let arrived = state.line.carry(bytes, host: state.baud, board: speed)
      if state.line.isGarbled(host: state.baud, board: speed) {
        state.errors += arrived.count
      } else {
        hear(arrived, &state)
      }
      if firmware.bauds.count > 1, state.errors >= Self.maximumErrors { changeSpeed(&state) }
    }
  }

  /// Obeys the commands in `bytes`; complains, as firmware does, once when all of it is broken.
  private func hear(_ bytes: [UInt8], _ state: inout State) {
    func broken() -> Int { state.decoder.brokenFrameCount + state.decoder.ignoredByteCount }
    let before = broken()
    let frames = state.decoder.receive(bytes)
    guard !frames.isEmpty else {
      guard broken() > before else { return }
      state.errors += 1
      if state.isOpen { say(.nack(Nack(command: 0, sequence: 0, reason: .brokenFrame)), &state) }
      return
    }
    state.errors = 0
    for frame in frames {
      guard let command = HostCommand(frame) else { continue }
      let count = state.trace.count
      state.trace.append(command)
      guard hears(command, count) else { continue }
      if case .hello = command { state.isOpen = true }
      guard state.isOpen else {
        say(.boot(Boot()), &state)
        continue
      }
      answer(command, frame, &state)
    }
  }

  private func changeSpeed(_ state: inout State) {
    state.speed = (state.speed + 1) % firmware.bauds.count
    state.errors = 0
    state.decoder = FrameDecoder()
    if !state.isOpen { say(.boot(Boot()), &state) }
  }

  private func reset(flags: UInt32?, _ state: inout State) {
    startOver(&state)
    state.hasStopped = true
    guard let flags else { return }
    var boot = Boot()
    boot.resetFlags = flags
    send(BoardRecord.boot(boot).encoded(sequence: 0), &state)
  }

  private func startOver(_ state: inout State) {
    (state.isOpen, state.speed, state.errors, state.sequence) = (false, 0, 0, 0)
    (state.done, state.lastPass, state.passes) = (nil, nil, 0)
  }

  private func send(_ bytes: [UInt8], _ state: inout State) {
    state.outgoing += state.line.carry(
      bytes, host: state.baud, board: firmware.bauds[state.speed])
  }

  package func setBaud(_ baud: Int) async throws(SerialPortError) {
    let isOpen = state.withLock { state in
      state.baud = baud
      return !state.isClosed && !state.hasHungUp
    }
    guard isOpen else { throw error(.closed) }
  }

  package func close() async {
    change { $0.isClosed = true }
  }

  private func error(_ reason: SerialPortError.Reason) -> SerialPortError {
    SerialPortError(port: "fake", reason: reason)
  }

  /// Changes the state, and hands a waiting reader what there is now.
  private func change(_ body: (inout State) -> Void) {
    typealias Handover = (
      CheckedContinuation<Result<[UInt8]?, SerialPortError>, Never>,
      Result<[UInt8]?, SerialPortError>
    )
    let handover: Handover? = state.withLock { state in
      body(&state)
      guard let reader = state.reader else { return nil }
      let outcome: Result<[UInt8]?, SerialPortError>
      if state.readIsCancelled {
        outcome = .failure(error(.cancelled))
      } else if !state.outgoing.isEmpty {
        // A few bytes at a time: frames come in pieces.
        outcome = .success(Array(state.outgoing.prefix(37)))
        state.outgoing.removeFirst(min(37, state.outgoing.count))
      } else if state.isClosed {
        outcome = .failure(error(.closed))
      } else if state.hasHungUp {
        outcome = .success(nil)
      } else {
        return nil
      }
      state.reader = nil
      return (reader, outcome)
    }
    if let (reader, outcome) = handover { reader.resume(returning: outcome) }
  }

  // MARK: The firmware

  private func say(_ record: BoardRecord, _ state: inout State) {
    if state.isSilent || state.hasHungUp || state.hasStopped { return }
    let code = type(of: record.record).code
    let count = state.sent[code, default: 0]
    state.sent[code] = count + 1
    state.sequence &+= 1
    let bytes = record.encoded(sequence: state.sequence)
    switch deliver(record, count) {
    case .whole: send(bytes, &state)
    case .lost: break
    case .broken:
      var damaged = bytes
      damaged[damaged.count / 2] ^= damaged[damaged.count / 2] == 0x10 ? 0x20 : 0x10
      send(damaged, &state)
    case .replaced(let records):
      for other in records { send(other.encoded(sequence: state.sequence), &state) }
    case .hangUp: state.hasHungUp = true
    case .silence: state.isSilent = true
    case .reset(let flags): reset(flags: flags, &state)
    }
  }

  private func answer(_ command: HostCommand, _ frame: WireFrame, _ state: inout State) {
    let sequence = frame.sequence
    func acknowledge() {
      say(.ack(Ack(command: type(of: command.record).code, sequence: sequence)), &state)
    }
    func refuse(_ reason: NackReason) {
      say(
        .nack(
          Nack(command: type(of: command.record).code, sequence: sequence, reason: reason)), &state)
    }
    if state.done == frame {
      acknowledge()
      if case .runPass = command, let end = state.lastPass { say(.passEnd(end), &state) }
      return
    }
    switch command {
    case .hello(let hello):
      state.done = nil
      say(.helloReply(reply(to: hello)), &state)
    case .setInput(let input):
      let tensor = Int(input.tensor)
      let range = Int(input.offset)..<Int(input.offset) + input.data.count
      guard state.inputs.indices.contains(tensor), range.upperBound <= state.inputs[tensor].count
      else { return refuse(.outOfRange) }
      state.inputs[tensor].replaceSubrange(range, with: input.data)
      state.done = frame
      acknowledge()
    case .runPass(let run):
      acknowledge()
      runPass(run, &state)
      state.done = frame
    case .readOutput(let wanted):
      let tensor = Int(wanted.tensor)
      let range = Int(wanted.offset)..<Int(wanted.offset) + Int(wanted.length)
      guard state.outputs.indices.contains(tensor), range.upperBound <= state.outputs[tensor].count
      else { return refuse(.notReady) }
      say(
        .outputChunk(
          OutputChunk(
            tensor: wanted.tensor, offset: wanted.offset,
            data: Array(state.outputs[tensor][range]))), &state)
    case .readSamples(let wanted):
      guard firmware.holdsSamples, let last = state.lastPass,
        state.samples.indices.contains(Int(wanted.run))
      else { return refuse(.notHeld) }
      let counts = state.samples[Int(wanted.run)].dropFirst(Int(wanted.first))
      var sample = LayerSample()
      (sample.pass, sample.kind) = (last.pass, last.kind)
      (sample.run, sample.first) = (wanted.run, wanted.first)
      sample.cycles = Array(counts.prefix(Int(wanted.count)))
      say(.layerSample(sample), &state)
    case .readClock:
      var clock = ClockAnswer()
      clock.sequence = sequence
      (clock.cycles, clock.timerTicks) = firmware.clocks(state.clockReadings)
      clock.timerHertz = 1_000_000
      state.clockReadings += 1
      say(.clock(clock), &state)
    case .readChecksum(let wanted):
      guard let crc = firmware.checksum(wanted.address, wanted.length) else {
        return refuse(.outOfRange)
      }
      say(
        .checksum(ChecksumAnswer(address: wanted.address, length: wanted.length, crc: crc)), &state)
    case .reset:
      acknowledge()
      startOver(&state)
      say(.boot(Boot()), &state)
    }
  }

  private func reply(to hello: Hello) -> HelloReply {
    var reply = HelloReply()
    reply.protocolVersion = firmware.protocolVersion
    reply.nonce = hello.nonce
    reply.buildID = firmware.buildID
    reply.board = firmware.board
    reply.coreHertz = firmware.coreHertz
    reply.uniqueID = firmware.uniqueID
    reply.layerCount = UInt16(firmware.layerCount)
    reply.inputCount = UInt8(firmware.inputBytes.count)
    reply.outputCount = UInt8(firmware.outputBytes.count)
    reply.inputBytes = UInt32(firmware.inputBytes.reduce(0, +))
    reply.outputBytes = UInt32(firmware.outputBytes.reduce(0, +))
    reply.keepsInputs = firmware.keepsInputs ? 1 : 0
    reply.initCycles = 123_456
    reply.registers = firmware.registers
    return reply
  }

  private func runPass(_ run: RunPass, _ state: inout State) {
    state.passes += 1
    var begin = PassBegin()
    (begin.pass, begin.kind) = (state.passes, run.kind)
    (begin.warmup, begin.runs) = (run.warmup, run.runs)
    say(.passBegin(begin), &state)
    state.samples = []
    let inferences = run.kind == .probe ? 0 : Int(run.warmup) + Int(run.runs)
    for inference in 0..<inferences {
      state.outputs = firmware.network(state.inputs)
      if !firmware.keepsInputs {
        state.inputs = state.inputs.map { $0.map { _ in 0xee } }
      }
      let cycles = firmware.layerCycles(state.inferences)
      let marks = firmware.marks(state.inferences)
      state.inferences += 1
      guard inference >= Int(run.warmup) else { continue }
      var sample = LayerSample()
      (sample.pass, sample.kind) = (state.passes, run.kind)
      sample.run = UInt16(inference - Int(run.warmup))
      sample.cycles = run.kind == .layer ? cycles : [cycles.reduce(0, +)]
      state.samples.append(sample.cycles)
      // Two frames a run, as a board with many layers sends.
      let half = (sample.cycles.count + 1) / 2
      let (head, tail) = (sample.cycles.prefix(half), sample.cycles.dropFirst(half))
      sample.cycles = Array(head)
      (sample.interrupts, sample.contradictions) = marks
      say(.layerSample(sample), &state)
      if !tail.isEmpty {
        sample.first = UInt16(half)
        sample.cycles = Array(tail)
        (sample.interrupts, sample.contradictions) = (marks.0 >> half, marks.1 >> half)
        say(.layerSample(sample), &state)
      }
    }
    var end = PassEnd()
    (end.pass, end.kind, end.runs) = (state.passes, run.kind, run.runs)
    (end.stackBytes, end.stackLimitBytes) = (512, 4096)
    end.probeCycles = run.kind == .probe ? 7 : .max
    (end.frameLeastCycles, end.frameMostCycles) = run.kind == .probe ? (50, 60) : (.max, .max)
    end.firstCycles = state.inferences > 0 ? firmware.layerCycles(0).reduce(0, +) : 0
    (end.passCycles, end.timerTicks, end.timerHertz) = (216_000, 1000, 1_000_000)
    state.lastPass = end
    say(.passEnd(end), &state)
  }
}
