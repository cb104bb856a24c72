package import BoardProfiles
import Failures
package import Hardware

/// How long the ladder waits, and for what.
package struct LadderLimits: Hashable, Sendable {
  /// For a probe that another program uses.
  package var busy: Duration = .seconds(10)
  /// For a probe that went away.
  package var reappearance: Duration = .seconds(10)
  /// Before the next rung, for a chip that is still starting or a probe that is still at something.
  package var settling: Duration = .seconds(1)
  /// Between two looks or tries.
  package var pause: Duration = .milliseconds(250)
  /// For one run of the tool.
  package var attempt: Duration
  /// For everything.
  package var total: Duration

  /// The limits where one run of the tool may take `attempt`: all of it takes four of them at most.
  package init(attempt: Duration) {
    self.attempt = attempt
    total = attempt * 4
  }
}

/// Puts an image into a board's flash, by harsher means where gentle ones fail.
///
/// Plainly; while nRST is low; after a mass erase; after a power cycle. Each rung is tried once at
/// most, and only for what it can mend.
package struct FlashLadder<Time: Clock>: Sendable where Time.Duration == Duration {
  let board: BoardProfile
  let flasher: any Flasher
  let finder: any ProbeFinder
  /// Takes the board's power away and gives it back, where that can be done.
  let powerCycle: (@Sendable () async throws -> Void)?
  let limits: LadderLimits
  let clock: Time
  /// Hears of each step when it is over.
  let report: @Sendable (FlashStep) -> Void
  /// Hears what the tool is at.
  let progress: @Sendable (FlashError.Stage) -> Void

  package init(
    board: BoardProfile, flasher: any Flasher, finder: any ProbeFinder,
    powerCycle: (@Sendable () async throws -> Void)? = nil, limits: LadderLimits, clock: Time,
    report: @escaping @Sendable (FlashStep) -> Void = { _ in },
    progress: @escaping @Sendable (FlashError.Stage) -> Void = { _ in }
  ) {
    self.board = board
    self.flasher = flasher
    self.finder = finder
    self.powerCycle = powerCycle
    self.limits = limits
    self.clock = clock
    self.report = report
    self.progress = progress
  }

  /// What flashing came to.
  package struct Climb: Sendable {
    /// How the probe is reached now; a power cycle may have given it another address.
    package fileprivate(set) var route: ProbeRoute
    package fileprivate(set) var steps: [FlashStep] = []
    /// What the tool said, once it has done it.
    package fileprivate(set) var report: FlashReport?
    /// Whether the probe was away, so that its serial port may have another name.
    package fileprivate(set) var hasReappeared = false
    /// Whether the probe was lost in the midst of something.
    fileprivate var wasLost = false
    fileprivate let deadline: Time.Instant
  }

  /// Flashes the image at `imagePath`.
  ///
  /// - Throws: the ``FlashError`` where no other rung can help, ``LadderError`` with every step
  ///   where several were tried, and `CancellationError`.
  package func flash(_ imagePath: String, over route: ProbeRoute) async throws -> Climb {
    var climb = Climb(route: route, deadline: clock.now.advanced(by: limits.total))
    var rung = FlashStep.Rung.plain
    var reason = "the image is to be flashed"
    while true {
      do {
        climb.report = try await attempt(rung, reason, imagePath, &climb)
        return climb
      } catch let error as FlashError {
        guard let next = try await self.rung(after: rung, error, &climb) else {
          throw failure(error, climb)
        }
        guard clock.now < climb.deadline else { throw failure(error, climb, isOutOfTime: true) }
        if error.reason.maySettle { try await clock.sleep(for: limits.settling) }
        reason = error.cause
        rung = next
      } catch let error as any Failure {
        throw failure(error, climb)
      }
    }
  }

  private func failure(
    _ last: any Failure, _ climb: Climb, isOutOfTime: Bool = false
  ) -> any Failure {
    LadderError(
      board: board.name, probe: climb.route.name, steps: climb.steps, last: last,
      isOutOfTime: isOutOfTime
    ).simplified
  }

  /// The rung to try next, once a probe that was lost is back.
  private func rung(
    after rung: FlashStep.Rung, _ error: FlashError, _ climb: inout Climb
  ) async throws -> FlashStep.Rung? {
    // A probe that an earlier rung has reached cannot be missing: it went away.
    if case .noProbe = error.reason, rung != .plain { climb.wasLost = true }
    let next = Self.rung(
      after: rung, failure: error.reason, wasLost: climb.wasLost,
      canPowerCycle: powerCycle != nil, hasDebugger: board.flashing.tool == .openocd)
    if case .lost = error.reason { climb.wasLost = true }
    guard let next, next != .powerCycle, climb.wasLost else { return next }
    if try await reappears(error.cause, &climb) { return next }
    return powerCycle == nil ? nil : .powerCycle
  }

  /// The rung to try after `failure` on `rung`, or `nil` where none can help.
  ///
  /// Without a debugger, as in a boot ROM, there is no reset to hold, and every erase is as thorough.
  static func rung(
    after rung: FlashStep.Rung, failure: FlashError.Reason, wasLost: Bool, canPowerCycle: Bool,
    hasDebugger: Bool = true
  ) -> FlashStep.Rung? {
    var helpers: [FlashStep.Rung]
    switch failure {
    case .noProbe where wasLost, .noTargetVoltage:
      helpers = [.powerCycle]
    case .loaderSilent:
      helpers = [.underReset, .powerCycle]
    case .noProbe, .noPort, .wrongChip, .accessDenied, .wrongSerial, .unsuitableProbe, .probeBusy,
      .toolMissing, .toolUnsuitable, .hostFailed, .imageUnreadable, .imageOfOtherMachine,
      .imageDamaged, .imageOutsideFlash, .writeProtected, .imageRefused, .notBootable,
      .serverUnsuitable, .volumeNotMounted:
      helpers = []
    case .notInBootMode:
      helpers = wasLost ? [.powerCycle] : []
    case .verifyMismatch:
      helpers = (rung == .plain ? [.plainAgain] : []) + [.massErase, .powerCycle]
    case .targetNotAnswering, .flashLocked, .lost, .timedOut, .toolFailed, .bootROMFailed:
      helpers = [.underReset, .massErase, .powerCycle]
    }
    if !hasDebugger, helpers.contains(.massErase) {
      helpers = (rung == .plain ? [.plainAgain] : []) + [.powerCycle]
    }
    let order: [FlashStep.Rung] = [.plain, .plainAgain, .underReset, .massErase, .powerCycle]
    let place = order.firstIndex(of: rung) ?? 0
    return order[(place + 1)...].first {
      helpers.contains($0) && ($0 != .powerCycle || canPowerCycle)
    }
  }

  // MARK: One rung

  private func attempt(
    _ rung: FlashStep.Rung, _ reason: String, _ imagePath: String, _ climb: inout Climb
  ) async throws -> FlashReport {
    let start = clock.now
    do {
      if rung == .powerCycle, let powerCycle {
        climb.hasReappeared = true
        try await powerCycle()
        if case .usb(let probe) = climb.route {
          guard let back = try await found(probe) else {
            throw FlashError(board: board.name, probe: climb.route.name, reason: .noProbe)
          }
          climb.route = .usb(back)
        }
        climb.wasLost = true
      }
      let (report, tries) = try await program(rung.method, imagePath, climb)
      note(
        rung, reason, .succeeded(report.tool + (tries > 1 ? ", after \(tries) tries" : "")), start,
        &climb)
      return report
    } catch let error as FlashError {
      note(rung, reason, .failed(error.cause, error.failureClass), start, &climb)
      throw error
    } catch let error as any Failure {
      note(rung, reason, .failed(error.summary, error.failureClass), start, &climb)
      throw error
    }
  }

  /// Runs the tool, and again while the probe is in use, or is not back yet.
  private func program(
    _ method: FlashMethod, _ imagePath: String, _ climb: Climb
  ) async throws -> (FlashReport, tries: Int) {
    let start = clock.now
    var tries = 0
    while true {
      tries += 1
      let rest = max(.seconds(1), clock.now.duration(to: climb.deadline))
      do {
        let report = try await flasher.flash(
          FlashJob(
            board: board, imagePath: imagePath, route: climb.route, method: method,
            timeLimit: min(limits.attempt, rest)), progress: progress)
        return (report, tries)
      } catch let error as FlashError {
        let patience: Duration
        switch error.reason {
        case .probeBusy: patience = limits.busy
        case .noProbe where climb.wasLost, .lost(during: .connecting) where climb.wasLost:
          patience = limits.reappearance
        default: throw error
        }
        let next = clock.now.advanced(by: limits.pause)
        guard start.duration(to: next) < patience, next < climb.deadline else { throw error }
        try await clock.sleep(until: next, tolerance: nil)
      }
    }
  }

  // MARK: Probes that come back

  /// Waits for a probe that was lost; whether it is there.
  private func reappears(_ reason: String, _ climb: inout Climb) async throws -> Bool {
    guard case .usb(let probe) = climb.route else { return true }
    let start = clock.now
    guard let back = try await found(probe) else {
      note(.reappearance, reason, .failed("it did not come back", .probe), start, &climb)
      return false
    }
    climb.hasReappeared = true
    climb.route = .usb(back)
    note(.reappearance, reason, .succeeded("it is at USB \(back.usbPath)"), start, &climb)
    return true
  }

  /// The same probe as attached now, once it is, or `nil` when it stays away.
  private func found(_ probe: Probe) async throws -> Probe? {
    let deadline = clock.now.advanced(by: limits.reappearance)
    while true {
      if let back = probe.again(among: try await finder.attached()) { return back }
      // The device's own event says nothing of its port, which the kernel makes later: look again.
      let next = clock.now.advanced(by: limits.pause)
      guard next < deadline else { return nil }
      try await clock.sleep(until: next, tolerance: nil)
    }
  }

  private func note(
    _ rung: FlashStep.Rung, _ reason: String, _ outcome: FlashStep.Outcome, _ start: Time.Instant,
    _ climb: inout Climb
  ) {
    let step = FlashStep(
      rung: rung, reason: reason, outcome: outcome, duration: start.duration(to: clock.now))
    climb.steps.append(step)
    report(step)
  }
}

extension Probe {
  /// This very probe among `probes`, with as many ports as it had.
  ///
  /// It is known by place and serial, or, where no other shares its serial, wherever it is.
  func again(among probes: [Probe]) -> Probe? {
    let alike = probes.filter { $0.kind == kind && $0.serial == serial }
    let found =
      alike.first { $0.usbPath == usbPath }
      ?? (serial != nil && alike.count == 1 ? alike.first : nil)
    guard let found, found.ports.count >= ports.count else { return nil }
    return found
  }
}

extension FlashError.Reason {
  /// Whether time alone may mend it.
  fileprivate var maySettle: Bool {
    switch self {
    case .targetNotAnswering, .loaderSilent, .toolFailed, .bootROMFailed, .timedOut: true
    default: false
    }
  }
}

extension FlashStep.Rung {
  fileprivate var method: FlashMethod {
    switch self {
    case .underReset: .underReset
    case .massErase: .massErase
    case .plain, .plainAgain, .powerCycle, .runningImage, .reappearance: .plain
    }
  }
}
