import BoardProfiles
import Glibc
import Hardware
import Synchronization

extension OpenOCD {
  /// The program that is used.
  struct Installation: Hashable, Sendable {
    let path: String
    /// The first line that it prints: `Open On-Chip Debugger 0.12.0`.
    let name: String
    let version: OpenOCDVersion

    /// Refuses a release that cannot do what the job takes, and probes that are none of the board's.
    func check(for job: FlashJob) throws(FlashError.Reason) {
      let route = job.route
      let family = job.board.flashing.probe
      let needed =
        switch route {
        case .usb where family == .stLink: OpenOCDVersion.oldest
        case .usb: OpenOCDVersion.oldestForMultidrop
        case .server, .jLink, .serialPort: OpenOCDVersion.oldestForServers
        }
      guard version >= needed else {
        throw .toolUnsuitable(
          found: name, needed: "OpenOCD \(needed.major).\(needed.minor) or newer")
      }
      if case .usb(let probe) = route, !Self.drives(probe.kind, as: family) {
        throw .unsuitableProbe(probe.kind)
      }
      if case .serialPort = route { throw .unsuitableProbe(.serialBridge) }
    }

    /// Whether the interface file that a board's probes take is one for probes of this kind.
    private static func drives(
      _ kind: ProbeKind, as family: BoardProfile.FlashSetting.ProbeFamily
    ) -> Bool {
      switch family {
      case .stLink: kind.isSTLink
      case .cmsisDAP: kind == .cmsisDAP
      case .serialBridge: false
      }
    }
  }

  /// The program that flashing would use: where it is, and the first line that it prints.
  ///
  /// - Throws: ``FlashError/Reason`` when there is none, or one that is too old for probes on USB.
  package func installed() async throws -> (path: String, name: String) {
    let found = try await JobDirectory.with(under: scratchDirectory) { try await find(in: $0) }
    guard found.version >= .oldest else {
      throw FlashError.Reason.toolUnsuitable(
        found: found.name,
        needed: "OpenOCD \(OpenOCDVersion.oldest.major).\(OpenOCDVersion.oldest.minor) or newer")
    }
    return (found.path, found.name)
  }

  /// The program and its version; asked once and then remembered.
  ///
  /// - Throws: `FlashError.Reason`.
  func find(in directory: JobDirectory) async throws -> Installation {
    if let known = installation.withLock({ $0 }) { return known }
    let path = try locate()
    let lines = Mutex<[String]>([])
    // It says its version even when it ends with an error; a program that says something else is
    // another one.
    let ending = try await SupervisedTool(
      program: path, arguments: ["--version"], directory: directory.path
    ).run { line in lines.withLock { $0 = ($0 + [line]).suffix(50) } }
    let printed = lines.withLock { $0 }
    for line in printed {
      guard let version = OpenOCDVersion(line: line) else { continue }
      let found = Installation(path: path, name: line, version: version)
      installation.withLock { $0 = found }
      return found
    }
    throw FlashError.Reason.toolUnsuitable(
      found: "\(path) (\(ending)" + (printed.first.map { ": \($0)" } ?? "") + ")",
      needed: "OpenOCD")
  }

  private func locate() throws(FlashError.Reason) -> String {
    let candidates =
      program.map { [$0] } ?? searchPath.filter { !$0.isEmpty }.map { "\($0)/openocd" }
    if let found = candidates.first(where: { Self.isProgram($0) }) { return found }
    throw .toolMissing(name: program ?? "openocd", packages: Self.packages)
  }

  private static func isProgram(_ path: String) -> Bool {
    var information = stat()
    return access(path, X_OK) == 0 && stat(path, &information) == 0
      && information.st_mode & S_IFMT == S_IFREG
  }
}
