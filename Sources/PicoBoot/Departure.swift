import Glibc
import Hardware
import USBProbes

/// Waits until a board has left its boot ROM.
enum Departure {
  /// How long a board may take: the delay of the restart, the ROM's look at the flash (512 ms at most,
  /// `FLASH_MAX_ATTEMPTS` of `bootrom_main.c`), and a hub that notices late.
  private static let limit = Duration.seconds(5)
  /// Between two looks at the kernel's tree.
  private static let pauseMilliseconds: Int32 = 20

  /// Waits until the kernel has no device of `probe`'s number at its place any more.
  static func wait(
    for probe: Probe, _ gate: BlockingWork.Gate, tree: String = "/sys"
  ) throws(PicoBootTrouble) {
    let deadline = ContinuousClock.now + limit
    while USBBulkInterface.isThere(probe, tree: tree) {
      try gate.check()
      guard ContinuousClock.now < deadline else { throw .didNotLeave }
      // The tree has no event that a thread without libusb's could wait for.
      _ = poll(nil, 0, pauseMilliseconds)
    }
  }
}
