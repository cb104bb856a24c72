import Benchmarking
package import BoardProfiles
import Failures
import Glibc
import Hardware
import POSIXSerial
import ProcessTools

/// A real board, as a user's flags name it.
package struct ProbeRequest: Hashable, Sendable {
  /// The text of `--probe`, or `nil` for the only probe that fits.
  package let probe: String?
  /// The serial port, or `nil` for the probe's own.
  package let port: String?
  /// The rig file that a flag names.
  package let rig: String?
  /// Whether to flash even where the board runs the image.
  package let isReflashing: Bool
  /// What is to flash the board, or `nil` for what its profile has first.
  package let tool: BoardProfile.FlashSetting.Tool?

  package init(
    probe: String? = nil, port: String? = nil, rig: String? = nil, isReflashing: Bool = false,
    tool: BoardProfile.FlashSetting.Tool? = nil
  ) {
    self.tool = tool
    self.probe = probe
    self.port = port
    self.rig = rig
    self.isReflashing = isReflashing
  }
}

extension Workbench {
  /// The probe that the request means, or the only one that fits `board`.
  func selection(
    for board: BoardProfile, _ request: ProbeRequest
  ) async throws -> SelectedProbe {
    let selector = try selector(for: board, request)
    if let server = try selector.server() { return server }
    return try selector.choose(among: try await probeFinder().attached())
  }

  /// What is there where nobody said that there must be something.
  enum AttachedSelection {
    case one(SelectedProbe)
    /// Nothing that fits, and why.
    case none(String)
  }

  /// The only probe that fits `board`, if one is attached.
  ///
  /// - Throws: when several fit, or the one that does cannot be used.
  func attachedSelection(
    for board: BoardProfile, _ request: ProbeRequest
  ) async throws -> AttachedSelection {
    let selector = try selector(for: board, request)
    let probes: [Probe]
    do {
      probes = try await probeFinder().attached()
    } catch let failure as any Failure {
      return .none(failure.summary)
    }
    guard !selector.candidates(among: probes).isEmpty else {
      return .none("no probe that can flash a real one is attached")
    }
    return .one(try selector.choose(among: probes))
  }

  /// The way to a board over a probe: flashes it where needed, and opens its serial port.
  func probeLink(
    to board: BoardProfile, over selection: SelectedProbe, isReflashing: Bool,
    progress: @escaping @Sendable (BenchEvent) -> Void
  ) -> any BoardLink {
    ProbeLink(
      board: board, selection: selection, flasher: flasher(for: board), finder: probeFinder(),
      opener: POSIXPortOpener(), powerCycle: powerCycle(of: selection), isReflashing: isReflashing,
      clock: ContinuousClock(), report: { progress(.flashing($0)) },
      progress: { progress(.flashStage($0)) })
  }

  private func powerCycle(of selection: SelectedProbe) -> (@Sendable () async throws -> Void)? {
    guard let words = selection.rigBoard?.powerCycle else { return nil }
    let command = PowerCycleCommand(words, searchPath: searchPath)
    return { try await command.run() }
  }

  private func selector(
    for board: BoardProfile, _ request: ProbeRequest
  ) throws(RigError) -> ProbeSelector {
    selector(
      for: board, named: request.probe, port: request.port, of: try rig(named: request.rig))
  }

  func selector(
    for board: BoardProfile, named name: String?, port: String? = nil, of rig: Rig
  ) -> ProbeSelector {
    ProbeSelector(
      board: board, rig: rig, named: name, port: port,
      identity: { path in
        // One device may have several names: links, and nodes of one number.
        var node = stat()
        let isDevice = stat(path, &node) == 0 && node.st_mode & S_IFMT == S_IFCHR
        return isDevice ? "device \(node.st_rdev)" : path
      })
  }

  /// The rig file that a flag or `MCUBENCH_RIG` names, else the user's own, where there is one.
  func rig(named path: String?) throws(RigError) -> Rig {
    if let path = path ?? places.namedRig { return try Rig.load(path) }
    guard access(places.userRig, F_OK) == 0 else { return .empty }
    return try Rig.load(places.userRig)
  }

  var searchPath: [String] {
    (surroundings.environment["PATH"] ?? "").split(separator: ":").map(String.init)
  }
}
