// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A raw pseudoterminal that stays open however often the host opens and closes its end.
final class Pseudoterminal {
  let path: String
  private(set) var controller: Int32
  private var terminal: Int32
  private var link: String?

  init(link: String?) throws(VirtualBoardError) {
    var name = [CChar](repeating: 0, count: 256)
    controller = -1
    terminal = -1
    path = try Self.open(&controller, &terminal, &name)
    if let link {
      guard symlink(path, link) == 0 else {
        Glibc.close(controller)
        Glibc.close(terminal)
        throw VirtualBoardError(reason: .linkTaken(link))
      }
      self.link = link
    }
  }

  deinit {
    close()
  }

  private static func open(
    _ controller: inout Int32, _ terminal: inout Int32, _ name: inout [CChar]
  ) throws(VirtualBoardError) -> String {
    var settings = termios()
    cfmakeraw(&settings)
    settings.c_cflag |= tcflag_t(CREAD | CLOCAL)
    guard openpty(&controller, &terminal, &name, &settings, nil) == 0 else {
      throw VirtualBoardError(reason: .systemCall("openpty", status: errno))
    }
    for descriptor in [controller, terminal] {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    _ = fcntl(controller, F_SETFL, O_NONBLOCK)
    return name.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  /// Bytes that the host has written, at most `limit`; empty when there are none.
  func read(limit: Int) -> [UInt8] {
    guard controller >= 0, limit > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = max(0, Glibc.read(controller, buffer.baseAddress, limit))
    }
  }

  /// Writes what fits without waiting; gives how many bytes that was.
  func write(_ bytes: ArraySlice<UInt8>) -> Int {
    guard controller >= 0 else { return bytes.count }
    return bytes.withUnsafeBytes { buffer in
      max(0, Glibc.write(controller, buffer.baseAddress, buffer.count))
    }
  }

  /// Bytes that were written and that the host has not read yet.
  var unreadBytes: Int32 {
    var count: Int32 = 0
    return ioctl(terminal, UInt(FIONREAD), &count) == 0 ? count : 0
  }

  /// Closes both ends and removes the link.
  func close() {
    if let link { unlink(link) }
    link = nil
    for descriptor in [controller, terminal] where descriptor >= 0 {
      Glibc.close(descriptor)
    }
    controller = -1
    terminal = -1
  }
}
