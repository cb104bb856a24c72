// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Runs a machine with its serial line and its debug probe until the process is told to end.
///
/// One loop serves all three: the core runs in slices, and only while nobody waits for an answer.
package final class BoardRunner {
  /// What the loop does with the core.
  enum State {
    case running
    /// Nothing more will happen by itself.
    case resting
    /// The USB cable is off, and the board's supply with it.
    case unplugged
    /// The boot ROM waits for USB, and its port is open.
    case inBootROM
  }

  /// The board's serial number.
  package let serial: String
  private let machine: any VirtualMachine
  let line: BoardLine
  private let signals: HostSignals
  private let probe: (any ProbeFront)?
  private let wireProbe: WireProbe?
  let boot: PicoBootServer?
  /// The chip as its boot ROM has it, where it may have one.
  let bootTarget: (any BootTarget)?
  /// When the boot ROM starts the image, once a host has asked for it.
  var restartsAt: ContinuousClock.Instant?
  private let engine: STLinkEngine?
  private let firstState: State
  var state: State
  private var hasWarnedOfLockUp = false
  /// Cycles by which an idle board's time lags behind the host's.
  private var owedCycles: UInt64 = 0
  /// Told each time that the serial line has been made anew.
  package var onReturn: (BoardRunner) -> Void = { _ in }
  private let startedAt = ContinuousClock.now

  /// Cycles between two looks at the host's end of the line, and while a probe is in use.
  private static let sliceCycles: UInt64 = 100_000
  private static let debuggedSliceCycles: UInt64 = 20_000
  /// The longest wait for the host while the firmware has nothing to do.
  private static let idleMilliseconds: Int32 = 5
  /// How often to look whether the host has taken everything, before the line closes.
  private static let deliveryLooks = 400
  private static let blindLooks = 20

  /// Sets the board up; nothing has executed yet.
  package init(_ settings: BoardSettings) throws(VirtualBoardError) {
    if settings.probe != nil && !settings.board.chip.hasDebugPort
      || settings.hasWireProbe && !settings.board.chip.hasMultidrop
    {
      throw VirtualBoardError(reason: .noDebugPort(settings.board))
    }
    if settings.bootPort != nil, !settings.board.hasBootROM {
      throw VirtualBoardError(reason: .noBootROM(settings.board))
    }
    if !settings.board.chip.hasDebugPort, !settings.board.hasSerialLoader, settings.bootPort == nil,
      !settings.hasWireProbe, settings.faults.contains(where: \.needsDebugPort)
    {
      throw VirtualBoardError(reason: .noFlashingFaults(settings.board))
    }
    if settings.faults.contains(.looseClock), settings.board.chip != .esp32 {
      throw VirtualBoardError(reason: .noSuchFault("loose-clock", settings.board))
    }
    if !settings.timing.isModelled, settings.faults.contains(where: \.needsModelledTime) {
      throw VirtualBoardError(reason: .noTimeFaults)
    }
    serial = settings.serial
    let machine = try Self.machine(of: settings)
    self.machine = machine
    if settings.followsCalls, !machine.followCalls() {
      throw VirtualBoardError(reason: .nothingToProfile)
    }
    let isSilent = settings.faults.contains(.silent)
    let wiring = settings.wiring
    // Without a probe, a silent core and one that never runs look the same, and this one costs nothing.
    let runs = wiring.isPowered && !(isSilent && !settings.hasProbe)
    firstState = runs ? .running : .resting
    state = firstState
    if let wanted = settings.probe, let target = machine as? any DebugTarget {
      let engine = STLinkEngine(version: wanted.version, target: target, wiring: wiring)
      let log: (String) -> Void = settings.isVerbose ? { Self.warn($0) } : { _ in }
      engine.onUnknownCommand = { command in
        log("unknown command \(command.map { String($0, radix: 16) }.joined(separator: " "))")
      }
      let service = STLinkService(
        engine: engine, serial: settings.serial, apiVersion: wanted.apiVersion)
      probe = try STLinkServer(
        service: service, port: wanted.port, delay: settings.probeDelay,
        trigger: settings.unplugTrigger, log: log)
      self.engine = engine
      wireProbe = nil
    } else {
      wireProbe = try Self.wireProbe(of: machine, settings)
      (probe, engine) = (wireProbe?.front, nil)
    }
    bootTarget = machine as? any BootTarget
    if let port = settings.bootPort, let bootTarget {
      boot = try Self.bootServer(of: bootTarget, on: port, settings)
    } else {
      boot = nil
    }
    if settings.holdsBootsel { bootTarget?.restart(holdsBootsel: true) }
    line = try BoardLine(link: settings.link, faults: settings.faults, isMute: isSilent)
    signals = try HostSignals(endsWithParent: settings.endsWithParent)
  }

  /// The host's end of the serial line.
  package var path: String { line.path }

  /// Where the probe's server listens.
  package var probePort: UInt16? { engine == nil ? nil : probe?.port }

  /// Where the J-Link listens.
  package var jLinkPort: UInt16? { wireProbe?.jLinkPort }

  /// Where the CMSIS-DAP probe listens.
  package var cmsisDAPPort: UInt16? { wireProbe?.cmsisDAPPort }

  /// Where the boot ROM answers while it waits for USB.
  package var bootPort: UInt16? { boot?.port }

  /// Which timing model counts the board's cycles.
  package var timing: TimingIdentity { machine.timing }

  /// Where the board's cycles went by function, with the names of its image's symbols.
  package func profile(_ symbols: FunctionSymbols) -> ProfileReport {
    ProfileReport(lines: machine.profile, paths: machine.callPaths, symbols: symbols)
  }

  /// Where the board's cycles went so far, a line a cause.
  package var timingLines: [String] { machine.timingLines }

  package static func machine(
    of settings: BoardSettings
  ) throws(VirtualBoardError) -> any VirtualMachine {
    let image = settings.image ?? .erased(settings.board.chip)
    if image.chip == .esp32 {
      return try ESP32Machine(
        image: image, uniqueIdentifier: settings.uniqueIdentifier, faults: settings.faults,
        timing: settings.timing)
    }
    return try Machine(
      image: image, uniqueIdentifier: settings.uniqueIdentifier, faults: settings.faults,
      timing: settings.timing)
  }

  /// What was executed so far and how fast.
  package var statistics: RunStatistics {
    RunStatistics(
      instructions: machine.instructions, elapsed: ContinuousClock.now - startedAt,
      probe: engine?.counts)
  }

  /// Runs until SIGTERM, SIGINT or the end of the parent; removes the line then.
  package func run() {
    defer { line.close() }
    while !signals.endHasCome {
      if let cycle = signals.takePowerCycle() { plugInAgain(cycle) }
      if probe?.serve() == false { unplug() }
      if state == .inBootROM { serveBootROM() }
      switch state {
      case .running: runSlice()
      case .resting, .unplugged, .inBootROM:
        line.discard()
        wait(milliseconds: -1, line: line.descriptor)
      }
    }
  }

  private func runSlice() {
    line.exchange(with: machine)
    let isDebugged = probe?.isInUse == true
    switch machine.run(cycles: isDebugged ? Self.debuggedSliceCycles : Self.sliceCycles) {
    case .budget:
      break
    case .reset:
      Self.warn("the chip has reset")
      tellNotices()
    case .idle, .sleeping:
      line.exchange(with: machine)
      tellNotices()
      // The characters that have just come take their time on the line, with the core at work.
      if !machine.isHearing { passTime() }
    case .halted:
      if !line.exchange(with: machine) { sleepForHost() }
    case .lineClosed:
      deliver()
      line.close()
      rest("the serial line is closed")
    case .lockedUp:
      line.exchange(with: machine)
      lockUp()
    case .inROM(let why):
      line.exchange(with: machine)
      if boot != nil {
        enterBootROM(why)
      } else if probe == nil {
        rest(why)
      } else {
        stayInROM(why)
      }
    case .broken(let detail):
      line.exchange(with: machine)
      rest("the emulator stopped: \(detail)")
    }
  }

  private func tellNotices() {
    if let notice = machine.takeNotice() { Self.warn(notice) }
  }

  /// Gives the host a moment to take what was sent: closing a pseudoterminal discards the rest.
  ///
  /// The first looks prove nothing, since the kernel hands bytes on in its own time.
  private func deliver() {
    for look in 0..<Self.deliveryLooks {
      line.exchange(with: machine)
      if signals.endHasCome || (look >= Self.blindLooks && line.isRead) { return }
      signals.wait(milliseconds: Self.idleMilliseconds)
    }
  }

  /// Waits for the host a moment, and lets the same time pass on the board up to the next thing that
  /// may give the core something to do; the rest is owed.
  private func passTime() {
    if owedCycles == 0 { owedCycles = waitForHost() }
    let distance = machine.nextEvent.map { $0 - min($0, machine.cycles) } ?? UInt64.max
    let passed = min(owedCycles, max(distance, 1))
    machine.advance(cycles: passed)
    owedCycles -= passed
    if owedCycles == 0 { line.rustle() }
  }

  /// Waits for the host a moment and lets the same time pass on the board.
  private func sleepForHost() {
    machine.advance(cycles: waitForHost())
    line.rustle()
  }

  /// Waits for the host a moment; gives how many cycles that was.
  private func waitForHost() -> UInt64 {
    let start = ContinuousClock.now
    wait(
      milliseconds: Self.idleMilliseconds, line: machine.serialSpace > 0 ? line.descriptor : -1)
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let hertz = machine.coreHertz
    let nanoseconds = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    return nanoseconds * hertz / 1_000_000_000
  }

  /// Waits for a signal, for the line, for the probe's clients, or until the time is over.
  private func wait(milliseconds: Int32, line: Int32) {
    var limit = milliseconds
    if let wakesAt = [probe?.wakesAt, boot?.wakesAt, restartsAt].compactMap({ $0 }).min() {
      let (seconds, attoseconds) = (wakesAt - ContinuousClock.now).components
      let rest = Int32(clamping: max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
      limit = limit < 0 ? rest : min(limit, rest)
    }
    let own = [line, self.line.closingDescriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    signals.wait(
      milliseconds: limit, others: own + (probe?.awaited ?? []) + (boot?.awaited ?? []))
  }

  /// Only a reset helps a core that has locked up: without a probe nobody can give it one.
  private func lockUp() {
    if probe == nil {
      return rest("the core has locked up at 0x\(programCounter): a fault inside HardFault")
    }
    if !hasWarnedOfLockUp {
      hasWarnedOfLockUp = true
      Self.warn(
        machine.hasErasedVectors
          ? "the flash is empty: flash an image through the probe"
          : "the core has locked up at 0x\(programCounter): a fault inside HardFault")
    }
    sleepForHost()
  }

  /// The boot ROM waits, and the probe may put an image into the flash.
  private func stayInROM(_ why: String) {
    if !hasWarnedOfLockUp {
      hasWarnedOfLockUp = true
      Self.warn(why)
    }
    sleepForHost()
  }

  private var programCounter: String { String(machine.programCounter, radix: 16) }

  /// Says why nothing more will happen, and delivers what was sent.
  private func rest(_ reason: String) {
    Self.warn(reason)
    while !line.isHandedOver, !signals.endHasCome {
      line.exchange(with: machine)
      signals.wait(milliseconds: Self.idleMilliseconds)
    }
    state = .resting
  }

  /// The USB cable comes off: it carries the probe, the serial line and the supply.
  func unplug() {
    Self.warn("the probe is unplugged; SIGUSR1 plugs it in again")
    probe?.shut()
    shutBootROM()
    // A board that is its own USB device has its serial line on another cable.
    if boot == nil { line.close() }
    state = .unplugged
  }

  /// The USB port's power goes off and on again.
  private func plugInAgain(_ cycle: HostSignals.PowerCycle) {
    probe?.shut()
    shutBootROM()
    if boot == nil { line.close() }
    probe?.powerCycle()
    machine.powerCycle()
    if cycle.holdsBootsel { bootTarget?.restart(holdsBootsel: true) }
    owedCycles = 0
    hasWarnedOfLockUp = false
    do throws(VirtualBoardError) {
      if boot == nil { try line.reopen() }
      if let probe, !probe.reopen() {
        Self.warn("the probe does not come back: another program listens on port \(probe.port)")
      }
      state = firstState
      onReturn(self)
    } catch {
      Self.warn("the serial line does not come back: \(error.summary)")
      state = .unplugged
    }
  }

  static func warn(_ text: String) {
    let line = Array("mcubench-vboard: \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
