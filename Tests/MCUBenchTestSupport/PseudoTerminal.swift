import Glibc

/// A pseudo-terminal whose master side plays the board.
package final class PseudoTerminal: Sendable {
  private let master: Int32
  /// The path of the side that a program opens.
  package let path: String

  package init() throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // Linux, include/uapi/asm-generic/ioctls.h: TIOCSPTLCK unlocks, TIOCGPTN gives the number.
    var lock: Int32 = 0
    var number: Int32 = 0
    guard master >= 0, ioctl(master, 0x4004_5431, &lock) == 0,
      ioctl(master, 0x8004_5430, &number) == 0
    else { throw SystemCallError(errno: errno) }
    path = "/dev/pts/\(number)"
  }

  deinit { Glibc.close(master) }

  /// The speed that the program has set, in bits a second.
  package var baud: Int {
    get throws {
      // Linux, include/uapi/asm-generic/termbits.h: struct termios2 is 44 bytes, the output speed its
      // last word; TCGETS2 reads it.
      var settings = [UInt32](repeating: 0, count: 11)
      guard ioctl(master, 0x802c_542a, &settings) == 0 else {
        throw SystemCallError(errno: errno)
      }
      return Int(settings[10])
    }
  }

  /// Sends `bytes` to the program.
  package func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { throw SystemCallError(errno: errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// The next `count` bytes that the program wrote; blocks until they are there.
  package func receive(_ count: Int) throws -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while all.count < count {
      let got = read(master, &buffer, min(buffer.count, count - all.count))
      guard got > 0 else { throw SystemCallError(errno: errno) }
      all += buffer[..<got]
    }
    return all
  }
}

/// A failed call of a test's own making.
package struct SystemCallError: Error {
  package let errno: Int32
}
