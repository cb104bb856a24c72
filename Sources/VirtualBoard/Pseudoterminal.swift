// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A raw pseudoterminal that stays open however often the host opens and closes its end, and what
/// the line between the two does to bytes.
final class Pseudoterminal {
  let path: String
  private(set) var controller: Int32
  private var terminal: Int32
  /// Readable once the host has closed its end: an inotify(7) descriptor, -1 where there is none.
  private(set) var closings: Int32 = -1
  private var link: String?
  private var noise: LineNoise

  /// Bytes that may wait on a bad line before it takes no more.
  private static let lineBytes = 65_536

  init(link: String?, noise: LineNoise) throws(VirtualBoardError) {
    self.noise = noise
    var name = [CChar](repeating: 0, count: 256)
    controller = -1
    terminal = -1
    path = try Self.open(&controller, &terminal, &name)
    closings = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    _ = inotify_add_watch(closings, path, UInt32(IN_CLOSE_WRITE | IN_CLOSE_NOWRITE))
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

  /// Whether the host has closed its end since the last call.
  func takeClosing() -> Bool {
    guard closings >= 0 else { return false }
    var events = [UInt8](repeating: 0, count: 1024)
    return Glibc.read(closings, &events, events.count) > 0
  }

  /// Bytes that the host has written, at most `limit`; empty when there are none.
  func read(limit: Int) -> [UInt8] {
    guard controller >= 0, limit > 0 else { return [] }
    if noise.pendingCount(.toBoard) < Self.lineBytes {
      noise.send(
        [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
          count = max(0, Glibc.read(controller, buffer.baseAddress, limit))
        }, .toBoard)
    }
    let arrived = Array(noise.arrived(limit, .toBoard))
    noise.take(arrived.count, .toBoard)
    return arrived
  }

  /// Puts bytes on the line without waiting; gives how many it took.
  func write(_ bytes: ArraySlice<UInt8>) -> Int {
    guard controller >= 0 else { return bytes.count }
    let taken = bytes.prefix(max(0, Self.lineBytes - undelivered))
    noise.send(taken, .toHost)
    deliver()
    return taken.count
  }

  /// Hands the host what has come through the line and fits.
  func deliver() {
    let arrived = noise.arrived(Self.lineBytes, .toHost)
    guard controller >= 0, !arrived.isEmpty else { return }
    let count = arrived.withUnsafeBytes { buffer in
      max(0, Glibc.write(controller, buffer.baseAddress, buffer.count))
    }
    noise.take(count, .toHost)
  }

  /// Bytes that are still on the line to the host.
  var undelivered: Int { noise.pendingCount(.toHost) }

  /// Bytes that were written and that the host has not read yet.
  var unreadBytes: Int {
    var count: Int32 = 0
    let waiting = ioctl(terminal, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    return waiting + undelivered
  }

  /// The speed that the host has set, in bits a second; 0 as long as it has set none.
  var hostBaud: UInt32 {
    // Linux, include/uapi/asm-generic/termbits.h: TCGETS2 fills struct termios2, 44 bytes, whose last
    // word is the output speed.
    var settings: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt32) = (0, 0, 0, 0, 0, 0)
    guard controller >= 0, ioctl(controller, 0x802c_542a, &settings) == 0 else { return 0 }
    return settings.5
  }

  /// Closes both ends and removes the link.
  func close() {
    if let link { unlink(link) }
    link = nil
    for descriptor in [closings, controller, terminal] where descriptor >= 0 {
      Glibc.close(descriptor)
    }
    closings = -1
    controller = -1
    terminal = -1
  }
}
