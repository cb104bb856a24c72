// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A TCP port of this machine, reserved for as long as the value lives, open or shut to callers.
final class ListeningSocket {
  let port: UInt16
  private(set) var descriptor: Int32

  private static let waitingCallers: Int32 = 16

  /// Reserves and opens a port of 127.0.0.1; 0 picks a free one.
  init(port: UInt16) throws(VirtualBoardError) {
    descriptor = try Self.bound(to: port)
    self.port = Self.port(of: descriptor)
    guard listen(descriptor, Self.waitingCallers) == 0 else {
      let code = errno
      Glibc.close(descriptor)
      throw Self.failure(port, code)
    }
  }

  deinit {
    if descriptor >= 0 { Glibc.close(descriptor) }
  }

  /// Refuses callers from now on; the port stays ours.
  func shut() {
    Glibc.close(descriptor)
    descriptor = (try? Self.bound(to: port)) ?? -1
  }

  /// Takes callers again; `false` when another program has got hold of the port.
  func reopen() -> Bool {
    if descriptor < 0 { descriptor = (try? Self.bound(to: port)) ?? -1 }
    return descriptor >= 0 && listen(descriptor, Self.waitingCallers) == 0
  }

  /// The next caller's socket, which does not block, or `nil` when nobody waits.
  func accept() -> Int32? {
    let caller = Glibc.accept(descriptor, nil, nil)
    guard caller >= 0 else { return nil }
    _ = fcntl(caller, F_SETFL, O_NONBLOCK)
    _ = fcntl(caller, F_SETFD, FD_CLOEXEC)
    Self.set(caller, Int32(IPPROTO_TCP), TCP_NODELAY)
    return caller
  }

  private static func bound(to port: UInt16) throws(VirtualBoardError) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw failure(port, errno) }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    set(descriptor, SOL_SOCKET, SO_REUSEADDR)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      let code = errno
      Glibc.close(descriptor)
      throw failure(port, code)
    }
    return descriptor
  }

  private static func port(of descriptor: Int32) -> UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    return status == 0 ? UInt16(bigEndian: address.sin_port) : 0
  }

  private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32) {
    var on: Int32 = 1
    _ = setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func failure(_ port: UInt16, _ code: Int32) -> VirtualBoardError {
    VirtualBoardError(reason: .portUnavailable(port, status: code))
  }
}
