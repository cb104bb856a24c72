import BoardProfiles
import FirmwareArtifacts
import Glibc
package import Hardware
import Synchronization

/// Flashes an ESP32 over its serial port with esptool, as a process that ends with the job.
///
/// esptool resets the chip into its loader by the port's modem lines, and out of it afterwards. It
/// is told to leave out its stub: what is verified is then the ROM's own answer.
package final class ESPTool: Flasher {
  /// The program that was asked for by its path, or `nil` to look for it in ``searchPath``.
  private let program: String?
  private let searchPath: [String]
  private let lockDirectory: String
  private let scratchDirectory: String
  /// Found and asked for its version once.
  private let installation = Mutex<Installation?>(nil)

  /// The program that is used.
  private struct Installation: Hashable, Sendable {
    let path: String
    /// As it says: `esptool v5.2.0`.
    let name: String
    let majorVersion: Int
  }

  package init(
    program: String?, searchPath: [String], lockDirectory: String, scratchDirectory: String
  ) {
    self.program = program
    self.searchPath = searchPath
    self.lockDirectory = lockDirectory
    self.scratchDirectory = scratchDirectory
  }

  package func flash(_ job: FlashJob) async throws -> FlashReport {
    try await flash(job) { _ in }
  }

  package func flash(
    _ job: FlashJob, progress: @escaping @Sendable (FlashError.Stage) -> Void
  ) async throws -> FlashReport {
    let start = ContinuousClock.now
    let transcript = Mutex(ESPToolTranscript())
    func failure(_ reason: FlashError.Reason) -> FlashError {
      FlashError(
        board: job.board.name, probe: job.route.name, reason: reason,
        lastLines: transcript.withLock { $0.lastLines })
    }
    do {
      let (parts, evidence) = try Self.parts(of: job.imagePath)
      let port = try Self.port(of: job.route)
      let lock = try ProbeLock.forJob(job.route, directory: lockDirectory)
      defer { withExtendedLifetime(lock) {} }
      let tool = try await withDeadline(
        job.timeLimit, clock: ContinuousClock(), orThrow: DeadlinePassed()
      ) {
        try await JobDirectory.with(under: self.scratchDirectory) { directory in
          let tool = try await self.find(in: directory)
          let arguments = try Self.arguments(for: parts, job, port: port, tool, directory)
          progress(.connecting)
          let ending = try await SupervisedTool(
            program: tool.path, arguments: arguments, directory: directory.path
          ).run { line in
            if let stage = transcript.withLock({ $0.take(line) }) { progress(stage) }
          }
          let said = transcript.withLock { $0 }
          guard ending == .exit(status: 0), said.verifiedCount == parts.count else {
            throw said.reason(ending: ending.description, port: port)
          }
          return tool
        }
      }
      return FlashReport(
        tool: tool.name, duration: ContinuousClock.now - start,
        lastLines: transcript.withLock { $0.lastLines }, imageEvidence: evidence)
    } catch let reason as FlashError.Reason {
      throw failure(reason)
    } catch let problem as JobDirectory.Problem {
      throw failure(.hostFailed(path: problem.path, errno: problem.errno))
    } catch let problem as SupervisedTool.StartFailure {
      throw failure(.toolFailed(ending: problem.problem))
    } catch is DeadlinePassed {
      throw failure(.timedOut(during: transcript.withLock { $0.stage }, limit: job.timeLimit))
    }
  }

  private struct DeadlinePassed: Error {}

  /// The program that flashing would use: where it is, and what it says that it is.
  ///
  /// - Throws: ``FlashError/Reason``.
  package func installed() async throws -> (path: String, name: String) {
    let found = try await JobDirectory.with(under: scratchDirectory) { try await find(in: $0) }
    return (found.path, found.name)
  }

  // MARK: The image

  /// What goes where in the flash: an ELF file is made an image of, a binary is one already.
  ///
  /// Either is held against what it says of itself.
  static func parts(
    of path: String
  ) throws(FlashError.Reason) -> ([ESP32Image.Part], ImageEvidence) {
    func evidence(of bytes: [UInt8]) throws(FlashError.Reason) -> ImageEvidence {
      do throws(ImageDamage) {
        return try ESP32Image.check(bytes)
      } catch {
        throw .imageDamaged(path: path, error)
      }
    }

    guard let bytes = try? BuildFolder.read(path), !bytes.isEmpty else {
      throw .imageUnreadable(path)
    }
    if bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
      try FlashImage.checkMachine(of: bytes, from: path, is: .xtensa)
      let image: ESP32Image
      do throws(ESP32ImageError) {
        image = try ESP32Image(elf: bytes)
      } catch {
        switch error.reason {
        case .programTooLarge, .constantsTooLarge: throw .imageOutsideFlash
        case .malformed, .outsideMemory, .segments: throw .imageUnreadable(path)
        }
      }
      // Made of the file just now, it proves by its seal alone that the file is whole.
      let isSealed = try evidence(of: image.contents) == .sealed
      return (image.parts, isSealed ? .sealed : .unsealed)
    }
    guard bytes[0] == ESP32Image.magicNumber else { throw .imageUnreadable(path) }
    guard bytes.count <= ESP32Image.flashBytes - ESP32Image.programOffset else {
      throw .imageOutsideFlash
    }
    let part = ESP32Image.Part(offset: ESP32Image.programOffset, bytes: bytes)
    return ([part], try evidence(of: bytes))
  }

  private static func port(of route: ProbeRoute) throws(FlashError.Reason) -> String {
    switch route {
    case .serialPort(let path): return path
    case .usb(let probe):
      guard probe.kind == .serialBridge else { throw .unsuitableProbe(probe.kind) }
      guard let port = probe.ports.first else { throw .noProbe }
      return port
    case .server, .jLink: throw .noProbe
    }
  }

  // MARK: The command

  /// The speed that esptool's documentation names as the usual choice, and the one that the ROM
  /// starts at.
  private static let bauds = (usual: 460_800, cautious: 115_200)

  /// Files go into the directory under names that mean nothing to any parser.
  private static func arguments(
    for parts: [ESP32Image.Part], _ job: FlashJob, port: String, _ tool: Installation,
    _ directory: JobDirectory
  ) throws -> [String] {
    // esptool 5 spells with hyphens what 4 spells with underscores.
    func spelled(_ word: String) -> String {
      tool.majorVersion >= 5 ? word : "--" + word.dropFirst(2).replacing("-", with: "_")
    }
    func value(_ word: String) -> String {
      tool.majorVersion >= 5 ? word : word.replacing("-", with: "_")
    }
    let baud = job.method == .underReset ? bauds.cautious : bauds.usual
    var words = [
      "--chip", job.board.flashing.target, "--port", port, "--baud", "\(baud)",
      "--before", value("default-reset"), "--after", value("hard-reset"), "--no-stub",
      value("write-flash"), spelled("--flash-mode"), "keep", spelled("--flash-freq"), "keep",
      spelled("--flash-size"), "keep",
    ]
    if job.method == .massErase { words.append("--erase-all") }
    for (index, part) in parts.enumerated() {
      let name = "part\(index).bin"
      try directory.write(part.bytes, to: name)
      words += ["0x\(String(part.offset, radix: 16))", name]
    }
    return words
  }

  // MARK: The program

  private func find(in directory: JobDirectory) async throws -> Installation {
    if let known = installation.withLock({ $0 }) { return known }
    let candidates =
      program.map { [$0] }
      ?? searchPath.filter { !$0.isEmpty }.flatMap { ["\($0)/esptool", "\($0)/esptool.py"] }
    guard let path = candidates.first(where: { access($0, X_OK) == 0 }) else {
      throw FlashError.Reason.toolMissing(name: program ?? "esptool", packages: [])
    }
    let lines = Mutex<[String]>([])
    let ending = try await SupervisedTool(
      program: path, arguments: ["version"], directory: directory.path
    ).run { line in lines.withLock { $0 = ($0 + [line]).suffix(50) } }
    let printed = lines.withLock { $0 }
    for line in printed {
      // `esptool v5.2.0`, `esptool.py v4.4`.
      guard let match = line.wholeMatch(of: /(esptool(?:\.py)?) v(\d+)\..*/),
        let major = Int(match.2)
      else { continue }
      guard major >= 4 else {
        throw FlashError.Reason.toolUnsuitable(found: line, needed: "esptool 4 or newer")
      }
      let found = Installation(path: path, name: line, majorVersion: major)
      installation.withLock { $0 = found }
      return found
    }
    throw FlashError.Reason.toolUnsuitable(
      found: "\(path) (\(ending)" + (printed.first.map { ": \($0)" } ?? "") + ")",
      needed: "esptool 4 or newer")
  }
}

extension ProbeLock {
  /// Locks the way to a board for one job of flashing.
  package static func forJob(
    _ route: ProbeRoute, directory: String
  ) throws(FlashError.Reason) -> ProbeLock {
    do {
      return try ProbeLock(route, directory: directory)
    } catch {
      switch error {
      case .held(let processID):
        throw .probeBusy(holder: "mcubench" + (processID.map { ", process \($0)" } ?? ""))
      case .fileFailed(let path, let code):
        throw .hostFailed(path: path, errno: code)
      }
    }
  }
}
