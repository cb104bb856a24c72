import BoardProfiles
import FirmwareArtifacts
package import Hardware
import ProcessTools
import Synchronization
import UF2Files
import USBProbes

/// Flashes an RP2040 that waits in its boot ROM, over USB with libusb.
///
/// Afterwards the board runs the image as after power-on; nothing of a debugger was ever there.
package struct PicoBootFlasher: Flasher {
  private let lockDirectory: String

  package init(lockDirectory: String) {
    self.lockDirectory = lockDirectory
  }

  package func flash(_ job: FlashJob) async throws -> FlashReport {
    try await flash(job) { _ in }
  }

  package func flash(
    _ job: FlashJob, progress: @escaping @Sendable (FlashError.Stage) -> Void
  ) async throws -> FlashReport {
    let start = ContinuousClock.now
    let account = Account()
    do throws(FlashError.Reason) {
      let probe = try bootDevice(of: job)
      let image = try BootImage(job)
      let lock = try ProbeLock.forJob(job.route, directory: lockDirectory)
      defer { withExtendedLifetime(lock) {} }
      try await BlockingWork.run(limit: job.timeLimit) { gate throws(FlashError.Reason) in
        do throws(PicoBootTrouble) {
          try Self.work(image, on: probe, gate) { stage in
            account.begin(stage)
            progress(stage)
          }
        } catch {
          account.add(error.line)
          throw error.reason(during: account.stage, limit: job.timeLimit)
        }
      }
      return FlashReport(
        tool: "PICOBOOT, libusb \(USBBulkInterface.libraryVersion)",
        duration: ContinuousClock.now - start,
        lastLines: [
          "erased \(image.erased.count * SectorImage.sectorBytes) B, "
            + "wrote and read back \(image.sectors.byteCount) B"
        ], imageEvidence: image.evidence)
    } catch {
      // The work has ended by now, whatever it ended with.
      try Task.checkCancellation()
      throw FlashError(
        board: job.board.name, probe: job.route.name, reason: error.named(job.route),
        lastLines: account.lines)
    }
  }

  private static func work(
    _ image: BootImage, on probe: Probe, _ gate: BlockingWork.Gate,
    progress: (FlashError.Stage) -> Void
  ) throws(PicoBootTrouble) {
    progress(.connecting)
    try gate.check()
    let interface: USBBulkInterface
    do throws(USBTransferError) {
      interface = try USBBulkInterface(of: probe)
    } catch {
      throw .usb(error, nil)
    }
    var session = PicoBootSession(USBPicoBootPipe(interface: interface)) {
      () throws(PicoBootTrouble) in try gate.check()
    }
    try session.flash(
      image.sectors, erasing: image.erased, boot: image.origin, progress: progress)
    try Departure.wait(for: probe, gate)
  }

  /// What was done, between the thread that does it and who tells of it.
  private final class Account: Sendable {
    private let state = Mutex((stage: FlashError.Stage.connecting, lines: [String]()))

    var stage: FlashError.Stage { state.withLock { $0.stage } }
    var lines: [String] { state.withLock { $0.lines } }

    func begin(_ stage: FlashError.Stage) { state.withLock { $0.stage = stage } }

    func add(_ line: String?) {
      if let line { state.withLock { $0.lines.append(line) } }
    }
  }
}

/// The board that waits in its boot ROM on a job's route.
func bootDevice(of job: FlashJob) throws(FlashError.Reason) -> Probe {
  guard case .usb(let probe) = job.route else {
    throw .serverUnsuitable
  }
  guard probe.kind == .rp2040Boot else { throw .unsuitableProbe(probe.kind) }
  return probe
}

/// What a job wants in the flash, and which sectors are to be erased for that.
struct BootImage: Sendable {
  let sectors: SectorImage
  /// What the image's own words prove of it.
  let evidence: ImageEvidence
  /// Addresses of sectors.
  let erased: [UInt32]
  /// Where the flash begins.
  let origin: UInt32

  init(_ job: FlashJob) throws(FlashError.Reason) {
    (sectors, evidence) = try SectorImage.load(job.imagePath, for: job.board)
    guard let flash = job.board.flash else { throw .imageOutsideFlash }
    origin = flash.origin
    switch job.method {
    case .plain, .underReset: erased = sectors.sectors.map(\.address)
    case .massErase:
      let end = UInt32(Int(flash.origin) + flash.bytes)
      erased = Array(stride(from: flash.origin, to: end, by: SectorImage.sectorBytes))
    }
  }
}

extension FlashError.Reason {
  /// The same with the name of who has the device, where that can be known.
  func named(_ route: ProbeRoute) -> FlashError.Reason {
    guard case .probeBusy(nil) = self, case .usb(let probe) = route else { return self }
    return .probeBusy(holder: DeviceHolder.find(of: probe.node)?.description)
  }
}
