package import BoardProfiles
import Failures
package import FirmwareArtifacts
package import Hardware

/// The way to a board on a bench: its probe flashes it, its serial port talks to it.
///
/// A board that runs the image already is only reset. The serial port is held from before the
/// first look at the board, so that two runs do not meet on one.
package struct ProbeLink<Time: Clock>: BoardLink where Time.Duration == Duration {
  let board: BoardProfile
  let selection: SelectedProbe
  let flasher: any Flasher
  let finder: any ProbeFinder
  let opener: any SerialPortOpener
  /// Takes the board's power away and gives it back, where the rig file says how.
  let powerCycle: (@Sendable () async throws -> Void)?
  /// Whether to flash even where the board runs the image.
  let isReflashing: Bool
  let limits: LinkLimits
  let clock: Time
  /// Hears of each step when it is over.
  let report: @Sendable (FlashStep) -> Void
  /// Hears what the tool is at.
  let progress: @Sendable (FlashError.Stage) -> Void

  package init(
    board: BoardProfile, selection: SelectedProbe, flasher: any Flasher, finder: any ProbeFinder,
    opener: any SerialPortOpener, powerCycle: (@Sendable () async throws -> Void)? = nil,
    isReflashing: Bool = false, limits: LinkLimits? = nil, clock: Time,
    report: @escaping @Sendable (FlashStep) -> Void = { _ in },
    progress: @escaping @Sendable (FlashError.Stage) -> Void = { _ in }
  ) {
    self.board = board
    self.selection = selection
    self.flasher = flasher
    self.finder = finder
    self.opener = opener
    self.powerCycle = powerCycle
    self.isReflashing = isReflashing
    self.limits = limits ?? LinkLimits(flashing: .seconds(board.flashing.limitSeconds))
    self.clock = clock
    self.report = report
    self.progress = progress
  }

  package func start(_ image: FirmwareImage) async throws -> BoardConnection {
    guard !selection.ports.isEmpty else { throw failure(.noPort) }
    let held = HeldPorts(opener: opener, settings: SerialSettings(board.serial))
    do {
      try await held.open(selection.ports, within: limits.port)
      let route = await askedRoute()
      var steps: [FlashStep] = []
      if let port = try await portOfRunning(image, among: held.ports, &steps) {
        return await connection(over: port, of: held, ProbeIdentity(route), steps)
      }
      // A tool that flashes over the serial port needs it for itself.
      let needsPort = board.flashing.tool.usesSerialPort
      if needsPort { await held.close() }
      let climb = try await flash(image, over: route, holding: held)
      if climb.hasReappeared || needsPort {
        try await held.open(ports(of: climb.route), within: limits.returningPort)
      }
      let port = try await portThatAnswers(among: held.ports, climb.route)
      return await connection(
        over: port, of: held, ProbeIdentity(climb.route, climb.report), steps + climb.steps)
    } catch {
      await held.close()
      throw error
    }
  }

  // MARK: Flashing

  /// The way with what the probe tells of itself, where it does; flashing finds out why it does not.
  private func askedRoute() async -> ProbeRoute {
    guard case .usb(let probe) = selection.route,
      let asked = try? await finder.asked(probe), asked.serial == probe.serial
    else { return selection.route }
    return .usb(asked)
  }

  private func flash(
    _ image: FirmwareImage, over route: ProbeRoute, holding held: HeldPorts
  ) async throws -> FlashLadder<Time>.Climb {
    let ladder = FlashLadder(
      board: board, flasher: flasher, finder: finder, powerCycle: powerCycle(closing: held),
      limits: limits.ladder, clock: clock, report: report, progress: progress)
    return try await ladder.flash(image.elfPath, over: route)
  }

  /// The power cycle, once nothing is held: a port that is held keeps its name from the device that
  /// comes back.
  private func powerCycle(closing held: HeldPorts) -> (@Sendable () async throws -> Void)? {
    guard let powerCycle else { return nil }
    return {
      await held.close()
      try await powerCycle()
    }
  }

  private func ports(of route: ProbeRoute) -> [String] {
    SelectedProbe(route: route, port: selection.port).ports
  }

  // MARK: Talking

  /// The port of the board that runs `image` already and has been reset, or `nil` where it is to be
  /// flashed.
  ///
  /// - Throws: ``LinkError`` when the board is another one than the rig file says.
  private func portOfRunning(
    _ image: FirmwareImage, among ports: [OpenSerialPort], _ steps: inout [FlashStep]
  ) async throws -> OpenSerialPort? {
    if isReflashing, selection.expectedUniqueID == nil { return nil }
    // A chip in its boot ROM runs no image.
    if case .usb(let probe) = selection.route, probe.kind == .rp2040Boot { return nil }
    let start = clock.now
    guard let (port, session, greeting) = try await firstAnswer(ports, limits.look) else {
      return nil
    }
    try check(greeting, on: port)
    guard !isReflashing else { return nil }
    let outcome: FlashStep.Outcome
    if greeting.board != board.name || !image.buildID.hasPrefix(greeting.buildID) {
      outcome = .failed("it runs another image, build \(greeting.buildID.prefix(16))", nil)
    } else {
      do {
        try await session.checkFlash(against: image.flashParts)
        try await session.reset(within: limits.reset)
        outcome = .succeeded("it runs this image already and was reset; nothing was flashed")
      } catch let error as BoardError where error.isOtherFlash {
        outcome = .failed("it runs this build, but \(error.summary)", .flash)
      } catch let error as BoardError {
        outcome = .failed("it runs this image but does not reset (\(error.summary))", .boot)
      }
    }
    let step = FlashStep(
      rung: .runningImage, reason: "a board that runs the image needs no flashing",
      outcome: outcome, duration: start.duration(to: clock.now))
    steps.append(step)
    report(step)
    return outcome.isSuccess ? port : nil
  }

  /// The port of a board that was just flashed: the only one, or the one that answers.
  private func portThatAnswers(
    among ports: [OpenSerialPort], _ route: ProbeRoute
  ) async throws -> OpenSerialPort {
    if let port = ports.first, ports.count == 1 { return port }
    guard let (port, _, greeting) = try await firstAnswer(ports, limits.boot) else {
      throw failure(.noAnswer(ports: ports.map(\.path)))
    }
    try check(greeting, on: port)
    return port
  }

  private typealias Answer = (
    port: OpenSerialPort, session: BoardSession<Time>, greeting: Greeting
  )

  /// The first board that answers a greeting, or `nil` where none does.
  private func firstAnswer(
    _ ports: [OpenSerialPort], _ limits: SessionLimits
  ) async throws -> Answer? {
    try await withThrowingTaskGroup(of: Answer?.self) { group in
      for port in ports {
        group.addTask {
          let session = BoardSession(
            connection: BoardConnection(
              port: port.port, portPath: port.path, origin: .device, close: {}),
            board: board.name, layerNames: [], bauds: board.serial.bauds, limits: limits,
            clock: clock)
          do {
            return (port, session, try await session.greet(nonce: .random(in: 1 ... .max)))
          } catch is BoardError {
            return nil
          } catch is SerialPortError where !Task.isCancelled {
            return nil
          }
        }
      }
      defer { group.cancelAll() }
      for try await answer in group { if let answer { return answer } }
      return nil
    }
  }

  private func check(_ greeting: Greeting, on port: OpenSerialPort) throws(LinkError) {
    guard let expected = selection.expectedUniqueID, greeting.uniqueID != expected else { return }
    throw failure(.otherChip(expected: expected, got: greeting.uniqueID, port: port.path))
  }

  private func connection(
    over port: OpenSerialPort, of held: HeldPorts, _ probe: ProbeIdentity, _ steps: [FlashStep]
  ) async -> BoardConnection {
    await held.close(allBut: port.path)
    return BoardConnection(
      port: port.port, portPath: port.path,
      origin: port.isPseudoTerminal ? .pseudoTerminal : .device,
      probe: probe, flashing: steps, expectedUniqueID: selection.expectedUniqueID,
      close: { await held.close() })
  }

  private func failure(_ reason: LinkError.Reason) -> LinkError {
    LinkError(board: board.name, probe: selection.route.name, reason: reason)
  }
}

/// How long a link waits for a board.
package struct LinkLimits: Hashable, Sendable {
  /// For a serial port that another program has open.
  package var port: Duration = .seconds(1)
  /// For a serial port that is made anew, and that a modem manager looks at first.
  package var returningPort: Duration = .seconds(10)
  /// For a board that may run some firmware of ours, or nothing.
  package var look: SessionLimits
  /// For a board that was just flashed, to find the port that it is behind.
  package var boot: SessionLimits
  /// For the firmware to start again.
  package var reset: Duration = .seconds(5)
  package var ladder: LadderLimits

  /// The limits where the tool may take `flashing` for one run.
  package init(flashing: Duration) {
    look = SessionLimits()
    look.helloTries = 10
    boot = SessionLimits()
    ladder = LadderLimits(attempt: flashing)
  }
}

/// The serial ports that a link holds open.
actor HeldPorts {
  private let opener: any SerialPortOpener
  private let settings: SerialSettings
  private(set) var ports: [OpenSerialPort] = []

  init(opener: any SerialPortOpener, settings: SerialSettings) {
    self.opener = opener
    self.settings = settings
  }

  /// Opens `paths` in place of what is held.
  func open(_ paths: [String], within limit: Duration) async throws {
    await close()
    for path in paths { ports.append(try await opener.open(path, settings, within: limit)) }
  }

  /// Closes everything but the port at `kept`.
  func close(allBut kept: String? = nil) async {
    let gone = ports.filter { $0.path != kept }
    ports.removeAll { $0.path != kept }
    for port in gone { await port.port.close() }
  }
}
