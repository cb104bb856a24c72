import Glibc
import Hardware

/// A UF2 file on its way to the boot ROM's volume.
struct VolumeCopy {
  /// Where the volume is mounted.
  let folder: String
  let bytes: [UInt8]

  /// Any name will do: the ROM looks at blocks, not at files.
  private static let fileName = "MCUBENCH.UF2"
  private static let chunkBytes = 64 << 10
  static let informationFile = "INFO_UF2.TXT"
  /// `bootrom/info_uf2.txt` of the RP2040's boot ROM.
  static let boardID = "RPI-RP2"
  private static let largestInformationBytes = 4096

  /// Whether the volume in `folder` says that it is an RP2040's.
  static func isBootVolume(_ folder: String) -> Bool {
    let file = open("\(folder)/\(informationFile)", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: largestInformationBytes)
    let count = read(file, &buffer, buffer.count)
    guard count > 0 else { return false }
    let lines = String(decoding: buffer.prefix(count), as: UTF8.self).split(
      whereSeparator: \.isNewline)
    return lines.contains("Board-ID: \(boardID)")
  }

  /// Writes the file and waits until the device has it; `check` says between two chunks whether to go
  /// on.
  ///
  /// The boot ROM starts the image a second after the last block (`safe_reboot` in its
  /// `virtual_disk.c`), so that all is written before the volume goes.
  ///
  /// - Throws: `.hostFailed`, `.lost` where the volume goes away before all is written, and what
  ///   `check` throws.
  func write(_ check: () throws(FlashError.Reason) -> Void) throws(FlashError.Reason) {
    let path = "\(folder)/\(Self.fileName)"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Self.reason(errno, path) }
    var isOpen = true
    defer { if isOpen { close(file) } }
    var written = 0
    while written < bytes.count {
      try check()
      let end = min(written + Self.chunkBytes, bytes.count)
      let count = bytes[written..<end].withUnsafeBytes {
        Glibc.write(file, $0.baseAddress, $0.count)
      }
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        throw Self.reason(count == 0 ? ENOSPC : errno, path)
      }
    }
    let synced = fsync(file) == 0 ? 0 : errno
    isOpen = false
    let closed = close(file) == 0 ? 0 : errno
    let code = synced != 0 ? synced : closed
    if code != 0 { throw Self.reason(code, path) }
  }

  private static func reason(_ code: Int32, _ path: String) -> FlashError.Reason {
    switch code {
    case EIO, ENODEV, ENXIO, ENOENT: .lost(during: .programming)
    default: .hostFailed(path: path, errno: code)
    }
  }
}
