// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// What a J-Link on a network tells of itself, on UDP to this machine.
///
/// The 128 bytes are as libjaylink 0.3 reads them (`discovery_tcp.c`, `parse_adv_message`).
final class JLinkAdvert {
  private let descriptor: Int32
  private let message: [UInt8]

  private static let byteCount = 128
  private static let loopback: [UInt8] = [127, 0, 0, 1]
  /// 10.0, as hardware versions are counted: ten thousand a major one.
  private static let hardwareVersion: UInt32 = 100_000

  init(serial: UInt32) throws(VirtualBoardError) {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else {
      throw VirtualBoardError(
        reason: .portUnavailable(JLinkServer.standardPort, status: errno))
    }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    func place(_ part: [UInt8], at offset: Int) {
      bytes.replaceSubrange(offset..<offset + part.count, with: part)
    }
    place(Array("Found".utf8), at: 0)
    place(Self.loopback, at: 16)
    place([2, 0, 0, 0, 0, 1], at: 32)  // an address that its owner has made up (IEEE 802, local)
    place(serial.littleEndianBytes, at: 48)
    place(Self.hardwareVersion.littleEndianBytes, at: 52)
    place(Array("mcubench".utf8), at: 64)
    message = bytes
  }

  deinit { close(descriptor) }

  /// Tells it once; where nobody listens nothing comes of it.
  func send() {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = JLinkServer.standardPort.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(
          descriptor, message, message.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
