import Hardware
import USBProbes

/// Why work over PICOBOOT ended early.
enum PicoBootTrouble: Error, Hashable {
  /// A transfer failed, during this command where there was one.
  case usb(USBTransferError, PicoBootCommand.Number?)
  /// The boot ROM refused a command; its status where it tells one.
  case refused(PicoBootCommand.Number, PicoBootStatus?)
  /// A transfer moved fewer bytes than the command said.
  case cutShort(PicoBootCommand.Number, moved: Int, of: Int)
  /// What is read back differs first here.
  case different(address: UInt32)
  /// The device is still there, after it was told to start the image.
  case didNotLeave
  /// The time for all of it is over.
  case overdue
  case cancelled

  /// The same in the terms of flashing; `stage` is what was being done, `limit` the time for all.
  func reason(during stage: FlashError.Stage, limit: Duration) -> FlashError.Reason {
    switch self {
    case .usb(.gone, _): stage == .connecting ? .notInBootMode : .lost(during: stage)
    case .usb(.denied, _): .accessDenied
    case .usb(.busy, _): .probeBusy(holder: nil)
    case .usb(.timedOut, _), .overdue: .timedOut(during: stage, limit: limit)
    case .different: .verifyMismatch
    case .usb(let error, let number):
      .bootROMFailed("failed" + (number.map { " to \($0.verb)" } ?? "") + ": \(error.text)")
    case .refused(let number, let status):
      .bootROMFailed("refused to \(number.verb)" + (status.map { ": \($0.text)" } ?? ""))
    case .cutShort(let number, let moved, let count):
      .bootROMFailed("moved \(moved) of \(count) B when told to \(number.verb)")
    case .didNotLeave: .bootROMFailed("does not start the image")
    case .cancelled: .bootROMFailed("was told to stop")
    }
  }

  /// Whether the device is there and has to be brought back into step.
  var isOfDevice: Bool {
    switch self {
    case .usb(.gone, _), .refused, .different, .didNotLeave, .overdue, .cancelled: false
    case .usb, .cutShort: true
    }
  }

  /// For the end of a report, or `nil` where the reason says it all.
  var line: String? {
    switch self {
    case .different(let address):
      "first difference at 0x" + String(address, radix: 16, uppercase: true)
    default: nil
    }
  }
}
