import BoardProfiles
package import Hardware
import ProcessTools
import UF2Files
import USBProbes

/// Flashes an RP2040 by a file on the volume of its boot ROM, which must be mounted.
///
/// The ROM writes what it is given and starts the image after the last block; nothing is read back.
package struct UF2VolumeFlasher: Flasher {
  /// What stands in for the machine.
  package struct Places: Hashable, Sendable {
    /// The kernel's tree.
    package var tree = "/sys"
    /// The directory of device nodes.
    package var devices = "/dev"
    /// proc(5), the table of mounts.
    package var mounts = "/proc/self/mountinfo"

    package init() {}
  }

  private let lockDirectory: String
  private let places: Places

  package init(lockDirectory: String, places: Places = Places()) {
    self.lockDirectory = lockDirectory
    self.places = places
  }

  package func flash(_ job: FlashJob) async throws -> FlashReport {
    try await flash(job) { _ in }
  }

  package func flash(
    _ job: FlashJob, progress: @escaping @Sendable (FlashError.Stage) -> Void
  ) async throws -> FlashReport {
    let start = ContinuousClock.now
    let places = places
    do throws(FlashError.Reason) {
      let probe = try bootDevice(of: job)
      let image = try BootImage(job)
      let file = UF2File.bytes(of: image.sectors)
      let lock = try ProbeLock.forJob(job.route, directory: lockDirectory)
      defer { withExtendedLifetime(lock) {} }
      let folder = try await BlockingWork.run(limit: job.timeLimit) {
        gate throws(FlashError.Reason) in
        progress(.connecting)
        let folder = try Self.volume(of: probe, places)
        progress(.programming)
        let copy = VolumeCopy(folder: folder, bytes: file)
        try copy.write { () throws(FlashError.Reason) in
          do throws(PicoBootTrouble) {
            try gate.check()
          } catch {
            throw error.reason(during: .programming, limit: job.timeLimit)
          }
        }
        progress(.resetting)
        do throws(PicoBootTrouble) {
          try Departure.wait(for: probe, gate, tree: places.tree)
        } catch {
          throw error.reason(during: .resetting, limit: job.timeLimit)
        }
        return folder
      }
      return FlashReport(
        tool: "UF2 file on the boot volume", duration: ContinuousClock.now - start,
        lastLines: ["copied \(file.count) B to \(folder)"], isVerified: false,
        imageEvidence: image.evidence)
    } catch {
      // The work has ended by now, whatever it ended with.
      try Task.checkCancellation()
      throw FlashError(board: job.board.name, probe: job.route.name, reason: error)
    }
  }

  /// Where the volume of the boot ROM at `probe` is mounted.
  private static func volume(of probe: Probe, _ places: Places) throws(FlashError.Reason) -> String
  {
    guard USBBulkInterface.isThere(probe, tree: places.tree) else { throw .notInBootMode }
    guard let volume = USBVolume.first(of: probe, tree: places.tree, devices: places.devices)
    else { throw .toolFailed(ending: "the board shows no volume; the kernel may lack usb-storage") }
    guard let folder = volume.mountPoint(table: places.mounts) else {
      throw .volumeNotMounted(node: volume.node)
    }
    guard VolumeCopy.isBootVolume(folder) else {
      throw .toolFailed(
        ending: "\(folder) has no \(VolumeCopy.informationFile) of an \(VolumeCopy.boardID)")
    }
    return folder
  }
}
